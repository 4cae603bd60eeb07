"""Files that people send, read with suspicion: in a process of their own, under limits, with neither database nor secrets."""
