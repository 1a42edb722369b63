"""A store without a workspace: a schema, and records put together by hand."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from mailatlas_core.fold import fold
from mailatlas_core.models import Source
from mailatlas_core.store.columns import IndexColumns, indexed
from mailatlas_core.store.migration import migrate
from mailatlas_core.store.records import DocumentRecord, Sighting
from mailatlas_core.store.texts import Texts
from mailatlas_core.store.writing import Written, write_batch

NOW = datetime(2026, 3, 14, 16, 44, tzinfo=UTC)
CREATED = "2026-03-14T16:44:00.000000Z"


def new_store(path: Path | str = ":memory:") -> sqlite3.Connection:
    """A connection to an empty store with the whole schema."""
    connection = sqlite3.connect(path, isolation_level=None)
    migrate(connection)
    return connection


def record(
    data: bytes,
    *,
    content: bytes | None = None,
    body: str = "",
    subject: str = "",
    sender: str = "",
    filenames: str = "",
    second: int | None = 0,
    message_id: str | None = None,
) -> DocumentRecord:
    """The rows of a message with the bytes `data`; those with the same `content` are one message."""
    return DocumentRecord(
        id=digest(data),
        content_hash=digest(b"content " + (data if content is None else content)),
        message_id=message_id,
        in_reply_to=(),
        references=(),
        received_at=None if second is None else "2026-03-14T16:44:00+00:00",
        second=second,
        sender_name=sender,
        sender_email="",
        subject=subject,
        size=len(data),
        texts=Texts.of(body),
        metadata=json.dumps({"headers": {}, "defects": []}),
        people=(fold(sender), "", ""),
        index=indexed(IndexColumns(fold(subject), fold(sender), "", "", fold(body), fold(filenames))),
    )


def digest(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def sighting(data: bytes, path: str = "/mail/one.eml", index: int | None = None) -> Sighting:
    """The bytes seen in a file; with `index`, in an mbox."""
    return Sighting(digest(data), Source(kind="eml" if index is None else "mbox", path=path, index=index))


def write(
    connection: sqlite3.Connection, sightings: Sequence[Sighting], records: Sequence[DocumentRecord]
) -> list[Written]:
    """One batch in a transaction of its own."""
    connection.execute("BEGIN IMMEDIATE")
    written = write_batch(connection, sightings, {one.id: one for one in records}, created_at=CREATED)
    connection.execute("COMMIT")
    return written


def write_texts(connection: sqlite3.Connection, texts: Sequence[str]) -> list[int]:
    """A document for each text; returns their positions, in order."""
    records = [record(str(number).encode(), body=text, second=number) for number, text in enumerate(texts)]
    write(connection, [Sighting(one.id, Source(kind="eml", path="/x")) for one in records], records)
    places = dict(connection.execute("SELECT id, position FROM documents"))
    return [places[one.id] for one in records]
