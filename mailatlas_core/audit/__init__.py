"""The append-only log of what went in, out or away, and the proof that it is whole."""
