"""Reading the log: its events as they stand in the store, tampered with or not."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TypeAlias

from mailatlas_core.audit.chain import timestamp
from mailatlas_core.errors import WorkspaceDamaged
from mailatlas_core.models import AuditEvent

COLUMNS = "seq, at, kind, actor, subject, data, hash"
Row: TypeAlias = "tuple[int, str, str, str, str, str, bytes]"

# A kind is wanted by its whole name or by what stands before a dot in it, a subject by its beginning.
_WANTED = f"""
    SELECT {COLUMNS} FROM events
    WHERE seq < ifnull(:before, 9e18)
      AND (:since IS NULL OR at >= :since) AND (:until IS NULL OR at < :until)
      AND (:kinds = '[]' OR EXISTS
           (SELECT 1 FROM json_each(:kinds) WHERE instr(kind || '.', value || '.') = 1))
      AND (:subject = '' OR instr(subject, :subject) = 1)
      AND (:text = '' OR
           instr(lower(kind || ' ' || actor || ' ' || subject || ' ' || data), lower(:text)) > 0)
    ORDER BY seq DESC LIMIT :limit
"""


@contextmanager
def texts_as_they_are(connection: sqlite3.Connection) -> Iterator[None]:
    """Let texts be read that are not UTF-8: what was tampered with has to be read to be named."""
    connection.text_factory = _text
    try:
        yield
    finally:
        connection.text_factory = str


def _text(content: bytes) -> str:
    return content.decode("utf-8", "surrogateescape")


def events(
    connection: sqlite3.Connection,
    *,
    limit: int,
    before: int | None = None,
    kinds: Sequence[str] = (),
    subject: str = "",
    text: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> list[AuditEvent]:
    """Events that are wanted, newest first; see `Audit.events`. Raises `WorkspaceDamaged`."""
    wanted = {
        "limit": limit,
        "before": before,
        "kinds": json.dumps(list(kinds)),
        "subject": subject,
        "text": text,
        "since": since and timestamp(since),
        "until": until and timestamp(until),
    }
    with texts_as_they_are(connection):
        return [event_of(row) for row in connection.execute(_WANTED, wanted)]


def event_of(row: Row) -> AuditEvent:
    """A row as an event. Raises `WorkspaceDamaged` where it cannot be one."""
    seq, at, kind, actor, subject, text, digest = row
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise damaged(seq) from None
    if not isinstance(data, dict):
        raise damaged(seq)
    return AuditEvent(seq, at, kind, actor, subject, data, digest.hex())


def damaged(seq: int) -> WorkspaceDamaged:
    """The error of an event that can be read no more."""
    return WorkspaceDamaged(
        f"Event {seq} of the audit log was changed.", hint="`mailatlas audit verify` says more."
    )
