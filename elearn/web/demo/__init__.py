"""The demo: made-up people, entered with one click. Its routes exist only in demo mode."""
