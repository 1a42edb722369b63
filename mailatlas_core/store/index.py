"""The full-text index: what is put into it for a message, taken out of it, and kept in order."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from mailatlas_core.fold import fold
from mailatlas_core.store.columns import IndexColumns, indexed
from mailatlas_core.store.texts import Texts
from mailatlas_core.store.threads import Filed

# How many segments of about the same size may lie side by side: while mail comes in, and when it has.
MANY_SEGMENTS, FEW_SEGMENTS = 16, 4

_COLUMNS = ", ".join(f'"{name}"' for name in IndexColumns._fields)
_PAGES_AT_ONCE = 256  # of 4 kB, written in one transaction
_FEWEST_STEPS, _DOCUMENTS_A_STEP = 4, 50


def insert_index(connection: sqlite3.Connection, new: Mapping[int, IndexColumns]) -> None:
    """Index documents in the order of their positions, which FTS5 wants ascending."""
    connection.executemany(
        f"INSERT INTO fts (rowid, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(position, *new[position]) for position in sorted(new)],
    )


def remove_index(connection: sqlite3.Connection, position: int, columns: IndexColumns) -> None:
    """Take a document out of the index, which must be told exactly what was put in."""
    connection.execute(
        f"INSERT INTO fts (fts, rowid, {_COLUMNS}) VALUES ('delete', ?, ?, ?, ?, ?, ?, ?)",
        (position, *columns),
    )


def clear_index(connection: sqlite3.Connection) -> None:
    """Take all documents out of the index."""
    connection.execute("INSERT INTO fts (fts) VALUES ('delete-all')")


def stored_index(connection: sqlite3.Connection, position: int) -> IndexColumns:
    """What the index holds of a document; it must be told so to take it out."""
    return indexed(stored_texts(connection, position))


def stored_texts(connection: sqlite3.Connection, position: int) -> IndexColumns:
    """The folded texts of a document, as what is stored says."""
    subject, packed, cleaned_from, text = connection.execute(
        "SELECT ifnull(sent_subject, subject), texts, cleaned_from, filed"
        " FROM documents JOIN bodies USING (position) WHERE position = ?",
        (position,),
    ).fetchone()
    names = connection.execute(
        "SELECT filename FROM assets WHERE position = ? AND filename <> '' ORDER BY ordinal", (position,)
    )
    sender, to, cc = Filed.from_json(text).people
    body = fold(Texts(packed, cleaned_from).full())
    return IndexColumns(fold(subject), sender, to, cc, body, fold("\n".join(name for (name,) in names)))


def merge_index(connection: sqlite3.Connection, segments: int) -> bool:
    """Merge a little where `segments` or more of about the same size lie side by side, in the
    caller's transaction; whether there may be more to merge."""
    connection.execute("INSERT INTO fts (fts, rank) VALUES ('usermerge', ?)", (segments,))
    before = connection.total_changes
    connection.execute("INSERT INTO fts (fts, rank) VALUES ('merge', ?)", (_PAGES_AT_ONCE,))
    return connection.total_changes - before > 1  # the command itself is counted as one


def merge_after(connection: sqlite3.Connection, documents: int) -> None:
    """Merge as far as is worth it for so many new documents, in the caller's transaction."""
    for _ in range(steps_after(documents)):
        if not merge_index(connection, FEW_SEGMENTS):
            break


def steps_after(documents: int) -> int:
    """How often at most to merge a little when so many documents have come in: a large index is not
    written anew for a few."""
    return _FEWEST_STEPS + documents // _DOCUMENTS_A_STEP
