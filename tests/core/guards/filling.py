"""Workspaces of many small messages: archives to take in, or rows alone where nothing is parsed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from mailatlas_core.workspace import Workspace
from tests.core.messages import mbox, message
from tests.core.rows import record, sighting, write

_ROWS_AT_ONCE = 500


def archive(path: Path, count: int, *, first: int = 0, words: int = 10) -> Path:
    """An mbox of so many messages, all of them different, with so many words in each."""
    body = "The tide turns. " * (words // 3)
    numbers = range(first, first + count)
    path.write_bytes(mbox(*(message(number, body=f"{body}Berth {number}.") for number in numbers)))
    return path


def fill(root: Path, count: int) -> Path:
    """A workspace with the rows of so many messages, of which every tenth says "harbor"."""
    Workspace.open(root, create=True, actor="test").close()
    with closing(sqlite3.connect(root / "store.db", isolation_level=None)) as connection:
        for first in range(0, count, _ROWS_AT_ONCE):
            records = [
                record(
                    str(number).encode(),
                    subject=f"Message {number}",
                    body=f"{'The harbor' if number % 10 == 0 else 'The berth'} of day {number}.",
                    second=number,
                )
                for number in range(first, min(first + _ROWS_AT_ONCE, count))
            ]
            write(connection, [sighting(str(first + at).encode()) for at in range(len(records))], records)
    return root
