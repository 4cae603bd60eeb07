"""What one does from a shell with people and classes, and the doctor. Each is loaded by `cli` only when it is called."""
