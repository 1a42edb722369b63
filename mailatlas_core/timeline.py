"""Mail over time: the dated ones of a list of positions, counted by years, quarters, months, weeks or days.

    for bucket in timeline(workspace.documents.positions("harbor"), 60, now).buckets:
        print(bucket.query, bucket.count)

Every bucket is a period of the query language, in the local zone, so its query narrows a search to
it. A few forged dates do not squash the rest: what lies far from nearly all other messages, or in
the future, is gathered in a bucket at that end. Only some hundreds of the positions are looked at.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from operator import neg
from typing import Literal

from mailatlas_core.query.dates import period
from mailatlas_core.store.positions import SLOT_BITS, UNDATED_END, second_of

Unit = Literal["day", "week", "month", "quarter", "year"]

FEWEST_BUCKETS = 3  # one for each end, and one for what is between
_FEWEST_DAYS = 7
_FEWEST_TO_JUDGE = 5  # of fewer messages, none is far from the others
_DAY = 24 * 60 * 60

# The days of which every unit can be written in a query, with one more unit on either side.
_EARLIEST, _LATEST = date(1001, 1, 1), date(9996, 12, 31)

# How the query language writes the day, week, month or year that a day is in.
_TEXTS: dict[Unit, Callable[[date], str]] = {
    "day": date.isoformat,
    "week": lambda day: day.strftime("%G-W%V"),
    "month": lambda day: day.isoformat()[:7],
    "quarter": lambda day: day.isoformat()[:7],  # of which it has no word: three months
    "year": lambda day: day.isoformat()[:4],
}


@dataclass(frozen=True, slots=True)
class Bucket:
    """`positions[first:end]`, which `query` finds: those received in the period that begins on the
    local day `start`, or before or after all periods; `start` is None where there is no beginning."""

    query: str
    start: date | None
    first: int
    end: int

    @property
    def count(self) -> int:
        return self.end - self.first


@dataclass(frozen=True, slots=True)
class Timeline:
    """Buckets from the oldest to the newest, without a gap: each a `unit` long, but those at the ends."""

    unit: Unit
    buckets: tuple[Bucket, ...]


def timeline(positions: Sequence[int], buckets: int, now: datetime) -> Timeline:
    """Count the dated ones of `positions`, which are newest first, in at most so many buckets, as
    small ones as will do; none where nothing is dated.

    Positions know seconds, and a second that is full spills into the next: at midnight, a query may
    differ from its bucket by these few. Raises `ValueError` for less than `FEWEST_BUCKETS`.
    """
    if buckets < FEWEST_BUCKETS:
        raise ValueError(f"a timeline has at least {FEWEST_BUCKETS} buckets")
    dated = _index_below(positions, UNDATED_END)
    if not dated:
        return Timeline("day", ())
    first, last = _span(positions, dated, buckets, now)
    later = bool(_at_or_after(positions, last + timedelta(days=1)))
    earlier = _at_or_after(positions, first) < dated
    unit, days = _divided(first, last, buckets - later - earlier, now)
    if len(days) - 1 > buckets - later - earlier:  # of more years than that, the newest
        days = days[-(buckets - later - 1) - 1 :]
    return Timeline(unit, tuple(_buckets(positions, dated, unit, days)))


def _span(positions: Sequence[int], dated: int, buckets: int, now: datetime) -> tuple[date, date]:
    """The first and the last local day to show, some days apart.

    All but a fiftieth at each end are sure to be shown. So are those that follow within half the time
    that these take, and the picture of these is never less than half as wide as it could be.
    """
    left_out = -(-dated // 50) if dated >= _FEWEST_TO_JUDGE else 0
    newest, oldest = positions[left_out] >> SLOT_BITS, positions[dated - 1 - left_out] >> SLOT_BITS
    margin = max((newest - oldest) // 2, buckets // 4 * _DAY)
    tomorrow = second_of(now) + _DAY
    latest = newest + margin if newest > tomorrow else min(newest + margin, tomorrow)
    last = _local_day(positions[_index_below(positions, latest + 1 << SLOT_BITS)])
    first = _local_day(positions[_index_below(positions, oldest - margin << SLOT_BITS) - 1])
    return min(first, last - timedelta(days=min(_FEWEST_DAYS, buckets - 2) - 1)), last


def _divided(first: date, last: date, room: int, now: datetime) -> tuple[Unit, list[date]]:
    """The smallest unit of which no more than `room` cover these days, else years, and the days on which
    they begin, with that on which the last one ends."""
    for unit in _TEXTS:
        days = list(islice(_beginnings(first, last, unit, now), room + 2))
        if len(days) - 1 <= room:
            return unit, days
    return "year", list(_beginnings(first, last, "year", now))


def _beginnings(first: date, last: date, unit: Unit, now: datetime) -> Iterator[date]:
    """The days on which the periods begin, and at last the day on which the last one ends."""
    if unit == "quarter":
        months = _beginnings(_in_quarter(first, 0), _in_quarter(last, 2), "month", now)
        yield from islice(months, 0, None, 3)
        return
    text = _TEXTS[unit]
    begin, end = period(text(first), now)
    yield begin
    while begin <= last:
        yield end
        begin, end = period(text(end), now)


def _in_quarter(day: date, month: int) -> date:
    """A day in the first, second or third month of a day's quarter."""
    return day.replace(day=1, month=day.month - (day.month - 1) % 3 + month)


def _buckets(positions: Sequence[int], dated: int, unit: Unit, days: Sequence[date]) -> Iterator[Bucket]:
    text = _TEXTS[unit]
    indexes = [_at_or_after(positions, day) for day in days]
    if indexes[0] < dated:
        yield Bucket(f"before:{text(days[0])}", None, indexes[0], dated)
    for (day, end), (next_day, first) in pairwise(zip(days, indexes, strict=True)):
        query = f"after:{text(day)} before:{text(next_day)}" if unit == "quarter" else f"on:{text(day)}"
        yield Bucket(query, day, first, end)
    if indexes[-1] > 0:
        yield Bucket(f"after:{text(days[-1])}", days[-1], 0, indexes[-1])


def _at_or_after(positions: Sequence[int], day: date) -> int:
    """How many positions lie on a local day or later: the index of the first one before it."""
    return _index_below(positions, _midnight(day) << SLOT_BITS)


def _index_below(positions: Sequence[int], position: int) -> int:
    return bisect_right(positions, -position, key=neg)


def _midnight(day: date) -> int:
    return second_of(datetime.combine(day, time()).astimezone())


def _local_day(position: int) -> date:
    second = min(max(position >> SLOT_BITS, _midnight(_EARLIEST)), _midnight(_LATEST))
    return datetime.fromtimestamp(second, UTC).astimezone().date()
