"""Measuring: every case once as the first of a fresh connection, then all of them in turn.

The rounds alternate between the cases, so that a moment in which the machine is busy with
something else falls on all of them and not on one.
"""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mailatlas_core.workspace import Workspace

if TYPE_CHECKING:
    from tests.benchmarks.cases import Case


@dataclass(frozen=True, slots=True)
class Measurement:
    """Milliseconds of one case: the first run, and the least, the middle, the 95th in a hundred
    and the most of the others; and how many rows it gave."""

    case: Case
    rows: int
    first: float
    least: float
    median: float
    nearly_all: float
    most: float

    @property
    def missed(self) -> bool:
        """Whether more than one run in twenty took longer than the case may: on a machine that does
        other things too, a single one says nothing about the store."""
        return self.case.target_ms is not None and self.nearly_all >= self.case.target_ms


def measure(root: Path, cases: Sequence[Case], rounds: int) -> list[Measurement]:
    """Run all cases `rounds` times on the workspace in `root`."""
    first = [_first(root, case) for case in cases]
    times: list[list[float]] = [[] for _ in cases]
    with Workspace.open(root) as workspace:
        for case in cases:
            case.run(workspace.documents)
        for _ in range(rounds):
            for case, taken in zip(cases, times, strict=True):
                taken.append(_timed(workspace, case)[0])
    return [
        Measurement(
            case,
            rows,
            first=opening,
            least=min(taken),
            median=statistics.median(taken),
            nearly_all=sorted(taken)[math.ceil(0.95 * len(taken)) - 1],
            most=max(taken),
        )
        for case, (opening, rows), taken in zip(cases, first, times, strict=True)
    ]


def _first(root: Path, case: Case) -> tuple[float, int]:
    """A run on a connection that has read nothing; the system's own cache may have."""
    with Workspace.open(root) as workspace:
        return _timed(workspace, case)


def _timed(workspace: Workspace, case: Case) -> tuple[float, int]:
    begun = time.perf_counter()
    rows = case.run(workspace.documents)
    return (time.perf_counter() - begun) * 1000, rows
