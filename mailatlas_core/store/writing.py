"""Writing messages: a batch of records and sightings becomes rows, with nothing lost or doubled.

The four rules of what is one message:

- the same bytes are one document, each sighting one source;
- the same content in another transport wrapping is one document, and its source keeps the
  wrapping's own raw file;
- the same Message-ID with different content is two documents (the `content_hash` covers the
  Message-ID), each of which says so when it is read;
- without a Message-ID the content decides alone, by the same hash.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from mailatlas_core.models import RefStatus, Source
from mailatlas_core.store import threads
from mailatlas_core.store.index import insert_index
from mailatlas_core.store.places import stable_name
from mailatlas_core.store.positions import Positions
from mailatlas_core.store.receiving import fill_gap
from mailatlas_core.store.records import DocumentRecord, Sighting


@dataclass(frozen=True, slots=True)
class Written:
    """What became of one sighting. `is_news` is False where not even the place was new."""

    id: bytes
    subject: str
    created_at: str
    status: RefStatus
    is_news: bool


class _Stored(NamedTuple):
    """A document that is there: where, and what is told of it."""

    position: int
    id: bytes
    subject: str
    created_at: str


def is_known(connection: sqlite3.Connection, digest: bytes) -> bool:
    """Whether the bytes with this SHA-256 are stored, as a document or as a sighting of one."""
    return _stored_of_bytes(connection, digest) is not None


def write_batch(
    connection: sqlite3.Connection,
    sightings: Sequence[Sighting],
    records: Mapping[bytes, DocumentRecord],
    *,
    created_at: str,
    next_second: dict[int, int] | None = None,
) -> list[Written]:
    """Write sightings in the caller's transaction and return what became of each, in order.

    `records` holds, by digest, the meaning of every message that was not known when the
    batch was made.
    """
    positions = Positions(connection, next_second)
    new: dict[int, DocumentRecord] = {}
    written = []
    for sighting in sightings:
        status: RefStatus = "duplicate"
        stored = _stored_of_bytes(connection, sighting.digest)
        if stored is None:
            record = records[sighting.digest]
            stored = _stored_of_content(connection, record.content_hash)
            if stored is None:
                status = "ingested"
                stored = _Stored(positions.take(record.second), record.id, record.subject, created_at)
                _insert_new(connection, stored, record, sighting)
                new[stored.position] = record
        is_news = _insert_source(connection, stored, sighting)
        if sighting.source.uid is not None:
            fill_gap(connection, sighting.source)
        if is_news and sighting.source.gmail_thread_id is not None:
            threads.enter_by_gmail(connection, stored.position)
        written.append(Written(stored.id, stored.subject, stored.created_at, status, is_news))
    insert_index(connection, {position: record.index for position, record in new.items()})
    positions.finish()
    return written


def _stored_of_bytes(connection: sqlite3.Connection, digest: bytes) -> _Stored | None:
    row = connection.execute(
        "SELECT position, id, subject, created_at FROM documents WHERE id = ?1"
        " UNION ALL SELECT position, d.id, subject, created_at"
        " FROM sources JOIN documents AS d USING (position) WHERE raw = ?1 LIMIT 1",
        (digest,),
    ).fetchone()
    return None if row is None else _Stored(*row)


def _stored_of_content(connection: sqlite3.Connection, content_hash: bytes) -> _Stored | None:
    row = connection.execute(
        "SELECT position, id, subject, created_at FROM documents WHERE content_hash = ? LIMIT 1",
        (content_hash,),
    ).fetchone()
    return None if row is None else _Stored(*row)


def _insert_new(
    connection: sqlite3.Connection, stored: _Stored, record: DocumentRecord, sighting: Sighting
) -> None:
    filed = threads.filed(record)
    number = threads.enter(connection, stored.position, record.id, record.second, filed)
    kind = sighting.source.kind
    insert_document(connection, stored.position, record, filed, kind, stored.created_at, number)
    for tag in sighting.tags:
        connection.execute(
            "INSERT OR IGNORE INTO tags (name, position) VALUES (?, ?)", (tag, stored.position)
        )


def insert_document(
    connection: sqlite3.Connection,
    position: int,
    record: DocumentRecord,
    filed: threads.Filed,
    kind: str,
    created_at: str,
    conversation: int | None,
) -> None:
    """Write what a message means; where it was seen and where it is filed is written by others."""
    attachments = sum(asset.kind == "attachment" for asset in record.assets)
    connection.execute(
        "INSERT INTO documents (position, id, content_hash, source_kind, received_at,"
        " sender_name, sender_email, subject, sent_subject, attachment_count, size, is_forwarded,"
        " created_at, conversation) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            position, record.id, record.content_hash, kind, record.received_at,
            record.sender_name, record.sender_email, record.subject, record.sent_subject, attachments,
            record.size, record.is_forwarded, created_at, conversation,
        ),
    )  # fmt: skip
    connection.execute(
        "INSERT INTO bodies (position, message_id, has_html, metadata, filed, texts, cleaned_from)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            position, record.message_id, record.has_html, record.metadata, filed.to_json(), *record.texts,
        ),
    )  # fmt: skip
    for ordinal, asset in enumerate(record.assets):
        connection.execute(
            "INSERT INTO assets (position, ordinal, kind, filename, mime_type, size, cid, sha256, parent)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                position, ordinal, asset.kind, asset.filename, asset.mime_type, asset.size, asset.cid,
                asset.sha256, asset.parent,
            ),
        )  # fmt: skip


def _insert_source(connection: sqlite3.Connection, stored: _Stored, sighting: Sighting) -> bool:
    """Add the sighting, or bring it up to date; False where exactly this was known."""
    source = sighting.source
    changes = connection.total_changes
    connection.execute(
        "INSERT INTO sources (position, kind, raw, account_id, path, item, from_line, folder, name, flags,"
        " internal_date, host, uid, uidvalidity, gmail_message_id, gmail_thread_id, gmail_details)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (account_id, folder, uidvalidity, uid, position, ifnull(raw, x''))"
        " WHERE uid IS NOT NULL DO UPDATE SET flags = excluded.flags, gmail_details = excluded.gmail_details"
        " WHERE flags IS NOT excluded.flags OR gmail_details IS NOT excluded.gmail_details"
        " ON CONFLICT (path, position, ifnull(item, -1), ifnull(raw, x''))"
        " WHERE path IS NOT NULL AND name IS NULL DO NOTHING"
        " ON CONFLICT (folder, name, position, ifnull(raw, x''))"
        " WHERE name IS NOT NULL DO UPDATE SET path = excluded.path, flags = excluded.flags"
        " WHERE path IS NOT excluded.path OR flags IS NOT excluded.flags",
        (
            stored.position, source.kind, None if stored.id == sighting.digest else sighting.digest,
            source.account_id, source.path,
            source.index, source.from_line, source.folder, _maildir_name(source), json.dumps(source.flags),
            None if sighting.internal_date is None else sighting.internal_date.isoformat(),
            source.host, source.uid, source.uidvalidity, source.gmail_message_id, source.gmail_thread_id,
            json.dumps(source.gmail_label_ids) if source.gmail_label_ids else None,
        ),
    )  # fmt: skip
    return connection.total_changes > changes


def _maildir_name(source: Source) -> str | None:
    """The part of a Maildir entry's file name that stays when its flags change."""
    if source.kind != "maildir" or source.path is None:
        return None
    return stable_name(source.path.rsplit("/", 1)[-1])
