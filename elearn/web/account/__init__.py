"""Pages about oneself: the front door, signing in and out, and *Pause, or talk to someone*."""
