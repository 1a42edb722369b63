"""Dates of a query are periods of whole days in the local zone."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailatlas_core.query.dates import AGES, SPOKEN, Period, instants, period
from mailatlas_core.query.tree import Bound, Dated

NOW = datetime(2026, 3, 14, 16, 44, tzinfo=UTC)  # a Saturday


def period_or_none(text: str) -> Period | None:
    try:
        return period(text, NOW)
    except ValueError:
        return None


@pytest.mark.parametrize(
    ("text", "first", "end"),
    [
        ("2026", date(2026, 1, 1), date(2027, 1, 1)),
        ("2026-03", date(2026, 3, 1), date(2026, 4, 1)),
        ("2025-12", date(2025, 12, 1), date(2026, 1, 1)),
        ("2026-03-13", date(2026, 3, 13), date(2026, 3, 14)),
        ("2026-W11", date(2026, 3, 9), date(2026, 3, 16)),
        ("2020-w53", date(2020, 12, 28), date(2021, 1, 4)),
        ("0d", date(2026, 3, 14), date(2026, 3, 15)),
        ("7d", date(2026, 3, 7), date(2026, 3, 8)),
        ("2w", date(2026, 2, 28), date(2026, 3, 1)),
        ("1M", date(2026, 2, 14), date(2026, 2, 15)),
        ("3m", date(2025, 12, 14), date(2025, 12, 15)),
        ("1y", date(2025, 3, 14), date(2025, 3, 15)),
        ("today", date(2026, 3, 14), date(2026, 3, 15)),
        ("Yesterday", date(2026, 3, 13), date(2026, 3, 14)),
        ("this week", date(2026, 3, 9), date(2026, 3, 16)),
        ("last  week", date(2026, 3, 2), date(2026, 3, 9)),
        ("this month", date(2026, 3, 1), date(2026, 4, 1)),
        ("last month", date(2026, 2, 1), date(2026, 3, 1)),
        ("last year", date(2025, 1, 1), date(2026, 1, 1)),
        ("march 2024", date(2024, 3, 1), date(2024, 4, 1)),
        ("13 March 2024", date(2024, 3, 13), date(2024, 3, 14)),
        ("2 weeks ago", date(2026, 2, 23), date(2026, 3, 2)),
        ("3 days ago", date(2026, 3, 11), date(2026, 3, 12)),
    ],
)
def test_a_date_is_a_period_of_days(text: str, first: date, end: date) -> None:
    assert period(text, NOW) == (first, end)


@pytest.mark.parametrize("text", SPOKEN + AGES)
def test_every_date_that_is_offered_is_understood(text: str) -> None:
    found = period(text, NOW)
    assert found.first < found.end


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "2026-13",
        "2026-02-30",
        "2026-W54",
        "0001",
        "9999",
        "9999y",
        "9999-12-31",
        "31 dec 9999",
        "2000y",
        "7x",
        "20",
        "1/2",
        "a" * 1_000,
        "\0",
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    assert period_or_none(text) is None


@given(st.text(st.one_of(st.sampled_from("0123456789-dwmyWT: lastmonth"), st.characters()), max_size=50))
def test_any_text_is_a_period_or_refused(text: str) -> None:
    found = period_or_none(text)
    assert found is None or found.first < found.end


@pytest.mark.parametrize(
    ("bound", "text", "since", "until"),
    [
        ("after", "2026-03", datetime(2026, 2, 28, 23, tzinfo=UTC), None),
        ("before", "2026-03", None, datetime(2026, 2, 28, 23, tzinfo=UTC)),
        ("on", "2026-03", datetime(2026, 2, 28, 23, tzinfo=UTC), datetime(2026, 3, 31, 22, tzinfo=UTC)),
        ("on", "2026-03-29", datetime(2026, 3, 28, 23, tzinfo=UTC), datetime(2026, 3, 29, 22, tzinfo=UTC)),
        ("newer_than", "7d", datetime(2026, 3, 7, 16, 44, tzinfo=UTC), None),
        ("newer_than", "9m", datetime(2025, 6, 14, 15, 44, tzinfo=UTC), None),
    ],
)
def test_a_bound_is_told_in_instants_of_the_local_zone_in_summer_as_in_winter(
    bound: Bound, text: str, since: datetime | None, until: datetime | None
) -> None:
    assert instants(Dated(bound, text), NOW) == (since, until)


@pytest.mark.parametrize("text", ["2026", "yesterday", "2000y"])
def test_an_age_is_a_number_of_days_weeks_months_or_years_and_none_beyond_dates(text: str) -> None:
    with pytest.raises(ValueError, match=text):
        instants(Dated("newer_than", text), NOW)


def test_the_month_before_a_long_one_ends_where_it_ends() -> None:
    assert period("1m", datetime(2026, 3, 31, 12, tzinfo=UTC)).first == date(2026, 2, 28)


@pytest.mark.parametrize(("query", "is_loaded"), [("after:last week 7d", False), ("after:monday", True)])
def test_dateparser_is_loaded_for_the_dates_only_that_need_it(query: str, *, is_loaded: bool) -> None:
    program = (
        "import sys; import mailatlas_core.workspace; from mailatlas_core.query.parse import parse_query;"
        f"parse_query({query!r}); print('dateparser' in sys.modules)"
    )
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True).stdout
    assert shown.strip() == str(is_loaded)
