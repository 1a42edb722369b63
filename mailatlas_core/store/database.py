"""The connections to store.db: one reader and one writer a thread, and what their errors mean."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from mailatlas_core.cancel import CancelToken
from mailatlas_core.errors import (
    Cancelled,
    MailAtlasError,
    WorkspaceBusy,
    WorkspaceDamaged,
    WorkspaceFull,
    WorkspaceReadOnly,
)

_BUSY_SECONDS = 10.0

# Each thread that reads keeps a cache of its own, and what is read once is in the system's cache
# beside it: of a million messages, two hundred queries took no longer with 2 MB than with 32.
_CACHE_KIBIBYTES, _READERS_CACHE_KIBIBYTES = 32_768, 2_048


class Database:
    """The SQLite file of one workspace, usable from any thread.

    `reading` and `writing` are the only ways in. They do not nest.
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self._path = path
        self._read_only = read_only
        self._thread = threading.local()
        self._lock = threading.Lock()
        self._connections: list[tuple[threading.Thread, sqlite3.Connection]] = []

    @contextmanager
    def reading(self, cancel: CancelToken | None = None) -> Iterator[sqlite3.Connection]:
        """One consistent view of the store, for this thread; `cancel` interrupts the statement under way."""
        connection = self._connection("reader")
        with meaning_of_errors(), (cancel or CancelToken()).calling(connection.interrupt):
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.execute("ROLLBACK")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: committed when the block ends, rolled back when it raises.

        Never interrupted: what is written at once is small.
        """
        if self._read_only:
            raise WorkspaceReadOnly(
                "The workspace is on a read-only medium, so nothing can be changed in it."
            )
        connection = self._connection("writer")
        with meaning_of_errors():
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    def merge_index(self, segments: int) -> bool:
        """A step of keeping the index in few pieces, in a short transaction of its own, for when a
        writer has to wait anyway; see store/index.py. Whether there may be more to do."""
        from mailatlas_core.store.index import merge_index  # with the records, which no reader needs

        with self.writing() as connection:
            return merge_index(connection, segments)

    def keep_up(self, documents: int, cancel: CancelToken) -> None:
        """Merge the index as far as is worth it for so many new documents, and give the query planner
        what it wants to know. Nothing is lost where another process is writing, or it is cancelled."""
        from mailatlas_core.store.index import FEW_SEGMENTS, steps_after

        with suppress(WorkspaceBusy):
            for _ in range(steps_after(documents)):
                if cancel.cancelled or not self.merge_index(FEW_SEGMENTS):
                    break
            self.optimize()

    def optimize(self) -> None:
        """Give the query planner what it wants to know after much has changed."""
        with meaning_of_errors():
            self._connection("writer").execute("PRAGMA optimize")

    def close(self) -> None:
        """Close the connections of all threads; nobody may use them any more."""
        with self._lock:
            for _, connection in self._connections:
                connection.close()
            self._connections.clear()

    def _connection(self, role: str) -> sqlite3.Connection:
        found: sqlite3.Connection | None = getattr(self._thread, role, None)
        if found is None:
            with meaning_of_errors():
                cache = _READERS_CACHE_KIBIBYTES if role == "reader" else None
                found = connect(self._path, read_only=self._read_only, cache_kibibytes=cache)
                if role == "reader":
                    found.execute("PRAGMA query_only = ON")
            setattr(self._thread, role, found)
            with self._lock:
                self._close_those_of_ended_threads()
                self._connections.append((threading.current_thread(), found))
        return found

    def _close_those_of_ended_threads(self) -> None:
        """Nobody else would, before the end: each holds files and a cache."""
        ended = [each for each in self._connections if not each[0].is_alive()]
        for each in ended:
            each[1].close()
            self._connections.remove(each)


def connect(path: Path, *, read_only: bool = False, cache_kibibytes: int | None = None) -> sqlite3.Connection:
    """Open an existing store; on a read-only medium without any wish to write beside it."""
    uri = f"file:{quote(os.fsencode(path))}?"
    if not read_only:
        uri += "mode=rw"
    elif path.with_name(path.name + "-wal").exists():
        uri += "mode=ro"
    else:
        uri += "mode=ro&immutable=1"
    connection = sqlite3.connect(
        uri, uri=True, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute(f"PRAGMA cache_size = -{cache_kibibytes or _CACHE_KIBIBYTES}")
    return connection


@contextmanager
def meaning_of_errors() -> Iterator[None]:
    """Raise SQLite's errors as ours: what is not done by a `Database` wants them so too."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise _meaning(error) from error
    except UnicodeDecodeError as error:  # SQLite says what is damaged in the words that it found there
        raise WorkspaceDamaged("The workspace's store.db is damaged.", hint=_DAMAGED) from error


def _meaning(error: sqlite3.DatabaseError) -> Exception:
    """SQLite's error as ours; what only a mistake of ours can cause stays as it is."""
    primary = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    known: dict[int, MailAtlasError] = {
        sqlite3.SQLITE_INTERRUPT: Cancelled("Cancelled."),
        sqlite3.SQLITE_BUSY: WorkspaceBusy(
            "Another process is writing to this workspace.", hint="Try again when it has finished."
        ),
        sqlite3.SQLITE_FULL: WorkspaceFull(
            "There is no space left on the workspace's disk.",
            hint="Free some space and run the same command again; what was stored is kept.",
        ),
        sqlite3.SQLITE_READONLY: WorkspaceReadOnly(
            "The workspace cannot be written to.", hint="Check who owns its folder, and its permissions."
        ),
        sqlite3.SQLITE_CANTOPEN: WorkspaceDamaged(
            "The workspace's store.db cannot be opened.",
            hint="Is its folder still there? Check who owns it, and its permissions.",
        ),
        sqlite3.SQLITE_CORRUPT: WorkspaceDamaged("The workspace's store.db is damaged.", hint=_DAMAGED),
        sqlite3.SQLITE_NOTADB: WorkspaceDamaged("The workspace's store.db is damaged.", hint=_DAMAGED),
        sqlite3.SQLITE_IOERR: WorkspaceDamaged(
            "The disk failed while reading or writing store.db.",
            hint="Check the disk; the originals are in raw/.",
        ),
    }
    return known.get(primary, error)


_DAMAGED = (
    "The original messages are whole in raw/: make a new workspace from that folder with `mailatlas ingest`."
)
