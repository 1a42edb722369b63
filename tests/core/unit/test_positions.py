"""Positions: one each, ordered by time, and a full second costs nobody a search."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailatlas_core.store.positions import SLOTS, UNDATED, Positions, longest_spill, second_of
from tests.core.rows import new_store


@pytest.fixture
def store() -> Iterator[sqlite3.Connection]:
    with closing(new_store()) as connection:
        yield connection


def take(
    connection: sqlite3.Connection, seconds: list[int | None], hint: dict[int, int] | None = None
) -> list[int]:
    """Positions for these seconds, in one transaction, with rows that hold them."""
    connection.execute("BEGIN")
    positions = Positions(connection, hint)
    taken = [positions.take(second) for second in seconds]
    hold(connection, taken)
    positions.finish()
    connection.execute("COMMIT")
    return taken


def hold(connection: sqlite3.Connection, positions: list[int]) -> None:
    connection.executemany(
        "INSERT INTO documents (position, id, content_hash, source_kind, sender_name, sender_email, subject,"
        " attachment_count, size, created_at) VALUES (?1, randomblob(32), x'', 'eml', '', '', '', 0, 0, '')",
        [(position,) for position in positions],
    )


def test_a_later_second_has_a_higher_position(store: sqlite3.Connection) -> None:
    taken = take(store, [-5, 0, 7, 1_773_506_640])
    assert taken == sorted(taken)
    assert [position // SLOTS for position in taken] == [-5, 0, 7, 1_773_506_640]


def test_sixteen_messages_of_one_second_stay_in_it_and_the_next_spills(store: sqlite3.Connection) -> None:
    taken = take(store, [100] * (SLOTS + 1))
    assert [position // SLOTS for position in taken] == [100] * 16 + [101]
    assert longest_spill(store) == 1


def test_thousands_of_one_second_are_looked_up_once_a_second(store: sqlite3.Connection) -> None:
    statements: list[str] = []
    store.set_trace_callback(statements.append)
    taken = take(store, [100] * 5_000)
    store.set_trace_callback(None)
    assert len(set(taken)) == 5_000
    assert taken == sorted(taken)
    looked_up = sum(statement.startswith("SELECT max(position)") for statement in statements)
    assert looked_up <= 5_000 // SLOTS + 1
    assert longest_spill(store) == 4_999 // SLOTS


def test_the_hint_spares_the_next_transaction_the_full_seconds(store: sqlite3.Connection) -> None:
    hint: dict[int, int] = {}
    take(store, [100] * 5_000, hint)
    statements: list[str] = []
    store.set_trace_callback(statements.append)
    taken = take(store, [100], hint)
    store.set_trace_callback(None)
    assert taken == [100 * SLOTS + 5_000]
    assert sum(statement.startswith("SELECT max(position)") for statement in statements) <= 3


def test_a_hint_of_a_transaction_that_was_rolled_back_does_no_harm(store: sqlite3.Connection) -> None:
    hint: dict[int, int] = {}
    store.execute("BEGIN")
    positions = Positions(store, hint)
    for _ in range(100):
        positions.take(100)
    store.execute("ROLLBACK")
    taken = take(store, [100] * 40, hint)
    assert len(set(taken)) == 40
    assert max(taken) // SLOTS - 100 <= longest_spill(store)


def test_undated_messages_count_up_below_every_date(store: sqlite3.Connection) -> None:
    assert take(store, [None, None]) == [UNDATED, UNDATED + 1]
    assert take(store, [None]) == [UNDATED + 2]
    earliest = second_of(datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))))
    assert take(store, [earliest])[0] > UNDATED + (1 << 60)


def test_the_latest_date_there_is_fits_into_sqlite(store: sqlite3.Connection) -> None:
    latest = second_of(datetime.max.replace(tzinfo=timezone(-timedelta(hours=14))))
    assert 0 < take(store, [latest])[0] < 1 << 63


def test_a_second_begins_at_its_whole_and_below_zero_before_1970() -> None:
    assert second_of(datetime(1970, 1, 1, 1, 0, 0, 999_999, tzinfo=timezone(timedelta(hours=1)))) == 0
    assert second_of(datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)) == -1


# Few seconds and many messages, so that seconds fill, spill, and spill into full ones.
BATCHES = st.lists(st.lists(st.one_of(st.none(), st.integers(-2, 3)), max_size=120), max_size=4)


@given(BATCHES, st.booleans())
def test_positions_are_unique_and_agree_with_time_up_to_the_spill(
    batches: list[list[int | None]], kept: bool
) -> None:
    hint: dict[int, int] | None = {} if kept else None
    with closing(new_store()) as store:
        taken = [
            (second, at)
            for batch in batches
            for second, at in zip(batch, take(store, batch, hint), strict=True)
        ]
        spill = longest_spill(store)
    assert len({position for _, position in taken}) == len(taken)
    spills = [position // SLOTS - second for second, position in taken if second is not None]
    assert all(0 <= one <= spill for one in spills)
    assert spill == max(spills, default=0)
