"""Events of the log are found by what they are, newest first and page by page."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailatlas_core.audit.chain import append
from mailatlas_core.audit.reading import events
from mailatlas_core.errors import WorkspaceDamaged
from mailatlas_core.models import AuditEvent
from tests.core.rows import new_store

START = datetime(2026, 3, 14, 16, 44, tzinfo=UTC)
KINDS = ("ingest.batch", "outbound.send", "outbound.sent", "outbound", "outbounds.x", "export.audit")
SUBJECTS = ("", "3f9c", "3f9d", "9c3f")
EVENTS = 120


@pytest.fixture(scope="module")
def log() -> Iterator[sqlite3.Connection]:
    """One event a minute, of every kind about every subject."""
    with closing(new_store()) as connection:
        for number in range(EVENTS):
            kind, subject = KINDS[number % len(KINDS)], SUBJECTS[number // 7 % len(SUBJECTS)]
            data = {"count": number, "run": "Zu GROẞ" if number % 5 == 0 else "klein"}
            append(connection, START + timedelta(minutes=number), kind, "cli", subject, data)
        yield connection


def numbers(found: Sequence[AuditEvent]) -> list[int]:
    return [event.seq for event in found]


def test_all_events_come_newest_first(log: sqlite3.Connection) -> None:
    assert numbers(events(log, limit=EVENTS)) == list(range(EVENTS, 0, -1))


@given(
    kinds=st.lists(st.sampled_from([*KINDS, "ingest", "out", "*", "outbound.*"]), max_size=2),
    subject=st.sampled_from(["", "3", "3f9c", "3f9cc", "*"]),
    since=st.none() | st.integers(-1, EVENTS + 1),
    until=st.none() | st.integers(-1, EVENTS + 1),
    size=st.integers(1, 50),
)
def test_pages_put_together_are_what_was_wanted_and_nothing_twice(
    log: sqlite3.Connection, kinds: list[str], subject: str, since: int | None, until: int | None, size: int
) -> None:
    def is_wanted(event: AuditEvent) -> bool:
        minute = event.seq - 1
        family = event.kind.partition(".")[0]
        return (
            (not kinds or event.kind in kinds or family in kinds)
            and event.subject.startswith(subject)
            and (since is None or minute >= since)
            and (until is None or minute < until)
        )

    found: list[AuditEvent] = []
    while page := events(
        log,
        kinds=kinds,
        subject=subject,
        since=None if since is None else START + timedelta(minutes=since),
        until=None if until is None else START + timedelta(minutes=until),
        limit=size,
        before=found[-1].seq if found else None,
    ):
        assert len(page) <= size
        assert not found or page[0].seq < found[-1].seq
        found += page
    assert found == [event for event in events(log, limit=EVENTS) if is_wanted(event)]


@pytest.mark.parametrize(
    ("text", "count"),
    [("KLEIN", 96), ("groẞ", 24), ("OutBound.SENT", 20), ('"count":119', 1), ("%", 0), ("nowhere", 0)],
)
def test_a_text_is_found_anywhere_in_an_event(log: sqlite3.Connection, text: str, count: int) -> None:
    assert len(events(log, text=text, limit=EVENTS)) == count


@pytest.mark.parametrize("data", ["[]", "no JSON", "[" * 99_999], ids=["a list", "no JSON", "too deep"])
def test_an_event_without_data_is_damage_and_named(data: str) -> None:
    with closing(new_store()) as connection:
        append(connection, START, "test", "cli", "", {})
        connection.execute("DROP TRIGGER events_are_never_changed")
        connection.execute("UPDATE events SET data = ?", (data,))
        with pytest.raises(WorkspaceDamaged, match="Event 1"):
            events(connection, limit=1)
