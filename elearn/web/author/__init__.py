"""Pages for authors: the library, and what is wrong in it."""
