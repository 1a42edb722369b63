"""The stored meaning of a message against a new one: where they differ, and putting the new one in
its place. What a message *is* stays: its id, its sightings, its tags, when it was stored."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from mailatlas_core.fold import FOLD_VERSION
from mailatlas_core.store import threads
from mailatlas_core.store.columns import IndexColumns
from mailatlas_core.store.index import clear_index, insert_index, remove_index, stored_index
from mailatlas_core.store.migration import migrate
from mailatlas_core.store.positions import Positions
from mailatlas_core.store.records import DocumentRecord
from mailatlas_core.store.texts import Texts
from mailatlas_core.store.threads import Filed
from mailatlas_core.store.writing import insert_document

_NOT_MEANING = {"position", "id", "source_kind", "created_at", "conversation"}
_DECIDES_CONVERSATION = {"received_at", "message_ids", "subjects"}


class Change(NamedTuple):
    """Another meaning for a document, and the names of the fields in which it differs."""

    record: DocumentRecord
    fields: tuple[str, ...]


class Comparison:
    """Finds the fields in which a record differs from the rows of the same message.

    The record is written to a store of its own, in memory, and the rows are compared: a column
    that is added one day is compared from that day on.
    """

    def __init__(self) -> None:
        self._draft = sqlite3.connect(":memory:", isolation_level=None)
        migrate(self._draft)

    def fields(
        self, connection: sqlite3.Connection, position: int, record: DocumentRecord
    ) -> tuple[str, ...]:
        """The names of what differs; empty where the stored meaning is the record's."""
        self._draft.execute("BEGIN")
        insert_document(self._draft, position, record, threads.filed(record), "", "", None)
        new = dict(_meaning(self._draft, position))
        self._draft.execute("ROLLBACK")
        old = dict(_meaning(connection, position))
        return tuple(name for name in sorted(old.keys() | new.keys()) if old.get(name) != new.get(name))

    def close(self) -> None:
        self._draft.close()


def is_folded_alike(connection: sqlite3.Connection) -> bool:
    """Whether the index was folded as this version folds; only then can a row be taken out of it."""
    (version,) = connection.execute("SELECT value FROM meta WHERE name = 'fold_version'").fetchone()
    return bool(version == FOLD_VERSION)


def clear(connection: sqlite3.Connection) -> None:
    """Forget the index and all conversations, to be made again in the same transaction."""
    clear_index(connection)
    connection.execute("UPDATE documents SET conversation = NULL")
    for table in ("conversations", "message_ids", "subjects"):
        connection.execute(f"DELETE FROM {table}")
    connection.execute("UPDATE meta SET value = ? WHERE name = 'fold_version'", (FOLD_VERSION,))


def apply(connection: sqlite3.Connection, changes: Mapping[int, Change]) -> None:
    """Give the documents at these positions another meaning, in the caller's transaction.

    Where what differs decides on conversations, those of the document are taken apart and their
    members entered again.
    """
    connection.execute("PRAGMA defer_foreign_keys = ON")
    for position in changes:
        remove_index(connection, position, stored_index(connection, position))
    positions = Positions(connection)
    index: dict[int, IndexColumns] = {}
    apart: list[int] = []
    for position, change in changes.items():
        number = threads.conversation_of(connection, position)
        if number is not None and not _DECIDES_CONVERSATION.isdisjoint(change.fields):
            apart += threads.leave(connection, number)
    moved = {}
    for position, change in changes.items():
        moved[position] = replace(connection, position, change.record, positions)
        index[moved[position]] = change.record.index
    for position in apart:
        enter_as_stored(connection, moved.get(position, position))
    insert_index(connection, index)
    positions.finish()


def replace(
    connection: sqlite3.Connection, position: int, record: DocumentRecord, positions: Positions
) -> int:
    """Write the rows of a document anew and return its position, another one where its date is.

    The document stays in its conversation, and the index is the caller's to change.
    """
    kind, created_at, received_at, number = connection.execute(
        "SELECT source_kind, created_at, received_at, conversation FROM documents WHERE position = ?",
        (position,),
    ).fetchone()
    new = position if threads.second(received_at) == record.second else positions.take(record.second)
    for table in ("assets", "bodies", "documents"):
        connection.execute(f"DELETE FROM {table} WHERE position = ?", (position,))
    insert_document(connection, new, record, threads.filed(record), kind, created_at, number)
    if new != position:
        for table in ("sources", "tags"):
            connection.execute(f"UPDATE {table} SET position = ? WHERE position = ?", (new, position))
    return new


def enter_as_stored(connection: sqlite3.Connection, position: int) -> None:
    """Put a document that is in no conversation into the one that its rows say."""
    document_id, received_at, text = connection.execute(
        "SELECT id, received_at, filed FROM documents JOIN bodies USING (position) WHERE position = ?",
        (position,),
    ).fetchone()
    when = threads.second(received_at)
    number = threads.enter(connection, position, document_id, when, Filed.from_json(text))
    connection.execute("UPDATE documents SET conversation = ? WHERE position = ?", (number, position))
    threads.enter_by_gmail(connection, position)


def _meaning(connection: sqlite3.Connection, position: int) -> Iterator[tuple[str, object]]:
    """Every column that parsing decides, by name, with what JSON holds taken apart."""
    columns: dict[str, Any] = {}
    for table in ("documents", "bodies"):
        cursor = connection.execute(f"SELECT * FROM {table} WHERE position = ?", (position,))
        columns.update(zip((name for name, *_ in cursor.description), cursor.fetchone(), strict=True))
    texts = Texts(columns.pop("texts"), columns.pop("cleaned_from"))
    yield from (("full_text", texts.full()), ("body_text", texts.cleaned()))
    metadata = json.loads(columns.pop("metadata"))
    yield from ((f"metadata.{name}", content) for name, content in metadata.items())
    filed = Filed.from_json(columns.pop("filed"))
    yield from zip(("message_ids", "subjects", "people"), filed, strict=True)
    yield from ((name, value) for name, value in columns.items() if name not in _NOT_MEANING)
    yield (
        "assets",
        connection.execute(
            "SELECT * FROM assets WHERE position = ? ORDER BY ordinal", (position,)
        ).fetchall(),
    )
