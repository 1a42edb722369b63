"""A workspace as one text in which nothing depends on the order of arrival but what must."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

# `position` orders documents here and now; the two numbers only hold rows together.
_NOT_CANONICAL = {"position", "conversation"}


def canonical_dump(root: Path, *, restored: bool = False) -> str:
    """Every row but those of the audit log, document by document in the order of ids, the index
    term by term; with `restored`, without what `raw/` alone cannot give back."""
    with closing(sqlite3.connect(root / "store.db")) as connection:
        lines = [*_documents(connection, restored=restored), *_index(connection)]
        if not restored:
            meta = connection.execute(
                "SELECT name, value FROM meta WHERE name <> 'longest_spill' ORDER BY name"
            )
            checkpoints = connection.execute("SELECT * FROM checkpoints ORDER BY scope, name")
            lines += [_line("meta", meta.fetchall()), _line("checkpoints", checkpoints.fetchall())]
    return "\n".join(lines)


def _documents(connection: sqlite3.Connection, *, restored: bool) -> Iterator[str]:
    for (position,) in connection.execute("SELECT position FROM documents ORDER BY id").fetchall():
        for table in ("documents", "bodies"):
            ((row,),) = (_rows(connection, table, position),)
            if restored and table == "documents":
                row = {
                    name: value for name, value in row.items() if name not in ("created_at", "source_kind")
                }
            yield _line(table, row)
        (thread,) = connection.execute(
            "SELECT thread_id FROM documents JOIN conversations ON number = conversation WHERE position = ?",
            (position,),
        ).fetchone()
        yield _line("thread", thread)
        for table in ("assets", "message_ids", "subjects"):
            yield _line(table, sorted(_rows(connection, table, position), key=repr))
        if not restored:
            sources = _rows(connection, "sources", position)
            yield _line("sources", sorted(sources, key=lambda row: int(str(row["id"]))))
            yield _line("tags", sorted(_rows(connection, "tags", position), key=repr))


def _rows(connection: sqlite3.Connection, table: str, position: int) -> list[dict[str, object]]:
    cursor = connection.execute("SELECT * FROM " + table + " WHERE position = ?", (position,))  # noqa: S608 - ours
    names = [column[0] for column in cursor.description]
    return [
        {name: value for name, value in zip(names, row, strict=True) if name not in _NOT_CANONICAL}
        for row in cursor
    ]


def _index(connection: sqlite3.Connection) -> Iterator[str]:
    rows = connection.execute(
        'SELECT term, hex(id), col, "offset" FROM fts_terms JOIN documents ON position = doc'
        " ORDER BY 1, 2, 3, 4"
    )
    for row in rows:
        yield _line("term", row)


def _line(name: str, content: object) -> str:
    return f"{name} {json.dumps(content, sort_keys=True, default=_hex)}"


def _hex(value: object) -> str:
    assert isinstance(value, bytes)
    return value.hex()
