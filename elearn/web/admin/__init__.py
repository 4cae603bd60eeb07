"""Pages for admins: people and their rights, what was done to accounts, who looked at whose work."""
