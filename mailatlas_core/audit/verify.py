"""Reading the log, and recomputing it from its first event to its head."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator

from mailatlas_core.audit.chain import GENESIS, Head, canonical, chain_end, event_hash
from mailatlas_core.errors import WorkspaceDamaged
from mailatlas_core.models import AuditEvent, AuditVerification
from mailatlas_core.ports import Steps

_EVENTS_BETWEEN_STEPS = 1_000
# Texts are read as bytes: one that was tampered with need not be UTF-8.
_COLUMNS = (
    "seq, CAST(at AS BLOB), CAST(kind AS BLOB), CAST(actor AS BLOB), CAST(subject AS BLOB),"
    " CAST(data AS BLOB), hash"
)


def events(connection: sqlite3.Connection, *, before: int | None, limit: int) -> list[AuditEvent]:
    """Events below the number `before`, newest first. Raises `WorkspaceDamaged`."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM events WHERE seq < ifnull(?, 9e18) ORDER BY seq DESC LIMIT ?",
        (before, limit),
    )
    found = []
    for seq, *texts, digest in rows:
        at, kind, actor, subject, data = _decoded(texts)
        try:
            found.append(AuditEvent(seq, at, kind, actor, subject, json.loads(data), digest.hex()))
        except (ValueError, RecursionError):
            raise WorkspaceDamaged(
                f"Event {seq} of the audit log was changed.", hint="`mailatlas audit verify` says more."
            ) from None
    return found


def _decoded(texts: Iterable[bytes]) -> list[str]:
    return [text.decode("utf-8", "surrogateescape") for text in texts]


def verify(
    connection: sqlite3.Connection, head: Head | None, progress: Steps | None = None
) -> AuditVerification:
    """Recompute the chain and hold it against `head`, the content of the head file.

    The head may be an earlier event, as after a crash between commit and head, but must be one.
    """
    total = chain_end(connection).seq
    problems = []
    expected, previous, count, head_seen = 1, GENESIS, 0, False
    for row in connection.execute(f"SELECT {_COLUMNS} FROM events ORDER BY seq"):
        seq, digest = row[0], row[6]
        if seq != expected:
            problems.append(f"event {expected} is missing: event {seq} follows event {expected - 1}")
        problems.extend(_problems(row, previous))
        if head is not None and seq == head.seq:
            head_seen = digest == head.hash
        expected, previous, count = seq + 1, digest, count + 1
        if progress is not None and count % _EVENTS_BETWEEN_STEPS == 0:
            progress(count, total)
    if head is None:
        problems.append("the file audit.head is missing or cannot be read")
    elif not head_seen:
        problems.append(f"the file audit.head names event {head.seq}, which is not in the log as it was")
    return AuditVerification(count, previous.hex() if count else None, tuple(problems))


def _problems(row: tuple[int, bytes, bytes, bytes, bytes, bytes, bytes], previous: bytes) -> Iterator[str]:
    seq, *texts, digest = row
    at, kind, actor, subject, text = _decoded(texts)
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict) or canonical(data) != text:
        yield f"event {seq} was changed: its data are not as they were written"
    elif event_hash(previous, seq, at, kind, actor, subject, data) != digest:
        yield f"event {seq} was changed, or the one before it: its hash does not follow from them"
