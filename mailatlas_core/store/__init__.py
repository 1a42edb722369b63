"""What lies on disk: the SQLite index and the files beside it."""
