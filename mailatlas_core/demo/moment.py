"""When the demo takes place: everything is told from one fixed moment, never from the clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

DEMO_NOW = datetime(2026, 3, 14, 16, 44, tzinfo=UTC)


def moment(text: str) -> datetime:
    """The UTC moment written as `2026-03-14T16:44`."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def receding(count: int, days: int, time: str) -> Iterator[datetime]:
    """`count` mornings or evenings back from the demo's moment over `days` days, newest first.

    They lie close together at the near end and far apart at the other, as mail that people keep does.
    """
    hour, minute = map(int, time.split(":"))
    for step in range(1, count + 1):
        age = step + (days - count) * step * step // (count * count)
        day = DEMO_NOW - timedelta(days=age)
        yield day.replace(hour=hour, minute=(minute + 7 * step) % 60, second=step * 13 % 60)
