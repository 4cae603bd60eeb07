"""What makes a page live: wakers, presence, the feed and the stream. Nothing is ever only here; the log has it all."""
