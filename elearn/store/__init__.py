"""What is remembered: tables, and the questions asked of them. Nothing here commits; `db.saving()` is the only commit."""
