"""Clocks: the machine's, and one that stands still."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class FixedClock:
    """A clock for what must come out the same every time."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment
