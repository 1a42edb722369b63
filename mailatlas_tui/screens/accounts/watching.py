"""Watching an account, as it is seen from the room: how often it was looked at, and what that brought."""

from __future__ import annotations

import os
from dataclasses import dataclass

from mailatlas_core.receive.model import INTERVAL_SECONDS, INTERVAL_VARIABLE, ReceiveResult
from mailatlas_tui.envelope import counted


@dataclass(frozen=True, slots=True)
class Watched:
    """What the runs of a watch have brought so far; `trouble` is what was wrong with the last one, in a
    sentence, or empty."""

    runs: int = 0
    new: int = 0
    trouble: str = ""

    def after(self, result: ReceiveResult) -> Watched:
        """With one run more."""
        return Watched(self.runs + 1, self.new + result.ingested_count, result.error or "")

    @property
    def words(self) -> str:
        """`3 new messages in 12 runs.`"""
        return f"{counted(self.new, 'new message')} in {counted(self.runs, 'run')}."


def interval_seconds() -> float:
    """How long at least lies between two looks at a server that cannot tell when mail comes."""
    try:
        seconds = float(os.environ.get(INTERVAL_VARIABLE, INTERVAL_SECONDS))
    except ValueError:
        return INTERVAL_SECONDS
    return seconds if seconds >= 1 else INTERVAL_SECONDS
