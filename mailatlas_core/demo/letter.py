"""What the demo's mail is made of: a message and the folder that keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Folder = Literal["Inbox", "Sent", "tide-tools", "Downloads"]


@dataclass(frozen=True, slots=True)
class Letter:
    """One message, when it came in (aware, UTC), where it is kept, and what its reader made of it.

    Inbox and Sent are Maildirs, tide-tools is an mbox, Downloads holds single `.eml` files.
    `answered` mail has been read, however new it is.
    """

    data: bytes
    arrived: datetime
    folder: Folder = "Inbox"
    tags: tuple[str, ...] = ()
    answered: bool = False
