"""Pages for learners: their cases, and the steps of one."""
