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
import re
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mailatlas_core.models import RefStatus, Source
from mailatlas_core.store import threads
from mailatlas_core.store.positions import Positions
from mailatlas_core.store.records import DocumentRecord, IndexColumns, Sighting

_MAILDIR_INFO = re.compile(r"[:;!]2,[A-Za-z]*$")  # programs that share disks with Windows avoid the colon


@dataclass(frozen=True, slots=True)
class Written:
    """What became of one sighting. `is_news` is False where not even the place was new."""

    id: bytes
    subject: str
    created_at: str
    status: RefStatus
    is_news: bool


def is_known(connection: sqlite3.Connection, digest: bytes) -> bool:
    """Whether the bytes with this SHA-256 are stored, as a document or as a sighting of one."""
    return _position_of_bytes(connection, digest) is not None


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
        position = _position_of_bytes(connection, sighting.digest)
        if position is None:
            record = records[sighting.digest]
            position = _position_of_content(connection, record.content_hash)
            if position is None:
                position = positions.take(record.second)
                insert_document(connection, position, record, sighting.source.kind, created_at)
                threads.enter(connection, position, threads.filed(record))
                _insert_tags(connection, position, sighting.tags)
                new[position] = record
                status = "ingested"
        is_news = _insert_source(connection, position, sighting)
        if is_news and sighting.source.kind == "gmail":
            threads.enter_by_gmail(connection, position)
        written.append(_written(connection, position, status, is_news))
    insert_index(connection, {position: record.index for position, record in new.items()})
    positions.finish()
    return written


def _position_of_bytes(connection: sqlite3.Connection, digest: bytes) -> int | None:
    row = connection.execute(
        "SELECT position FROM documents WHERE id = ?1"
        " UNION ALL SELECT position FROM sources WHERE raw = ?1 LIMIT 1",
        (digest,),
    ).fetchone()
    return None if row is None else int(row[0])


def _position_of_content(connection: sqlite3.Connection, content_hash: bytes) -> int | None:
    row = connection.execute(
        "SELECT position FROM documents WHERE content_hash = ? LIMIT 1", (content_hash,)
    ).fetchone()
    return None if row is None else int(row[0])


def insert_document(
    connection: sqlite3.Connection, position: int, record: DocumentRecord, kind: str, created_at: str
) -> None:
    """Write what a message means; where it was seen and where it is filed is written by others."""
    attachments = sum(asset.kind == "attachment" for asset in record.assets)
    connection.execute(
        "INSERT INTO documents (position, id, content_hash, source_kind, received_at,"
        " sender_name, sender_email, subject, sent_subject, attachment_count, size, is_forwarded,"
        " created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            position, record.id, record.content_hash, kind, record.received_at,
            record.sender_name, record.sender_email, record.subject, record.sent_subject, attachments,
            record.size, record.is_forwarded, created_at,
        ),
    )  # fmt: skip
    connection.execute(
        "INSERT INTO bodies (position, message_id, full_text, body_text, has_html, metadata, filed)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            position, record.message_id, record.full_text, record.body_text, record.html is not None,
            record.metadata, threads.filed(record).to_json(),
        ),
    )  # fmt: skip
    connection.executemany(
        "INSERT INTO assets (position, ordinal, kind, filename, mime_type, size, cid, sha256, parent)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                position,
                ordinal,
                asset.kind,
                asset.filename,
                asset.mime_type,
                asset.size,
                asset.cid,
                asset.sha256,
                asset.parent,
            )
            for ordinal, asset in enumerate(record.assets)
        ],
    )


def _insert_tags(connection: sqlite3.Connection, position: int, tags: Iterable[str]) -> None:
    connection.executemany(
        "INSERT OR IGNORE INTO tags (name, position) VALUES (?, ?)", [(tag, position) for tag in tags]
    )


def _insert_source(connection: sqlite3.Connection, position: int, sighting: Sighting) -> bool:
    """Add the sighting, or bring it up to date; False where exactly this was known."""
    (own,) = connection.execute(
        "SELECT id = ? FROM documents WHERE position = ?", (sighting.digest, position)
    ).fetchone()
    source = sighting.source
    changes = connection.total_changes
    connection.execute(
        "INSERT INTO sources (position, kind, raw, account_id, path, item, from_line, folder, name, flags,"
        " internal_date) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (path, position, ifnull(item, -1), ifnull(raw, x''))"
        " WHERE path IS NOT NULL AND name IS NULL DO NOTHING"
        " ON CONFLICT (folder, name, position, ifnull(raw, x''))"
        " WHERE name IS NOT NULL DO UPDATE SET path = excluded.path, flags = excluded.flags"
        " WHERE path IS NOT excluded.path OR flags IS NOT excluded.flags",
        (
            position, source.kind, None if own else sighting.digest, source.account_id, source.path,
            source.index, source.from_line, source.folder, _maildir_name(source), json.dumps(source.flags),
            None if sighting.internal_date is None else sighting.internal_date.isoformat(),
        ),
    )  # fmt: skip
    return connection.total_changes > changes


def _maildir_name(source: Source) -> str | None:
    """The part of a Maildir entry's file name that stays when its flags change."""
    if source.kind != "maildir" or source.path is None:
        return None
    return _MAILDIR_INFO.sub("", source.path.rsplit("/", 1)[-1])


def insert_index(connection: sqlite3.Connection, new: Mapping[int, IndexColumns]) -> None:
    """Index documents in the order of their positions, which FTS5 wants ascending."""
    connection.executemany(
        'INSERT INTO fts (rowid, subject, sender, "to", cc, body, filenames) VALUES (?, ?, ?, ?, ?, ?, ?)',
        [(position, *new[position]) for position in sorted(new)],
    )


def _written(connection: sqlite3.Connection, position: int, status: RefStatus, is_news: bool) -> Written:
    document_id, subject, created_at = connection.execute(
        "SELECT id, subject, created_at FROM documents WHERE position = ?", (position,)
    ).fetchone()
    return Written(document_id, subject, created_at, status, is_news)
