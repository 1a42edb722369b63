"""Which originals there are: as the documents say, or as `raw/` alone says."""

from __future__ import annotations

import json
import os
import re
import sqlite3
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from mailatlas_core.cancel import CancelToken
from mailatlas_core.meaning import ParserConfig

_NAME = re.compile(r"[0-9a-f]{64}\.eml")


@dataclass(frozen=True, slots=True)
class Original:
    """A message whose bytes should lie in `raw/`, when a server says that it arrived, and how it
    was to be cleaned."""

    digest: bytes
    internal_date: datetime | None = None
    config: ParserConfig = ParserConfig()


def positions_of_all(connection: sqlite3.Connection) -> array[int]:
    """The positions of all documents, ascending: eight bytes each."""
    return array(
        "q", (row[0] for row in connection.execute("SELECT position FROM documents ORDER BY position"))
    )


def original_at(connection: sqlite3.Connection, position: int) -> Original | None:
    """The original of the document at a position, None where there is none any more."""
    row = connection.execute(
        "SELECT id, (SELECT internal_date FROM sources WHERE sources.position = documents.position"
        " AND raw IS NULL ORDER BY sources.id LIMIT 1), json_extract(metadata, '$.parser_config')"
        " FROM documents JOIN bodies USING (position) WHERE position = ?",
        (position,),
    ).fetchone()
    if row is None:
        return None
    digest, internal_date, config = row
    return Original(
        digest,
        None if internal_date is None else datetime.fromisoformat(internal_date),
        ParserConfig() if config is None else ParserConfig(**json.loads(config)),
    )


class OriginalsIn:
    """The digests of all originals that lie in the folder `raw`, as files of its fanned-out folders.

    In the order of the times of the files, which is the order of arrival unless a copy has lost
    them: of two transport wrappings of one message, the first gives the document its id. SQLite
    keeps and sorts the list in a temporary file, so that a long one takes no memory.
    """

    def __init__(self, raw: Path) -> None:
        self._raw = raw
        self._found = sqlite3.connect("", isolation_level=None)

    def look(self, cancel: CancelToken) -> None:
        """Find them, once. Raises `Cancelled`."""
        self._found.execute("CREATE TABLE originals (time INTEGER, digest BLOB)")
        self._found.execute("BEGIN")
        self._found.executemany("INSERT INTO originals VALUES (?, ?)", _times(self._raw, cancel))
        self._found.execute("COMMIT")

    def __len__(self) -> int:
        return int(self._found.execute("SELECT count(*) FROM originals").fetchone()[0])

    def __iter__(self) -> Iterator[bytes]:
        return (row[0] for row in self._found.execute("SELECT digest FROM originals ORDER BY time, digest"))

    def close(self) -> None:
        self._found.close()


def _times(raw: Path, cancel: CancelToken) -> Iterator[tuple[int, bytes]]:
    """When each original was written, in nanoseconds, and its digest."""
    for folder, _, names in os.walk(raw):
        for name in filter(_NAME.fullmatch, names):
            cancel.check()
            yield (Path(folder) / name).stat().st_mtime_ns, bytes.fromhex(name[:64])


def positions_by_id(connection: sqlite3.Connection, originals: Iterable[Original]) -> dict[bytes, int]:
    """Where the documents of these originals are, by id; those that are gone are left out."""
    found = {}
    for original in originals:
        row = connection.execute("SELECT position FROM documents WHERE id = ?", (original.digest,)).fetchone()
        if row is not None:
            found[original.digest] = int(row[0])
    return found
