"""HTTP in; HTML, JSON or a stream out. Decides no rule and commits nothing."""
