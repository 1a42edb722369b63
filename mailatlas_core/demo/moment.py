"""When the demo takes place: everything is told from one fixed moment, never from the clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

DEMO_NOW = datetime(2026, 3, 14, 16, 44, tzinfo=UTC)

# When the harbour rests, as months and days: summer, and the days around the new year.
HOLIDAYS = (("07-06", "08-18"), ("12-23", "12-31"), ("01-01", "01-03"))


def moment(text: str) -> datetime:
    """The UTC moment written as `2026-03-14T16:44`."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def regularly(first: str, days: int) -> Iterator[datetime]:
    """Every so many days from the moment `first` until the demo's moment, but never in the holidays.

    What people send at a fixed hour leaves some minutes later or earlier; so do these.
    """
    start = moment(first)
    for step in range((DEMO_NOW - start).days // days + 1):
        day = start + timedelta(days=days * step)
        if not is_holiday(day):
            yield day.replace(minute=(day.minute + 7 * step) % 60, second=step * 13 % 60)


def is_holiday(day: datetime) -> bool:
    return any(begin <= f"{day:%m-%d}" <= end for begin, end in HOLIDAYS)
