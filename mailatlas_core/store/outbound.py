"""The rows of mail that goes out: records, what they were at each review, and what is being typed."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any, NamedTuple

from mailatlas_core.audit.chain import canonical
from mailatlas_core.errors import OutboundAmbiguous, OutboundNotFound, WorkspaceDamaged
from mailatlas_core.models import Address
from mailatlas_core.outbound.model import (
    Approval,
    Delivery,
    Enclosure,
    Letter,
    OutboundRecord,
    OutboundStatus,
    Refusal,
    Revision,
    Typed,
)
from mailatlas_core.store.files import SNAPSHOT_KINDS, SnapshotKind, snapshot_path
from mailatlas_core.store.threads import OWN

_RECORD = (
    "number, id, status, origin, provider, source_document_id, idempotency_key, created_at, revision,"
    " approved_digest, approved_at, approved_by, sent_at, provider_message_id, error, refused, response"
)
_REVISION = "revision, at, actor, digest, message_id, letter, enclosures, raw, text, html"


def record_digest(connection: sqlite3.Connection, number: int) -> str:
    """The digest of a record whole: of its row and of all its revisions, but not of what is being typed."""
    rows = connection.execute(f"SELECT {_RECORD} FROM outbound WHERE number = ?", (number,)).fetchall()
    rows += connection.execute(
        f"SELECT {_REVISION} FROM revisions WHERE record = ? ORDER BY revision", (number,)
    )
    plain = [[value.hex() if isinstance(value, bytes) else value for value in row] for row in rows]
    return hashlib.sha256(canonical(plain).encode("utf-8", "surrogatepass")).hexdigest()


def insert_record(
    connection: sqlite3.Connection,
    id: str,
    status: OutboundStatus,
    *,
    origin: str,
    provider: str,
    source_document_id: str | None,
    idempotency_key: str | None,
    at: str,
) -> int:
    """Add a record, and return its number."""
    row = connection.execute(
        "INSERT INTO outbound (id, status, origin, provider, source_document_id, idempotency_key, created_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING number",
        (id, status, origin, provider, source_document_id, idempotency_key, at),
    ).fetchone()
    return int(row[0])


def update_record(connection: sqlite3.Connection, number: int, **columns: object) -> None:
    """Change some columns of a record."""
    assignments = ", ".join(f"{name} = ?" for name in columns)
    connection.execute(f"UPDATE outbound SET {assignments} WHERE number = ?", (*columns.values(), number))


class NewRevision(NamedTuple):
    """What a record is now; `digests` are those of its files by kind."""

    number: int
    at: str
    actor: str
    digest: str
    message_id: str
    letter: Letter
    enclosures: tuple[Enclosure, ...]
    digests: Mapping[SnapshotKind, bytes | None]


def insert_revision(connection: sqlite3.Connection, number: int, new: NewRevision) -> None:
    """Add what a record is now."""
    connection.execute(
        f"INSERT INTO revisions (record, {_REVISION}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            number,
            new.number,
            new.at,
            new.actor,
            bytes.fromhex(new.digest),
            new.message_id,
            canonical(asdict(new.letter)),
            canonical([asdict(enclosure) for enclosure in new.enclosures]),
            *(new.digests[kind] for kind in SNAPSHOT_KINDS),
        ),
    )


def was_approved(connection: sqlite3.Connection, id: str) -> bool:
    """Whether a person has ever approved the record with this id."""
    row = connection.execute(
        "SELECT 1 FROM events WHERE subject = ? AND kind IN ('outbound.approve', 'outbound.retry') LIMIT 1",
        (id,),
    ).fetchone()
    return row is not None


def status(connection: sqlite3.Connection, number: int) -> OutboundStatus:
    """The state of a record."""
    return summary(connection, number)[1]


def summary(connection: sqlite3.Connection, number: int) -> tuple[str, OutboundStatus, int]:
    """The id of a record, its state, and how often it was fixed for review."""
    row = connection.execute("SELECT id, status, revision FROM outbound WHERE number = ?", (number,))
    id, status, revision = row.fetchone()
    return id, status, revision


def outcome(delivery: Delivery, error: str | None, at: str) -> dict[str, object]:
    """The columns that say what became of a message."""
    return {
        "provider_message_id": delivery.provider_message_id,
        "sent_at": at if delivery.status in ("sent", "queued") else None,
        "error": error,
        "refused": canonical([asdict(refusal) for refusal in delivery.refused]),
        "response": canonical(dict(delivery.response)),
    }


def keep_typed(connection: sqlite3.Connection, number: int, typed: Typed, at: str) -> None:
    """Keep what stands in the fields of a draft."""
    connection.execute(
        "INSERT INTO typed (record, content, at) VALUES (?, ?, ?)"
        " ON CONFLICT (record) DO UPDATE SET content = excluded.content, at = excluded.at",
        (number, canonical(asdict(typed)), at),
    )


def drop_typed(connection: sqlite3.Connection, number: int) -> None:
    """Forget what was typed: it is in a revision now, or not wanted."""
    connection.execute("DELETE FROM typed WHERE record = ?", (number,))


def record_number(connection: sqlite3.Connection, id: str) -> int:
    """The number of the one record whose id begins so."""
    prefix = id.strip().lower()
    if not prefix or not set(prefix) <= set("0123456789abcdef"):
        raise OutboundNotFound(
            f"{id!r} is no id of an outbound record.",
            hint="An id is hexadecimal; `mailatlas outbound list` shows ids.",
        )
    rows = connection.execute(
        "SELECT number, id FROM outbound WHERE id >= ? AND id < ? ORDER BY id LIMIT 6", (prefix, prefix + "g")
    ).fetchall()
    if not rows:
        raise OutboundNotFound(
            f"There is no outbound record {prefix}.", hint="`mailatlas outbound list` shows ids."
        )
    if len(rows) > 1:
        some = ", ".join(found[: len(prefix) + 4] for _, found in rows[:5])
        raise OutboundAmbiguous(f"Several ids begin with {prefix}: {some}.", hint="Give more of the id.")
    return int(rows[0][0])


def number_of_key(connection: sqlite3.Connection, idempotency_key: str) -> int | None:
    """The record that was made with this key."""
    row = connection.execute(
        "SELECT number FROM outbound WHERE idempotency_key = ?", (idempotency_key,)
    ).fetchone()
    return None if row is None else int(row[0])


def numbers(
    connection: sqlite3.Connection,
    statuses: Sequence[OutboundStatus] = (),
    *,
    limit: int = -1,
    offset: int = 0,
) -> list[int]:
    """The records in these states, or all, newest first."""
    rows = connection.execute(
        "SELECT number FROM outbound WHERE ?1 = '[]' OR status IN (SELECT value FROM json_each(?1))"
        " ORDER BY number DESC LIMIT ? OFFSET ?",
        (json.dumps(statuses), limit, offset),
    )
    return [row[0] for row in rows]


def record(connection: sqlite3.Connection, number: int) -> OutboundRecord:
    """A record whole, with its last revision. Raises `WorkspaceDamaged` where it cannot be read."""
    with _written_by_us(connection, number):
        return _record(connection, number)


def revisions(connection: sqlite3.Connection, number: int) -> list[Revision]:
    """What a record was at each review, oldest first. Raises `WorkspaceDamaged`."""
    with _written_by_us(connection, number):
        rows = connection.execute(
            f"SELECT {_REVISION} FROM revisions WHERE record = ? ORDER BY revision", (number,)
        )
        return list(map(_of_row, rows))


@contextmanager
def _written_by_us(connection: sqlite3.Connection, number: int) -> Iterator[None]:
    """Rows of a record are read, which are damaged where they do not say what we write."""
    connection.text_factory = bytes.decode  # SQLite's own decoder would not raise a ValueError
    try:
        yield
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise WorkspaceDamaged(
            f"The outbound record number {number} was changed in store.db, and cannot be read.",
            hint="`mailatlas audit verify` says what was changed.",
        ) from None
    finally:
        connection.text_factory = str


def _record(connection: sqlite3.Connection, number: int) -> OutboundRecord:
    row = connection.execute(f"SELECT {_RECORD} FROM outbound WHERE number = ?", (number,)).fetchone()
    (_, id, status, origin, provider, source, key, created_at, revision) = row[:9]
    (approved, approved_at, approved_by, sent_at, provider_message_id, error, refused, response) = row[9:]
    return OutboundRecord(
        id=id,
        status=status,
        origin=origin,
        provider=provider,
        source_document_id=source,
        idempotency_key=key,
        created_at=created_at,
        revision=_revision(connection, number, revision) if revision else None,
        approval=None if approved is None else Approval(approved.hex(), approved_at, approved_by),
        sent_at=sent_at,
        provider_message_id=provider_message_id,
        error=error,
        refused=tuple(Refusal(**refusal) for refusal in json.loads(refused)),
        response=dict(json.loads(response)),
        typed=_typed(connection, number),
    )


def _revision(connection: sqlite3.Connection, number: int, revision: int) -> Revision:
    row = connection.execute(
        f"SELECT {_REVISION} FROM revisions WHERE record = ? AND revision = ?", (number, revision)
    ).fetchone()
    return _of_row(row)


def _of_row(row: tuple[Any, ...]) -> Revision:
    number, at, actor, digest, message_id, letter, enclosures, raw, text, html = row
    return Revision(
        number,
        at,
        actor,
        digest.hex(),
        message_id,
        _letter(json.loads(letter)),
        tuple(Enclosure(**enclosure) for enclosure in json.loads(enclosures)),
        snapshot_path("raw", raw),
        text and snapshot_path("text", text),
        html and snapshot_path("html", html),
    )


def _letter(content: dict[str, Any]) -> Letter:
    for name in ("to", "cc", "bcc", "reply_to"):
        content[name] = tuple(Address(**address) for address in content[name])
    content["sender"] = Address(**content["sender"])
    content["headers"] = tuple((name, value) for name, value in content["headers"])
    content["references"] = tuple(content["references"])
    return Letter(**content)


def _typed(connection: sqlite3.Connection, number: int) -> Typed | None:
    row = connection.execute("SELECT content FROM typed WHERE record = ?", (number,)).fetchone()
    if row is None:
        return None
    content = json.loads(row[0])
    return Typed(
        references=tuple(content.pop("references")),
        headers=tuple((name, value) for name, value in content.pop("headers")),
        attachments=tuple(Enclosure(**enclosure) for enclosure in content.pop("attachments")),
        **content,
    )


def copy_of(connection: sqlite3.Connection, message_id: str) -> str | None:
    """The id of a received document with this Message-ID, None where there is none, which proves nothing:
    the Message-ID is nobody's to guess, so one that is there has gone out."""
    row = connection.execute(
        "SELECT d.id FROM message_ids AS m JOIN documents AS d USING (position)"
        " WHERE m.message_id = ? AND m.role = ? AND EXISTS"
        " (SELECT 1 FROM sources AS s WHERE s.position = d.position AND s.kind <> 'outbound') LIMIT 1",
        (message_id, OWN),
    ).fetchone()
    return None if row is None else row[0].hex()


def open_records(connection: sqlite3.Connection) -> list[int]:
    """The records of which nobody knows whether they went out, or have arrived, newest first: a rejected one
    is among them where an answer to an attempt with the same bytes was lost."""
    rows = connection.execute(
        "SELECT number FROM outbound AS o WHERE status IN ('unknown', 'queued') OR status = 'rejected'"
        " AND EXISTS (SELECT 1 FROM events AS e WHERE e.subject = o.id AND e.kind = 'outbound.lose'"
        " AND json_extract(e.data, '$.revision') = o.revision) ORDER BY number DESC"
    )
    return [row[0] for row in rows]


def unfiled(connection: sqlite3.Connection) -> list[int]:
    """The records that went out and are no documents yet."""
    rows = connection.execute(
        "SELECT o.number FROM outbound AS o"
        " JOIN revisions AS r ON r.record = o.number AND r.revision = o.revision"
        " WHERE status IN ('sent', 'queued')"
        " AND NOT EXISTS (SELECT 1 FROM documents WHERE id = r.raw)"
        " AND NOT EXISTS (SELECT 1 FROM sources WHERE sources.raw = r.raw)"
    )
    return [row[0] for row in rows]
