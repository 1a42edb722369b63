"""Figures of several rounds as text: what they were in the middle, at least and at most."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tests.benchmarks.results import Round


@dataclass(frozen=True, slots=True)
class Spread:
    """The least, the middle and the most of some figures; they are at least one."""

    least: float
    middle: float
    most: float

    @classmethod
    def of(cls, figures: Iterable[float]) -> Spread:
        ordered = sorted(figures)
        return cls(ordered[0], statistics.median(ordered), ordered[-1])

    def __str__(self) -> str:
        least, middle, most = map(number, (self.least, self.middle, self.most))
        return middle if least == most else f"{middle} ({least}–{most})"


def spread(rounds: Sequence[Round], figure: str) -> Spread:
    """What one figure was in some rounds."""
    return Spread.of(each.figures[figure] for each in rounds)


def ratios(ours: Sequence[Round], theirs: Sequence[Round], figure: str) -> Spread | None:
    """How many times theirs ours is, round by round, since only rounds measured one after the other saw
    the same machine; None where no round has both."""
    by_number = {each.place.number: each.figures[figure] for each in theirs}
    return _spread_of_any(
        each.figures[figure] / by_number[each.place.number] for each in ours if each.place.number in by_number
    )


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown, whose first column is words and whose others are figures."""
    marks = ["---", *["---:"] * (len(head) - 1)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, marks, *rows))


def number(value: float) -> str:
    """A figure as a person reads it: three digits that count."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _spread_of_any(figures: Iterable[float]) -> Spread | None:
    known = list(figures)
    return Spread.of(known) if known else None
