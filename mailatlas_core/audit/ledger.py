"""The one way to change a workspace: rows and the event that tells of them, in one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TypeAlias

from mailatlas_core.audit import head as head_file
from mailatlas_core.audit.chain import Data, Head, append
from mailatlas_core.ports import Clock
from mailatlas_core.store.database import Database


class Entry:
    """A transaction under way: `connection` takes the rows, `record` the events."""

    def __init__(self, connection: sqlite3.Connection, clock: Clock, actor: str) -> None:
        self.connection = connection
        self.end: Head | None = None
        self._clock = clock
        self._actor = actor

    def record(self, kind: str, subject: str, data: Data) -> None:
        """Append an event about the record `subject`; `data` holds ids, digests and counts only."""
        self.end = append(self.connection, self._clock.now(), kind, self._actor, subject, data)


class Ledger:
    """Writes to a workspace in the name of `actor`: the front end and its client."""

    def __init__(self, root: Path, database: Database, clock: Clock, actor: str, scratch: Path) -> None:
        self._root = root
        self._database = database
        self._clock = clock
        self._actor = actor
        self._scratch = scratch

    @contextmanager
    def entry(self) -> Iterator[Entry]:
        """One transaction; after its commit the head file follows."""
        with self._database.writing() as connection:
            entry = Entry(connection, self._clock, self._actor)
            yield entry
        if entry.end is not None:
            with self._database.reading() as connection:
                head_file.advance(self._root, entry.end, self._scratch, connection)


# Lends a folder for files on their way, and the ledger that tells what is done with them.
Writing: TypeAlias = Callable[[], AbstractContextManager[tuple[Path, Ledger]]]
