"""What doctors, lawyers and tutors would argue about. Pure: no clock, no dice, no files; all of that arrives as arguments."""
