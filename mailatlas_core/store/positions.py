"""Positions: the integer by which documents are ordered, newest highest.

A position is the UTC second of `received_at`, shifted left by four bits, plus a slot, so
that sixteen messages of one second have a place of their own; a seventeenth spills into the
next second. Messages without a date count up from −2^62, below every date.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta

SLOT_BITS = 4
SLOTS = 1 << SLOT_BITS
UNDATED = -(1 << 62)
UNDATED_END = -(1 << 61)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SPILL = "longest_spill"


def second_of(moment: datetime) -> int:
    """The UTC second in which `moment` lies; below zero before 1970."""
    return (moment - _EPOCH) // timedelta(seconds=1)


class Positions:
    """Gives out positions inside one write transaction; make a new one for each.

    Each second is looked up once, then counted. Where a second is full, `next_second` says
    where its run of full seconds ended when last seen, so that a million messages of one
    second do not probe slot by slot. It is a hint that may be kept from one transaction to
    the next.
    """

    def __init__(self, connection: sqlite3.Connection, next_second: dict[int, int] | None = None) -> None:
        self._connection = connection
        self._highest: dict[int, int] = {}
        self._next_second: dict[int, int] = {} if next_second is None else next_second
        self._undated: int | None = None
        self._longest_spill = 0

    def take(self, second: int | None) -> int:
        """Return a free position for a message of that UTC second, None for an undated one."""
        if second is None:
            return self._take_undated()
        free = second
        while (position := self._take_in(free)) is None:
            free = self._next_second.get(free, free + 1)
        if free > second:
            self._next_second[second] = free
            self._longest_spill = max(self._longest_spill, free - second)
        return position

    def finish(self) -> None:
        """Write down how far messages have spilled: date ranges are widened by that."""
        if self._longest_spill > longest_spill(self._connection):
            self._connection.execute(
                "INSERT INTO meta (name, value) VALUES (?, ?)"
                " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                (_SPILL, str(self._longest_spill)),
            )

    def _take_in(self, second: int) -> int | None:
        first = second << SLOT_BITS
        if second not in self._highest:
            self._highest[second] = self._highest_between(first, first + SLOTS, first - 1)
        if self._highest[second] == first + SLOTS - 1:
            return None
        self._highest[second] += 1
        return self._highest[second]

    def _take_undated(self) -> int:
        if self._undated is None:
            self._undated = self._highest_between(UNDATED, UNDATED_END, UNDATED - 1)
        self._undated += 1
        return self._undated

    def _highest_between(self, first: int, end: int, default: int) -> int:
        row = self._connection.execute(
            "SELECT max(position) FROM documents WHERE position >= ? AND position < ?", (first, end)
        ).fetchone()
        return default if row[0] is None else int(row[0])


def longest_spill(connection: sqlite3.Connection) -> int:
    """How many seconds the position of a document may lie after its own second."""
    row = connection.execute("SELECT value FROM meta WHERE name = ?", (_SPILL,)).fetchone()
    return 0 if row is None else int(row[0])
