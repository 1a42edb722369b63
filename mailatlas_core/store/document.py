"""Reading one document whole: its texts, what parsing found, its sightings, tags and files."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable
from typing import Any

from mailatlas_core.models import Asset, Document, Source
from mailatlas_core.store.files import asset_path, html_path, raw_path
from mailatlas_core.store.metadata import from_json
from mailatlas_core.store.texts import Texts
from mailatlas_core.store.threads import OWN

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(?:[+-]\d\d:\d\d|Z)")


def document(connection: sqlite3.Connection, document_id: bytes) -> Document:
    """One document whole; there must be one of this id."""
    row = connection.execute(
        "SELECT d.position, d.source_kind, c.thread_id, d.subject, d.sender_name, d.sender_email,"
        " d.received_at, d.content_hash, d.created_at, b.message_id, b.texts, b.cleaned_from,"
        " b.has_html, b.metadata"
        " FROM documents AS d JOIN bodies AS b USING (position)"
        " JOIN conversations AS c ON c.number = d.conversation WHERE d.id = ?",
        (document_id,),
    ).fetchone()
    (
        position, source_kind, thread_id, subject, sender_name, sender_email, received_at,
        content_hash, created_at, message_id, texts, cleaned_from, has_html, text,
    ) = row  # fmt: skip
    sources = _sources(connection, position)
    metadata = from_json(text, sources[0], _shared_message_id(connection, message_id))
    origin = metadata.provenance.forwarded_chain[-1:]
    return Document(
        id=document_id.hex(),
        source_kind=source_kind,
        message_id=message_id,
        thread_id=thread_id.hex(),
        subject=subject,
        sender_name=sender_name,
        sender_email=sender_email,
        author=next((step.sender for step in origin if step.sender), sender_name or sender_email),
        received_at=received_at,
        published_at=next((step.date for step in origin if _is_moment(step.date)), received_at),
        body_text=Texts(texts, cleaned_from).cleaned(),
        body_html_path=html_path(document_id) if has_html else None,
        raw_path=raw_path(document_id),
        content_hash=content_hash.hex(),
        sources=sources,
        tags=_tags(connection, position),
        metadata=metadata,
        created_at=created_at,
        assets=_assets(connection, position, document_id),
    )


def _is_moment(text: str | None) -> bool:
    """Whether a claimed date was understood, and is not as somebody wrote it."""
    return text is not None and _MOMENT.fullmatch(text) is not None


def _shared_message_id(connection: sqlite3.Connection, message_id: str | None) -> Iterable[str]:
    """Anyone can write any Message-ID, so that other documents bear the same one is worth a word."""
    (bearers,) = connection.execute(
        "SELECT count(*) FROM message_ids WHERE message_id = ? AND role = ?", (message_id, OWN)
    ).fetchone()
    if bearers > 1:
        yield f"the Message-ID is also that of {bearers - 1} other document(s) with different content"


def _tags(connection: sqlite3.Connection, position: int) -> tuple[str, ...]:
    rows = connection.execute("SELECT name FROM tags WHERE position = ? ORDER BY name", (position,))
    return tuple(row[0] for row in rows)


def _sources(connection: sqlite3.Connection, position: int) -> tuple[Source, ...]:
    rows = connection.execute(
        "SELECT kind, raw, path, item, from_line, folder, flags, account_id, host, uid, uidvalidity,"
        " internal_date, gmail_message_id, gmail_thread_id, gmail_details FROM sources"
        " WHERE position = ? ORDER BY id",
        (position,),
    )
    return tuple(map(_source, rows))


def _source(row: tuple[Any, ...]) -> Source:
    kind, raw, path, item, from_line, folder, flags, account_id, host, *server, labels = row
    uid, uidvalidity, internal_date, gmail_message_id, gmail_thread_id = server
    return Source(
        kind=kind,
        raw_path=None if raw is None else raw_path(raw),
        path=path,
        index=item,
        from_line=from_line,
        folder=folder,
        flags=tuple(json.loads(flags)),
        account_id=account_id,
        host=host,
        uid=uid,
        uidvalidity=uidvalidity,
        internal_date=internal_date,
        gmail_message_id=gmail_message_id,
        gmail_thread_id=gmail_thread_id,
        gmail_label_ids=tuple(json.loads(labels or "[]")),
    )


def _assets(connection: sqlite3.Connection, position: int, document_id: bytes) -> tuple[Asset, ...]:
    rows = connection.execute(
        "SELECT ordinal, kind, filename, mime_type, size, cid, sha256, parent FROM assets"
        " WHERE position = ? ORDER BY ordinal",
        (position,),
    )
    return tuple(
        Asset(
            id=f"{document_id.hex()}:{ordinal}",
            document_id=document_id.hex(),
            ordinal=ordinal,
            kind=kind,
            filename=filename,
            mime_type=mime_type,
            size=size,
            file_path=asset_path(sha256),
            cid=cid,
            sha256=sha256.hex(),
            parent=parent,
        )
        for ordinal, kind, filename, mime_type, size, cid, sha256, parent in rows
    )
