"""What a workspace remembers of the folders that it has read, so that it need not read them again."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from mailatlas_core.cancel import CancelToken
from mailatlas_core.ports import Checkpoint, Claim, Gap, Kept
from mailatlas_core.store.database import Database
from mailatlas_core.store.files import Placement, raw_path
from mailatlas_core.store.receiving import is_unclaimed, keep_claim, keep_gap

FLAGS = re.compile(r"[:;!]2,([A-Za-z]*)$")  # programs that share disks with Windows avoid the colon
_ENTRIES = (
    "SELECT name, path, ifnull(raw, d.id) FROM sources JOIN documents AS d USING (position)"
    " WHERE folder = ? AND name IS NOT NULL"
)


class Entry(NamedTuple):
    """A message of a Maildir as it was when it was last read: its path, the SHA-256 and the size of its
    bytes, and when these were stored, in nanoseconds."""

    path: str
    digest: bytes
    size: int
    stored_ns: int


class Places:
    """The Maildirs that were read, by the absolute path of their folder."""

    def __init__(self, database: Database, placement: Placement, cancel: CancelToken | None = None) -> None:
        self._database = database
        self._placement = placement
        self._cancel = cancel or CancelToken()

    def checkpoint(self, scope: str, name: str) -> str | None:
        """The value of the last `Checkpoint` of that scope and name."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT value FROM checkpoints WHERE scope = ? AND name = ?", (scope, name)
            ).fetchone()
        return None if row is None else str(row[0])

    def entries(self, folder: str, names: Iterable[str]) -> dict[str, Entry]:
        """Of messages with these stable names, those whose originals are stored, as they were seen last."""
        with self._database.reading() as connection:
            rows = connection.execute(
                f"{_ENTRIES} AND name IN (SELECT value FROM json_each(?)) ORDER BY sources.id",
                (folder, json.dumps(list(names))),
            ).fetchall()
        found = {}
        for name, path, digest in rows:
            status = self._placement.status(raw_path(digest))
            if status is not None:
                found[name] = Entry(path, digest, status.st_size, status.st_mtime_ns)
        return found

    def are_stored(self, folder: str) -> bool:
        """Whether the originals of all messages that were seen in a folder are there. Raises `Cancelled`."""
        with self._database.reading() as connection:
            for _, _, digest in connection.execute(_ENTRIES, (folder,)):
                self._cancel.check()
                if self._placement.status(raw_path(digest)) is None:
                    return False
        return True

    def are_unclaimed(self, folders: Sequence[str]) -> bool:
        """Whether something was seen in these folders that is of no account."""
        with self._database.reading(self._cancel) as connection:
            return is_unclaimed(connection, folders)


def stable_name(name: str) -> str:
    """The part of the file name of a Maildir's message that stays when its flags change."""
    return FLAGS.sub("", name)


def keep(connection: sqlite3.Connection, kept: Kept, at: str) -> None:
    """Remember a checkpoint, a gap or a claim, in the transaction of what it stands for."""
    match kept:
        case Checkpoint():
            _keep_checkpoint(connection, kept)
        case Gap():
            keep_gap(connection, kept, at)
        case Claim():
            keep_claim(connection, kept)


def _keep_checkpoint(connection: sqlite3.Connection, checkpoint: Checkpoint) -> None:
    connection.execute(
        "INSERT INTO checkpoints (scope, name, value) VALUES (?, ?, ?)"
        " ON CONFLICT (scope, name) DO UPDATE SET value = excluded.value",
        (checkpoint.scope, checkpoint.name, checkpoint.value),
    )
