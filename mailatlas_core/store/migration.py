"""The schema of the store, and bringing one that an earlier version made up to date."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterator

from mailatlas_core.fold import FOLD_VERSION
from mailatlas_core.store.index import MANY_SEGMENTS, insert_index, merge_after, merge_index, stored_index
from mailatlas_core.store.texts import Texts

APPLICATION_ID = 0x4D41_544C  # "MATL"
_INDEX, _TEXTS = "0005_index.sql", "0006_texts.sql"
_MIGRATIONS = (
    "0001_messages.sql",
    "0002_conversations.sql",
    "0003_meaning.sql",
    "0004_search.sql",
    _INDEX,
    _TEXTS,
    "0007_outbound.sql",
    "0008_receive.sql",
)
SCHEMA_VERSION = len(_MIGRATIONS)
_AT_ONCE = 250


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the schema up to date, and what is stored by it, in one transaction.

    Where it raises, the transaction is left open, to be rolled back by closing the connection.
    """
    from importlib.resources import files

    from mailatlas_core.store.originals import positions_of_all  # with the parser's settings

    (version,) = connection.execute("PRAGMA user_version").fetchone()
    folder = files("mailatlas_core.store") / "schema"
    scripts = [(folder / name).read_text("utf-8") for name in _MIGRATIONS[version:]]
    connection.executescript("\n".join(["BEGIN IMMEDIATE;", *scripts]))
    if version == 0:
        connection.execute("INSERT INTO meta (name, value) VALUES ('fold_version', ?)", (FOLD_VERSION,))
    positions = positions_of_all(connection)
    if version <= _MIGRATIONS.index(_TEXTS):
        _pack_texts(connection, positions)
    if 0 < version <= _MIGRATIONS.index(_INDEX):
        _index_again(connection, positions)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    connection.execute("COMMIT")


def _pack_texts(connection: sqlite3.Connection, positions: array[int]) -> None:
    """Put both texts of a message into one column. Not by a function that SQLite calls: in that, an
    interrupt from the keyboard would become an error of SQLite's."""
    for some in _batches(positions):
        rows = connection.execute(
            "SELECT full_text, body_text, position FROM bodies WHERE position BETWEEN ? AND ?",
            (some[0], some[-1]),
        ).fetchall()
        connection.executemany(
            "UPDATE bodies SET texts = ?, cleaned_from = ? WHERE position = ?",
            ((*Texts.of(full, cleaned), position) for full, cleaned, position in rows),
        )
    for column in ("full_text", "body_text"):
        connection.execute(f"ALTER TABLE bodies DROP COLUMN {column}")


def _index_again(connection: sqlite3.Connection, positions: array[int]) -> None:
    """Fill the empty index from what is stored, as this version folds.

    Not what an earlier version marked for a rebuild: that did not store all that the index holds.
    """
    for some in _batches(positions):
        insert_index(connection, {position: stored_index(connection, position) for position in some})
        merge_index(connection, MANY_SEGMENTS)
    merge_after(connection, len(positions))
    connection.execute(
        "UPDATE meta SET value = ? WHERE name = 'fold_version' AND value <> 'rebuild'", (FOLD_VERSION,)
    )


def _batches(positions: array[int]) -> Iterator[array[int]]:
    return (positions[start : start + _AT_ONCE] for start in range(0, len(positions), _AT_ONCE))
