"""Quotes and the signature of a text: where they stand in it, and which quotes are folded to one line.

A quote under the last answer is there for the record: it is folded where that saves anything. A quote
above an answer is what the answer is about: it stays, unless it is so long that the answer is lost
behind it. A message of nothing but quotes stays as it is, because folded it would say nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import count, repeat

from mailatlas_core.meaning import DroppedLines, TextSpan
from mailatlas_tui.wrapping import Kind

FOLDED_LINES = 3
"""Lines of the shortest quote that is folded where no answer follows it."""

FOLDED_LINES_ANSWERED = 7
"""Lines of the shortest quote that is folded above an answer."""

_PLAIN: Kind = "plain"
_ASIDE: Kind = "aside"


def kept_lines(dropped: Iterable[DroppedLines]) -> Iterator[int]:
    """The numbers, in the uncleaned text, of the lines of the cleaned one: without end."""
    number = 0
    for run in dropped:
        yield from range(number, run.first)
        number = max(number, run.end)
    yield from count(number)


def cleaned_spans(spans: Iterable[TextSpan], dropped: Iterable[DroppedLines]) -> list[TextSpan]:
    """Spans of the uncleaned text as they stand in the cleaned one, but those that it has not."""
    spans = list(spans)
    before = _kept_before(dropped, (bound for span in spans for bound in (span.first, span.end)))
    moved = [replace(span, first=next(before), end=next(before)) for span in spans]
    return [span for span in moved if span.first < span.end]


def kinds(spans: Iterable[TextSpan]) -> Iterator[Kind]:
    """How the lines of a text look, one after the other and without end."""
    number = 0
    for span in spans:
        yield from repeat(_PLAIN, span.first - number)
        yield from repeat(_ASIDE, span.end - span.first)
        number = span.end
    yield from repeat(_PLAIN)


def folds(lines: Sequence[str], spans: Sequence[TextSpan]) -> list[range]:
    """The lines of each quote that is folded; `spans` are those of this text."""
    answers = [
        first
        for first, end in zip(
            [0, *(span.end for span in spans)], [*(span.first for span in spans), len(lines)], strict=True
        )
        if any(map(str.strip, lines[first:end]))
    ]
    if not answers:
        return []
    quotes = (range(span.first, min(span.end, len(lines))) for span in spans if span.kind == "quote")
    return [
        quote
        for quote in quotes
        if len(quote) >= (FOLDED_LINES_ANSWERED if quote.start < answers[-1] else FOLDED_LINES)
    ]


def _kept_before(dropped: Iterable[DroppedLines], numbers: Iterable[int]) -> Iterator[int]:
    """How many lines were kept before each of these lines, which ascend."""
    runs = iter(dropped)
    run = next(runs, None)
    gone = 0
    for number in numbers:
        while run is not None and run.end <= number:
            gone += run.end - run.first
            run = next(runs, None)
        yield number - gone - (max(0, number - run.first) if run is not None else 0)
