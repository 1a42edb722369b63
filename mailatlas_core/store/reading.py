"""Reading rows: those of a list by position, their texts, and ids by their beginnings."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from mailatlas_core.rows import DocumentRef
from mailatlas_core.store.texts import Texts

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

_TAGS = (
    "SELECT position, name FROM tags"
    " WHERE position IN (SELECT value FROM json_each(?)) ORDER BY position, name"
)
_TAGS_OF_THREADS = (
    "SELECT DISTINCT shown.position, name FROM documents AS shown"
    " JOIN documents AS member ON member.conversation = shown.conversation"
    " JOIN tags ON tags.position = member.position"
    " WHERE shown.position IN (SELECT value FROM json_each(?)) ORDER BY shown.position, name"
)


def refs(
    connection: sqlite3.Connection, positions: Sequence[int], *, folded: bool = False
) -> list[DocumentRef]:
    """The rows at these positions, in the order given; those that are gone are left out. Folded, a row
    has the tags of its whole conversation."""
    wanted = json.dumps(list(positions))
    tags: dict[int, list[str]] = {}
    for position, name in connection.execute(_TAGS_OF_THREADS if folded else _TAGS, (wanted,)):
        tags.setdefault(position, []).append(name)
    rows = connection.execute(
        "SELECT position, id, subject, sent_subject, sender_name, sender_email, received_at, created_at,"
        " source_kind, thread_id, attachment_count, conversations.size"
        " FROM documents JOIN conversations ON number = conversation"
        " WHERE position IN (SELECT value FROM json_each(?))",
        (wanted,),
    )
    found = {
        position: DocumentRef(
            position=position,
            id=document_id.hex(),
            subject=subject,
            sent_subject=subject if sent_subject is None else sent_subject,
            sender_name=sender_name,
            sender_email=sender_email,
            received_at=received_at,
            created_at=created_at,
            source_kind=source_kind,
            thread_id=thread_id.hex(),
            tags=tuple(tags.get(position, ())),
            attachment_count=attachment_count,
            thread_size=thread_size,
        )
        for (
            position, document_id, subject, sent_subject, sender_name, sender_email, received_at, created_at,
            source_kind, thread_id, attachment_count, thread_size,
        ) in rows
    }  # fmt: skip
    return [found[position] for position in positions if position in found]


def full_texts(connection: sqlite3.Connection, positions: Sequence[int]) -> Iterator[tuple[int, str]]:
    """The positions of these documents with their uncleaned texts, one by one, in any order."""
    rows = connection.execute(
        "SELECT position, texts, cleaned_from FROM bodies WHERE position IN (SELECT value FROM json_each(?))",
        (json.dumps(list(positions)),),
    )
    return ((position, Texts(*texts).full()) for position, *texts in rows)


def full_text(connection: sqlite3.Connection, document_id: bytes) -> str:
    """The uncleaned text of one document; there must be one of this id."""
    row = connection.execute(
        "SELECT texts, cleaned_from FROM bodies JOIN documents USING (position) WHERE id = ?",
        (document_id,),
    ).fetchone()
    return Texts(*row).full()


def ids_with_prefix(connection: sqlite3.Connection, prefix: str, limit: int) -> list[bytes]:
    """The ids, at most `limit`, whose hex text begins with `prefix`."""
    low, high = bytes.fromhex(prefix.ljust(64, "0")), bytes.fromhex(prefix.ljust(64, "f"))
    rows = connection.execute(
        "SELECT id FROM documents WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?", (low, high, limit)
    )
    return [row[0] for row in rows]
