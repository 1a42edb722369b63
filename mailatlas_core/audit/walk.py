"""The chain, walked from its first event to its end, past the heads that are kept outside it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mailatlas_core.audit.chain import GENESIS, Data, Head, canonical, event_hash
from mailatlas_core.audit.reading import COLUMNS, Row
from mailatlas_core.audit.work import Work

_EVENTS_BETWEEN_STEPS = 1_000


@dataclass(frozen=True, slots=True)
class Walk:
    """What was met: how many events, the last hash, and what is wrong."""

    events: int
    end: bytes | None
    problems: tuple[str, ...]


def walk(connection: sqlite3.Connection, heads: Mapping[str, Head | None], work: Work) -> Walk:
    """Recompute every hash, and hold the chain against `heads`, the contents of files by their names.

    A head may be an earlier event, as after a crash between commit and head, but must be one. The
    connection is to read `texts_as_they_are`.
    """
    awaited = {head.seq for head in heads.values() if head is not None}
    met: dict[int, bytes] = {}
    problems = []
    expected, previous, count = 1, GENESIS, 0
    for row in connection.execute(f"SELECT {COLUMNS} FROM events ORDER BY seq"):
        seq, digest = row[0], row[6]
        if seq != expected:
            problems.append(f"event {expected} is missing: event {seq} follows event {expected - 1}")
        problems.extend(_problems(row, previous))
        if seq in awaited:
            met[seq] = digest
        # A damaged file may hold anything here; the event has been named for it.
        previous = digest if isinstance(digest, bytes) else GENESIS
        expected, count = seq + 1, count + 1
        work.step(told_every=_EVENTS_BETWEEN_STEPS)
    for name, head in heads.items():
        if head is None:
            problems.append(f"the file {name} is missing or cannot be read")
        elif met.get(head.seq) != head.hash:
            problems.append(f"the file {name} names event {head.seq}, which is not in the log as it was")
    return Walk(count, previous if count else None, tuple(problems))


def _problems(row: Row, previous: bytes) -> Iterator[str]:
    seq, at, kind, actor, subject, text, digest = row
    data = _data(text)
    if data is None or not all(isinstance(one, str) for one in (at, kind, actor, subject)):
        yield f"event {seq} was changed: its data are not as they were written"
    elif event_hash(previous, seq, at, kind, actor, subject, data) != digest:
        yield f"event {seq} was changed, or the one before it: its hash does not follow from them"


def _data(text: str) -> Data | None:
    """The data of an event; None where they are not spelled as every event's are."""
    try:
        data = json.loads(text)
        return data if isinstance(data, dict) and canonical(data) == text else None
    except (ValueError, TypeError, RecursionError):
        return None
