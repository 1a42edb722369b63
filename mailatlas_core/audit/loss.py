"""A log that is gone: what the next one says of it, from its first event on.

Where store.db was lost, so was the log in it. The new store's log cannot go on from it, but
it names the end that the file `audit.head` remembered. The events before are never proved
again, so a verification finds this every time: a log cannot be made whole by removing it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator

from mailatlas_core.audit.chain import Data, Head

RESTORED = "workspace.restored"


def loss(head: Head | None) -> Data:
    """What the event that begins a new log says of the end of the one before."""
    return {
        "lost_seq": None if head is None else head.seq,
        "lost_hash": None if head is None else head.hash.hex(),
    }


def lost_logs(connection: sqlite3.Connection) -> Iterator[str]:
    """A sentence for each log that was lost before this one, or is said to have been."""
    rows = connection.execute("SELECT seq, data FROM events WHERE kind = ? ORDER BY seq", (RESTORED,))
    for seq, text in rows.fetchall():
        try:
            end = json.loads(text)["lost_seq"]
        except (ValueError, KeyError, TypeError, RecursionError):
            end = None
        what = "an earlier log" if end is None else f"an earlier log of {end} events"
        yield f"{what} was lost with store.db: event {seq} tells of the workspace made again without it"
