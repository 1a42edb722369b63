"""A timeline: every dated message in exactly one bucket, which its query names, and no picture squashed."""

from __future__ import annotations

import os
import time
from array import array
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailatlas_core.query.dates import instants
from mailatlas_core.query.parse import parse_query
from mailatlas_core.query.tree import Dated, all_of, leaves
from mailatlas_core.store.positions import SLOT_BITS, UNDATED, second_of
from mailatlas_core.timeline import FEWEST_BUCKETS, Bucket, Timeline, timeline

NOW = datetime(2026, 3, 14, 16, 44, tzinfo=UTC)
DAY = timedelta(days=1)


def positions(moments: Iterable[datetime], undated: int = 0) -> array[int]:
    """Positions of messages of these moments, newest first, then those without a date."""
    dated = sorted((second_of(moment) << SLOT_BITS for moment in moments), reverse=True)
    return array("q", [*dated, *(UNDATED + number for number in reversed(range(undated)))])


def daily(first: datetime, days: int) -> list[datetime]:
    return [first + number * DAY for number in range(days)]


def periods(found: Timeline) -> list[Bucket]:
    """The buckets that are a period, without those that gather what is far."""
    return [bucket for bucket in found.buckets if bucket.query.startswith("on:")]


def bounds(query: str) -> tuple[datetime | None, datetime | None]:
    """Since when and before when the query language means a bucket's query."""
    tree = parse_query(query)
    dated = [node for node in leaves(tree) if isinstance(node, Dated)]
    assert tree == all_of(dated)
    since, until = zip(*(instants(node, NOW) for node in dated), strict=True)
    return next(filter(None, since), None), next(filter(None, until), None)


ANY_MOMENT = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001
LIKELY_MOMENT = st.datetimes(datetime(1995, 1, 1), datetime(2026, 3, 15), timezones=st.just(UTC))  # noqa: DTZ001


@given(
    st.lists(LIKELY_MOMENT | ANY_MOMENT, max_size=80),
    st.integers(0, 3),
    st.integers(FEWEST_BUCKETS, 120),
    st.sampled_from(["UTC", "America/Sao_Paulo", "Asia/Kathmandu", "Pacific/Apia"]),
)
def test_every_dated_message_is_in_the_one_bucket_whose_query_finds_it(
    moments: list[datetime], undated: int, buckets: int, zone: str
) -> None:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("TZ", zone)
        time.tzset()
        try:
            newest_first = positions(moments, undated)
            found = timeline(newest_first, buckets, NOW)
            for bucket in found.buckets:
                since, until = bounds(bucket.query)
                for position in newest_first[bucket.first : bucket.end]:
                    second = position >> SLOT_BITS
                    assert since is None or second_of(since) <= second
                    assert until is None or second < second_of(until)
        finally:
            environment.setenv("TZ", "UTC")
            time.tzset()
    assert len(found.buckets) <= buckets
    assert sum(bucket.count for bucket in found.buckets) == len(moments)
    assert all(older.first == newer.end for older, newer in pairwise(found.buckets))
    if moments:
        assert (found.buckets[0].end, found.buckets[-1].first) == (len(moments), 0)


@given(st.lists(LIKELY_MOMENT | ANY_MOMENT, min_size=1, max_size=80), st.integers(FEWEST_BUCKETS, 120))
def test_no_day_is_missing_between_the_buckets(moments: list[datetime], buckets: int) -> None:
    found = timeline(positions(moments), buckets, NOW)
    edges = [bounds(bucket.query) for bucket in found.buckets]
    assert all(older[1] == newer[0] for older, newer in pairwise(edges))
    starts = [bucket.start for bucket in found.buckets]
    assert starts == [None if since is None else since.astimezone().date() for since, _ in edges]


LONGEST = {"day": DAY, "week": 7 * DAY, "month": 31 * DAY, "quarter": 92 * DAY, "year": 366 * DAY}


@given(st.lists(LIKELY_MOMENT, min_size=50, max_size=120), st.integers(10, 120))
def test_nearly_all_messages_take_at_least_half_of_the_picture(moments: list[datetime], buckets: int) -> None:
    found = timeline(positions(moments), buckets, NOW)
    far = -(-len(moments) // 50)
    nearly_all = sorted(moments)[far : len(moments) - far]
    starts = [bucket.start for bucket in periods(found) if bucket.start is not None]
    some_days = (buckets // 2 + 7) * DAY + LONGEST[found.unit]
    assert starts[-1] - starts[0] <= 2 * (nearly_all[-1] - nearly_all[0]) + some_days


@pytest.mark.parametrize(
    ("days", "buckets", "unit", "first", "last"),
    [
        (60, 60, "day", "on:2026-01-14", "on:2026-03-14"),
        (61, 60, "week", "on:2026-W03", "on:2026-W11"),
        (600, 60, "month", "on:2024-07", "on:2026-03"),
        (3_000, 60, "quarter", "after:2017-10 before:2018-01", "after:2026-01 before:2026-04"),
        (6_000, 60, "year", "on:2009", "on:2026"),
    ],
)
def test_the_unit_is_the_smallest_that_fits(
    days: int, buckets: int, unit: str, first: str, last: str
) -> None:
    found = timeline(positions(daily(NOW - (days - 1) * DAY, days)), buckets, NOW)
    assert (found.unit, found.buckets[0].query, found.buckets[-1].query) == (unit, first, last)


def test_more_years_than_buckets_are_gathered_at_the_old_end() -> None:
    moments = [datetime(year, 6, 1, tzinfo=UTC) for year in range(1990, 2026)]
    found = timeline(positions(moments), 5, NOW)
    assert [(bucket.query, bucket.count) for bucket in found.buckets] == [
        ("before:2022", 32), ("on:2022", 1), ("on:2023", 1), ("on:2024", 1), ("on:2025", 1),
    ]  # fmt: skip


def test_a_forged_1970_and_2038_do_not_squash_the_rest() -> None:
    forged = [datetime(1970, 1, 1, tzinfo=UTC), datetime(2038, 1, 19, 3, 14, 7, tzinfo=UTC)]
    found = timeline(positions([*forged, *daily(datetime(2026, 1, 1, tzinfo=UTC), 50)]), 60, NOW)
    assert found.unit == "day"
    assert [(bucket.query, bucket.count) for bucket in (found.buckets[0], found.buckets[-1])] == [
        ("before:2026-01-01", 1),
        ("after:2026-02-20", 1),
    ]
    assert [bucket.count for bucket in periods(found)] == [1] * 50


def test_what_is_dated_after_tomorrow_is_later_however_near() -> None:
    moments = [*daily(NOW - 39 * DAY, 40), NOW + 3 * DAY]
    found = timeline(positions(moments), 60, NOW)
    assert (found.buckets[-1].query, found.buckets[-1].count) == ("after:2026-03-15", 1)


def test_old_mail_that_thins_out_is_shown_not_gathered() -> None:
    moments = [NOW - number * number * DAY for number in range(100)]
    found = timeline(positions(moments), 60, NOW)
    assert {bucket.query.partition(":")[0] for bucket in found.buckets} == {"on"}


def test_one_day_is_shown_in_its_week() -> None:
    found = timeline(positions([NOW] * 9), 60, NOW)
    assert [bucket.query for bucket in found.buckets] == [f"on:2026-03-{day:02}" for day in range(8, 15)]
    assert [bucket.count for bucket in found.buckets] == [0] * 6 + [9]


@pytest.mark.parametrize("undated", [0, 3])
def test_nothing_dated_is_an_empty_timeline(undated: int) -> None:
    assert timeline(positions([], undated), 60, NOW).buckets == ()


def test_undated_messages_are_in_no_bucket() -> None:
    assert sum(bucket.count for bucket in timeline(positions([NOW], 5), 60, NOW).buckets) == 1


def test_a_day_is_that_of_the_local_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    before = os.environ["TZ"]
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    try:
        found = timeline(positions([datetime(2026, 3, 14, 2, 0, tzinfo=UTC)]), 60, NOW)
    finally:
        monkeypatch.setenv("TZ", before)
        time.tzset()
    assert found.buckets[-1].start == date(2026, 3, 13)


def test_too_few_buckets_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 3"):
        timeline(positions([NOW]), 2, NOW)


def test_a_million_positions_are_not_walked_through() -> None:
    class Counted(array):  # type: ignore[type-arg]  # of Q, as the positions are
        looked_at = 0

        def __getitem__(self, index):  # type: ignore[no-untyped-def]
            Counted.looked_at += 1
            return super().__getitem__(index)

    newest = second_of(NOW)
    many = Counted("q", [(newest - 600 * number) << SLOT_BITS for number in range(1_000_000)])
    assert sum(bucket.count for bucket in timeline(many, 60, NOW).buckets) == 1_000_000
    assert 0 < Counted.looked_at < 2_000
