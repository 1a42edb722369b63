"""The outbound records, each held against the last event that tells of it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator

from mailatlas_core.audit.work import Work
from mailatlas_core.store.outbound import record_digest

_RECORDS_BETWEEN_STEPS = 100

_TOLD = """
    SELECT subject AS id, max(seq) AS seq FROM events WHERE kind GLOB 'outbound.*' GROUP BY subject
"""


def count_records(connection: sqlite3.Connection) -> int:
    """How many records there are."""
    return int(connection.execute("SELECT count(*) FROM outbound").fetchone()[0])


def record_problems(connection: sqlite3.Connection, work: Work) -> Iterator[str]:
    """A sentence for each record that is not as the log left it, or that the log does not know.

    Each event of a record has the digest of the whole of it, so the last one vouches for its row and
    for all its revisions. The connection is to read `texts_as_they_are`.
    """
    rows = connection.execute(
        f"SELECT number, outbound.id, told.seq, data FROM outbound LEFT JOIN ({_TOLD}) AS told USING (id)"
        " LEFT JOIN events ON events.seq = told.seq ORDER BY number"
    )
    for number, id, seq, data in rows:
        if seq is None:
            yield f"outbound record {id} was put in behind the log: no event tells of it"
        elif _digest(data) != record_digest(connection, number):
            yield f"outbound record {id} was changed: it is not as event {seq} left it"
        work.step(told_every=_RECORDS_BETWEEN_STEPS)
    yield from _gone(connection)
    yield from _orphans(connection)


def _digest(data: str) -> object:
    """The digest that an event has of its record; None where it has none."""
    try:
        return json.loads(data)["record"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def _gone(connection: sqlite3.Connection) -> Iterator[str]:
    """The records that only events tell of. To be purged is the one excuse: the ids that the event of a
    purge names belong left out of this query, and no others."""
    rows = connection.execute(
        f"SELECT told.id, seq FROM ({_TOLD}) AS told LEFT JOIN outbound USING (id)"
        " WHERE number IS NULL ORDER BY seq"
    )
    for id, seq in rows:
        yield f"outbound record {id} is gone, of which event {seq} tells"


def _orphans(connection: sqlite3.Connection) -> Iterator[str]:
    rows = connection.execute(
        "SELECT record, revision FROM revisions WHERE record NOT IN (SELECT number FROM outbound)"
    )
    for number, revision in rows:
        yield f"revision {revision} of the outbound record number {number} is there, but no such record"
