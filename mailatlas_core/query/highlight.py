"""What a query found in a text: its spans, and the stretch of text round the first of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from mailatlas_core.fold import UNSPACED, fold
from mailatlas_core.query.tree import AllOf, AnyOf, Query, Text

_LENGTH = 120
_BEFORE = 30
_SEARCHED = 65_536

_SPACE = re.compile(r"\s+")


def snippet(text: str, query: Query) -> tuple[str, tuple[tuple[int, int], ...]]:
    """A stretch of `text` of about 120 characters, and the spans in it that the query found.

    It begins shortly before the first find, or at the beginning where the query was found in
    another field. Runs of white space are one space.
    """
    head = text[:_SEARCHED]
    spans = find(head, query)
    start = max(0, spans[0][0] - _BEFORE) if spans else 0
    if start:
        start = head.find(" ", start, spans[0][0]) + 1 or start
    end = start + 4 * _LENGTH
    within = [(low - start, high - start) for low, high in spans if start <= low < end]
    return _squeezed(head[start:end], within)


def find(text: str, query: Query) -> list[tuple[int, int]]:
    """The spans of a body, ascending, that hold what the query wants in any column or in this one."""
    texts = list(_wanted(query))
    if not texts:
        return []
    words = [
        (match.start(), match.end(), word)
        for match in _piece().finditer(text)
        for word in fold(match.group()).split()
    ]
    found: list[tuple[int, int]] = []
    for one in texts:
        wanted = [word for match in _piece().finditer(one.text) for word in fold(match.group()).split()]
        found.extend(_runs(words, wanted, one))
    return sorted(set(found))


def _wanted(query: Query) -> Iterator[Text]:
    """The texts that a body may have been found by; what stands under a negation is none."""
    match query:
        case Text(column=None | "body"):
            yield query
        case AllOf(nodes) | AnyOf(nodes):
            for node in nodes:
                yield from _wanted(node)


@cache
def _piece() -> re.Pattern[str]:
    """A stretch of text that the index holds as one word or, for a few compatibility forms, as
    several: a character of an unspaced script, or a run of other letters, marks and digits."""
    unspaced = re.compile(f"[{UNSPACED}]")
    marks = (mark for mark in map(chr, range(0x300, 0x1E950)) if unicodedata.category(mark)[0] == "M")
    inner = "".join(mark for mark in marks if not unspaced.match(mark))
    return re.compile(rf"[{UNSPACED}]|(?:[^\W_{UNSPACED}]+|[\ue000-\uf8ff\u200c\u200d{inner}]+)+")


def _runs(words: list[tuple[int, int, str]], wanted: list[str], text: Text) -> list[tuple[int, int]]:
    if not wanted:
        return []
    *exact, last = wanted
    runs = []
    for index in range(len(words) - len(exact)):
        following = words[index : index + len(wanted)]
        ends = following[-1][2].startswith(last) if text.prefix else following[-1][2] == last
        if ends and all(word[2] == want for word, want in zip(following, exact, strict=False)):
            runs.append((following[0][0], following[-1][1]))
    return runs


def _squeezed(text: str, spans: list[tuple[int, int]]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Fold runs of white space, cut to length, and move the spans along."""
    removed: list[tuple[int, int]] = []
    pieces = []
    last = total = 0
    for match in _SPACE.finditer(text):
        pieces.append(text[last : match.start()] + " ")
        total += match.end() - match.start() - 1
        removed.append((match.end(), total))
        last = match.end()
    squeezed = ("".join(pieces) + text[last:])[:_LENGTH].rstrip()

    def moved(offset: int) -> int:
        return offset - max((gone for end, gone in removed if end <= offset), default=0)

    kept = ((moved(low), min(moved(high), len(squeezed))) for low, high in spans)
    return squeezed, tuple((low, high) for low, high in kept if low < len(squeezed) and low < high)
