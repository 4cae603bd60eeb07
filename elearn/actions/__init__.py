"""One function per thing somebody does: load, decide, save. Plain arguments, so that a page, a command and a test call it alike."""
