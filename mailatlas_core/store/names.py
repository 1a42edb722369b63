"""The names that a store has: tags, folders and accounts, each found by as many look-ups as there are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mailatlas_core.fold import fold

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

    from mailatlas_core.query.completion import Known

_BEFORE_LAST = r"(?s).*[/\\](?=.)"
_BEFORE_LAST_DOT = r"(?s).*\.(?=.)"


def known(connection: sqlite3.Connection) -> Known:
    """What can be named in a query; of a folder, the last part of its name."""
    from mailatlas_core.query.completion import Known

    folders = {_last_parts(name)[0] for name in _distinct(connection, "sources", "folder")}
    return Known(
        tags=tuple(_distinct(connection, "tags", "name")),
        folders=tuple(sorted(folders)),
        accounts=tuple(_distinct(connection, "sources", "account_id")),
    )


def folders_named(connection: sqlite3.Connection, names: Iterable[str]) -> list[str]:
    """The folders whose whole name, or the last part of it, is one of these, whatever the case."""
    wanted = set(map(fold, names))
    return [
        folder
        for folder in _distinct(connection, "sources", "folder")
        if not wanted.isdisjoint(map(fold, (folder, *_last_parts(folder))))
    ]


def _last_parts(folder: str) -> tuple[str, str]:
    """What stands behind the last slash, and behind the last dot of that: servers part by either."""
    last = re.sub(_BEFORE_LAST, "", folder).rstrip("/")
    return last, re.sub(_BEFORE_LAST_DOT, "", last)


def _distinct(connection: sqlite3.Connection, table: str, column: str) -> Iterator[str]:
    """The values of an indexed column, ascending: SQLite's own DISTINCT would read all rows."""
    row = connection.execute(f"SELECT min({column}) FROM {table} WHERE {column} IS NOT NULL").fetchone()
    while row is not None and row[0] is not None:
        yield row[0]
        row = connection.execute(f"SELECT min({column}) FROM {table} WHERE {column} > ?", row).fetchone()
