"""What is measured, and against what: each figure beside a floor of the same run."""
