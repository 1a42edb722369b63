"""Where a text holds somebody else's words, and where it is signed. Found, never deleted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from mailatlas_core.mime.forwards import ForwardHeader, header_blocks, may_hold_header, unquoted
from mailatlas_core.mime.languages import (
    ATTRIBUTION_OPENINGS,
    CLOSINGS,
    DEVICES,
    SENT_FROM,
    SENT_FROM_ENDINGS,
    WROTE,
)
from mailatlas_core.mime.model import TextSpan

MAX_SPANS = 10_000
MAX_SIGNATURE_LINES = 20
MAX_CLOSING_LINES = 12
MAX_CLOSING_CHARACTERS = 40
MAX_SIGNATURE_CHARACTERS = 80
_MAX_ATTRIBUTION = 300
_MAX_WRAPPED = 3
_LAST_OF_ATTRIBUTION = frozenset(":： \t\xa0\u3000")

_DELIMITER = re.compile(r"-- ?\r?")
_DASHED_NAME = re.compile(r"[-–—~]{1,2} ?[^\W\d_][\w.' ]{0,30}")
_YEAR_OR_ADDRESS = re.compile(r"\b(?:19|20)\d\d\b|\d{4}年|@")


def find_spans(text: str, forwards: Sequence[ForwardHeader] = ()) -> tuple[TextSpan, ...]:
    """The quotes and the signature of the uncleaned text, in order, none overlapping another.

    What the message forwards is no quote: its header and the marks in front of its lines are
    known from `forwards`. At most `MAX_SPANS` quotes are told.
    """
    lines = text.split("\n")
    quotes = list(islice(_quotes(lines, text, forwards), MAX_SPANS))
    end = quotes[-1].first if quotes and quotes[-1].end == len(lines) else len(lines)
    begin = max([quote.end for quote in quotes if quote.end <= end], default=0)
    signature = _signature(text, lines, max([begin, *(step.end for step in forwards)]), end)
    spans = [*quotes, signature] if signature else quotes
    return tuple(sorted(spans, key=lambda span: span.first))


def is_sent_from(line: str) -> bool:
    """Is this the line that a phone puts under everything it sends?"""
    content = line.strip(" \t\xa0*_-.。").casefold()
    if len(content) > 80 or not (content.startswith(SENT_FROM) or content.endswith(SENT_FROM_ENDINGS)):
        return False
    return any(device in content for device in DEVICES)


def _quotes(lines: Sequence[str], text: str, forwards: Sequence[ForwardHeader]) -> Iterator[TextSpan]:
    tail = _unmarked_quote(lines, text, forwards)
    if ">" in text:
        yield from _marked_quotes(lines[:tail], forwards)
    if tail < len(lines):
        yield TextSpan("quote", tail, len(lines))


def _marked_quotes(lines: Sequence[str], forwards: Sequence[ForwardHeader]) -> Iterator[TextSpan]:
    """Runs of lines behind `>`, each with the line that says who wrote them."""
    first, last, done = -1, -2, 0
    for number in _marked(lines, forwards):
        if first >= 0:
            if number == last + 1 or not any(map(str.strip, lines[last + 1 : number])):
                last = number
                continue
            yield TextSpan("quote", first, last + 1)
            done = last + 1
        first, last = _attribution(lines, number, done), number
    if first >= 0:
        yield TextSpan("quote", first, last + 1)


def _marked(lines: Sequence[str], forwards: Sequence[ForwardHeader]) -> Iterator[int]:
    """The numbers of the lines behind more marks than a forwarded step puts in front of its own."""
    depths = _Depths(forwards)
    for number, line in enumerate(lines):
        if ">" not in line[:4] or not line.lstrip(" \t").startswith(">"):
            continue
        if line.startswith(">From ") and _is_escaped(lines, number):
            continue
        if not forwards or unquoted(line)[0] > depths.of(number):
            yield number


class _Depths:
    """How many quote marks a forwarded step puts in front of its own lines; asked in order."""

    def __init__(self, forwards: Sequence[ForwardHeader]) -> None:
        self._steps = list(reversed(forwards))
        self._depth = 0

    def of(self, number: int) -> int:
        while self._steps and self._steps[-1].first <= number:
            self._depth = self._steps.pop().depth
        return self._depth


def _is_escaped(lines: Sequence[str], number: int) -> bool:
    """Is the line alone, as an mbox leaves it, and no part of a quote?"""
    around = (*lines[max(0, number - 1) : number], *lines[number + 1 : number + 2])
    return not any(line.startswith(">") for line in around)


def _attribution(lines: Sequence[str], quote: int, begin: int) -> int:
    """The first line of the attribution above a quote; the quote itself where there is none."""
    last = quote - 1
    while last >= begin and quote - last <= 2 and not lines[last].strip():
        last -= 1
    if last < begin or not _ends_attribution(lines[last]):
        return quote
    for first in range(last, max(begin, last - _MAX_WRAPPED + 1) - 1, -1):
        line = lines[first].strip().casefold()
        if not line:
            break
        if line.partition(" ")[0].rstrip(",.") in ATTRIBUTION_OPENINGS:
            return first
    return last


def _ends_attribution(line: str) -> bool:
    content = line.strip().casefold()
    if not content.endswith((":", "：")) or len(content) > _MAX_ATTRIBUTION:
        return False
    return any(verb in content for verb in WROTE) or _YEAR_OR_ADDRESS.search(content) is not None


def _unmarked_quote(lines: Sequence[str], text: str, forwards: Sequence[ForwardHeader]) -> int:
    """Where a quote without marks begins, which goes on to the end; the number of lines where none does.

    It begins with the header that Outlook writes, or with an attribution that names a date or an
    address and is not followed by marks.
    """
    found = len(lines)
    forwarded = {step.first for step in forwards}
    begin = max((step.end for step in forwards), default=0)
    if may_hold_header(text):
        for block in header_blocks(lines):
            if block.first not in forwarded and block.first >= begin and not (block.explicit or block.depth):
                found = block.first
                break
    if ":\n" in text or "：\n" in text:
        return min(found, _unmarked_attribution(lines, begin, found))
    return found


def _unmarked_attribution(lines: Sequence[str], begin: int, end: int) -> int:
    for number in range(begin, end):
        line = lines[number]
        if line[-1:] not in _LAST_OF_ATTRIBUTION or line.startswith(">") or not _ends_attribution(line):
            continue
        first = _attribution(lines, number + 1, begin)
        whole = " ".join(lines[first : number + 1]).casefold()
        if not (any(verb in whole for verb in WROTE) and _YEAR_OR_ADDRESS.search(whole)):
            continue
        if not _next_written(lines, number + 1, end).lstrip().startswith(">"):
            return first
    return end


def _next_written(lines: Sequence[str], begin: int, end: int) -> str:
    """The first line that is not blank, a mark where there is none; copies nothing of a long text."""
    return next((lines[number] for number in range(begin, end) if lines[number].strip()), ">")


def _signature(text: str, lines: Sequence[str], begin: int, end: int) -> TextSpan | None:
    """The signature among the last lines from `begin` to before `end`, where there is one."""
    while end > begin and not lines[end - 1].strip():
        end -= 1
    first = _delimited(lines, begin, end) if "\n--" in text else None
    if first is None:
        first = _closed(lines, begin, end)
    return None if first is None else TextSpan("signature", first, end)


def _delimited(lines: Sequence[str], begin: int, end: int) -> int | None:
    """The topmost `-- ` that has no more than a signature under it."""
    for first in range(max(begin, end - MAX_SIGNATURE_LINES - 1), end - 1):
        if _DELIMITER.fullmatch(lines[first]):
            return first
    return None


def _closed(lines: Sequence[str], begin: int, end: int) -> int | None:
    """A closing formula with a few short lines under it, the line that a phone adds, or a name
    behind a dash."""
    for first in range(max(begin, end - MAX_CLOSING_LINES - 1), end):
        line = lines[first]
        if len(line) > MAX_CLOSING_CHARACTERS or line.strip(" \t,.!。、，！").casefold() not in CLOSINGS:
            continue
        short = all(len(below) <= MAX_SIGNATURE_CHARACTERS for below in lines[first + 1 : end])
        if short and any(map(str.strip, lines[begin:first])):
            return first
    last = end - 1
    if last > begin and (is_sent_from(lines[last]) or _is_dashed_name(lines, last)):
        return last
    return None


def _is_dashed_name(lines: Sequence[str], number: int) -> bool:
    """`-Ada`, alone in the last paragraph: no item of a list."""
    return not lines[number - 1].strip() and _DASHED_NAME.fullmatch(lines[number].strip()) is not None
