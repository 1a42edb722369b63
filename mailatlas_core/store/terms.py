"""The terms of the full-text index in their order, read from the pages that FTS5 keeps them on.

`fts5vocab` gives them too, but to find the term behind a common word it steps over every page with
rows of that word: thousands, at a million messages. FTS5 knows better where the next term is. It keeps
its index in segments of pages, and in `fts_idx` for each page on which a term begins a text that is
not after that term, and after all that are on the pages before. So a look-up there and a page are
enough for a segment, whatever its terms have in common. How the pages are written is said at the head
of FTS5's fts5_index.c; every SQLite that has FTS5 reads and writes them so.
"""

from __future__ import annotations

import sqlite3
from bisect import bisect_left

_MAIN = b"0"  # stands before each term; other bytes would if FTS5 had indexes of beginnings too
_SEGMENT_BITS, _PAGE_BITS = 37, 31  # the id of a page has its segment's number above, its own below
_CUT = "surrogateescape"


class Terms:
    """The terms as one connection sees them, for a listing within one transaction.

    FTS5 cuts a term of more than 32 kB, perhaps within a character: what is left of that is told as
    Python does with undecodable bytes.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._segments = [_Segment(connection, number) for number in _numbers(connection)]

    def first(self, low: str, high: str) -> str | None:
        """The first term that is not before `low`, if it is before `high`."""
        sought, end = (_MAIN + text.encode(errors=_CUT) for text in (low, high))
        found = min(filter(None, (segment.first(sought) for segment in self._segments)), default=end)
        return found.removeprefix(_MAIN).decode(errors=_CUT) if sought <= found < end else None


def _numbers(connection: sqlite3.Connection) -> list[int]:
    """The numbers of the segments, found without reading all of `fts_idx`."""
    numbers: list[int] = []
    statement = "SELECT segid FROM fts_idx WHERE segid > ? ORDER BY segid LIMIT 1"
    while (row := connection.execute(statement, (numbers[-1] if numbers else 0,)).fetchone()) is not None:
        numbers.append(row[0])
    return numbers


class _Segment:
    """One sorted piece of the index: the page that was looked at last, and what was found there."""

    def __init__(self, connection: sqlite3.Connection, number: int) -> None:
        self._connection = connection
        self._number = number
        self._page: list[bytes] = []
        self._asked, self._found = _MAIN, b""

    def first(self, low: bytes) -> bytes | None:
        """The first term that is not before `low`."""
        if not self._asked <= low <= self._found:
            self._asked = low
            self._turn_to(low)
            at = bisect_left(self._page, low)
            if at == len(self._page):
                return None
            self._found = self._page[at]
        return self._found

    def _turn_to(self, low: bytes) -> None:
        """Look at the page that has the first term which is not before `low`: this, the next, or any."""
        if self._page and self._page[0] <= low:
            if self._page[-1] < low:
                self._look_at("term > ? ORDER BY term", self._page[-1])
            if self._page and low <= self._page[-1]:
                return
        self._look_at("term <= ? ORDER BY term DESC", low)
        if self._page and self._page[-1] < low:
            self._look_at("term > ? ORDER BY term", low)

    def _look_at(self, which: str, term: bytes) -> None:
        """Look at the page that `fts_idx` names, or at the first one that is left: while a segment is
        being merged, its pages are removed from the front, and still named."""
        first = self._number << _SEGMENT_BITS
        row = self._connection.execute(
            f"SELECT block FROM fts_data WHERE id >= ? + (SELECT pgno >> 1 FROM fts_idx WHERE segid = ?"
            f" AND {which} LIMIT 1) AND id < ? ORDER BY id LIMIT 1",
            (first, self._number, term, first + (1 << _PAGE_BITS)),
        ).fetchone()
        try:
            self._page = [] if row is None else _terms_on(row[0])
        except IndexError:
            damage = sqlite3.DatabaseError("a page of the index is malformed")
            damage.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
            raise damage from None


def _terms_on(page: bytes) -> list[bytes]:
    """The terms that begin on a page. At its end are their distances from one another; each but the
    first leaves out what it begins with like the one before. Raises `IndexError`."""
    terms: list[bytes] = []
    term = b""
    place = 0
    at = int.from_bytes(page[2:4], "big")
    while at < len(page):
        distance, at = _number(page, at)
        place += distance
        kept, start = _number(page, place) if terms else (0, place)
        size, start = _number(page, start)
        term = term[:kept] + page[start : start + size]
        terms.append(term)
    return terms


def _number(page: bytes, at: int) -> tuple[int, int]:
    """A number that is written in one byte or more, and where it ends."""
    number = 0
    while page[at] > 127:
        number = (number | page[at] & 127) << 7
        at += 1
    return number | page[at], at + 1
