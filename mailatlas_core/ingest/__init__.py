"""One way in: any source of raw messages, through one pipeline, into the store."""
