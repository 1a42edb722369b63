"""That a mail server is visited."""

from __future__ import annotations

from textual.message import Message


class Visited(Message):
    """A connection to a mail server is opened; posted to the app, from any thread."""
