"""The log as a file of lines, from which anybody can recompute the chain.

Each line is the canonical JSON of one event, as chain.py has it, with one more name in it: `hash`. The
last line is the export itself, so the file ends where the head then is.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

from mailatlas_core.audit.chain import VERSION, canonical, chain_end
from mailatlas_core.audit.ledger import Writing
from mailatlas_core.audit.reading import COLUMNS, damaged, event_of, texts_as_they_are
from mailatlas_core.audit.work import Work
from mailatlas_core.cancel import CancelToken
from mailatlas_core.errors import PathUnwritable
from mailatlas_core.export.destination import own_folder, take, take_first_free, written
from mailatlas_core.models import AuditEvent
from mailatlas_core.ports import Steps
from mailatlas_core.store.database import Database

KIND = "export.audit"

_NAME = "audit"
_EVENTS_BETWEEN_STEPS = 1_000


class Export:
    """One export of the log of the workspace in `root`; `writing` is None where nothing can be written
    there, which then leaves no event."""

    def __init__(self, root: Path, database: Database, writing: Writing | None) -> None:
        self._root = root
        self._database = database
        self._writing = writing

    def save(
        self,
        to: Path | None,
        *,
        force: bool,
        progress: Steps | None = None,
        cancel: CancelToken | None = None,
    ) -> Path:
        """See `Audit.export`. What is there already is written while others may write, and only what
        came since, and the event, in the transaction."""
        place = own_folder(self._root, read_only=self._writing is None) if to is None else to
        is_folder = os.path.isdir(place)  # noqa: PTH112 - Path.is_dir raises where it may not look
        folder = place if is_folder else place.parent
        with written(folder, b"") as temporary:
            with self._database.reading(cancel) as connection:
                end = chain_end(connection).seq
                _append(temporary, connection, 0, Work(end, progress, cancel))
            with ExitStack() as transaction:
                if self._writing is not None:
                    _, ledger = transaction.enter_context(self._writing())
                    entry = transaction.enter_context(ledger.entry())
                    entry.record(KIND, "", {"format": "jsonl"})
                    _append(temporary, entry.connection, end, Work(0))
                if is_folder:
                    return take_first_free(temporary, _names(folder))
                take(temporary, place, force=force)
        return place


def _append(file: Path, connection: sqlite3.Connection, after: int, work: Work) -> None:
    """Add the events after the number `after` to a file, durably. Raises `WorkspaceDamaged`,
    `PathUnwritable` and `Cancelled`."""
    rows = connection.execute(f"SELECT {COLUMNS} FROM events WHERE seq > ? ORDER BY seq", (after,))
    try:
        with file.open("ab") as lines, texts_as_they_are(connection):
            for row in rows:
                lines.write(_line(event_of(row)))
                work.step(told_every=_EVENTS_BETWEEN_STEPS)
            lines.flush()
            os.fsync(lines.fileno())
    except OSError as error:
        raise PathUnwritable(f"{file.parent} cannot be written to: {error.strerror}.") from None


def _line(event: AuditEvent) -> bytes:
    try:
        return canonical({**asdict(event), "v": VERSION}).encode() + b"\n"
    except UnicodeEncodeError:
        raise damaged(event.seq) from None


def _names(folder: Path) -> Iterator[Path]:
    number = 1
    while True:
        yield folder / (f"{_NAME}.jsonl" if number == 1 else f"{_NAME} ({number}).jsonl")
        number += 1
