"""How much work HTML would be to a parser that keeps to the standard, found before it is parsed.

Such a parser takes time that grows with the square of the input for elements nested deeply,
for attributes of one element, for character references in one text, for what stands in a table
outside its cells, and for formatting that is never closed, which it repeats in every block.
And every element takes memory, however short it is.
"""

from __future__ import annotations

import re

from mailatlas_core.mime.html_tags import ATTRIBUTE, ATTRIBUTES, NAME

MAX_DEPTH = 400
MAX_ELEMENTS = 120_000
MAX_ATTRIBUTES = 500
MAX_MISPLACED = 2_000
MAX_REFERENCES = 50_000
MAX_REPEATED_CHARACTERS = 1_000_000

_ATTRIBUTE = re.compile(ATTRIBUTE)
_TAG = re.compile(rf"<(/?)({NAME})({ATTRIBUTES})")

# Elements that end by themselves: whatever they hold in great depth is counted.
_UNCOUNTED = frozenset(
    "area base br col embed hr img input link meta param source track wbr p li dt dd tr td th thead tbody "
    "tfoot option".split()
)
_FORMATTING = frozenset("a b big code em font i nobr s small strike strong tt u".split())
_CELLS = frozenset(("td", "th", "caption"))
_TABLE_PARTS = _CELLS | frozenset("table thead tbody tfoot tr col colgroup".split())


def is_too_complex(markup: str) -> bool:
    """Whether a parser would need more than time and memory in proportion to the markup."""
    if len(markup) < MAX_ATTRIBUTES or (markup.count("<") <= MAX_DEPTH and len(markup) < 20_000):
        return False
    if markup.count("&") > MAX_REFERENCES:
        return True
    nesting = _Nesting(MAX_REPEATED_CHARACTERS + 4 * len(markup))
    for tag in _TAG.finditer(markup):
        name = tag[2].lower()
        if tag[1]:
            nesting.end(name)
            continue
        nesting.start(name, tag.end() - tag.start())
        if nesting.is_too_complex() or _has_too_many_attributes(tag[3]):
            return True
    return False


def _has_too_many_attributes(attributes: str) -> bool:
    return (
        len(attributes) > 2 * MAX_ATTRIBUTES
        and sum(1 for _ in _ATTRIBUTE.finditer(attributes)) > MAX_ATTRIBUTES
    )


class _Nesting:
    """What a parser would have open, counted rather too high than too low."""

    def __init__(self, max_repeated: int) -> None:
        self._max_repeated = max_repeated
        self._elements = 0
        self._depth = 0
        self._open: dict[str, int] = {}
        self._misplaced = 0
        self._between_cells = False
        self._repeated = 0
        self._formatting_characters = 0
        # By name, for each open element: how many tables were open where it began, and its length.
        self._formatting: dict[str, list[tuple[int, int]]] = {}

    def is_too_complex(self) -> bool:
        return (
            self._elements > MAX_ELEMENTS
            or self._depth > MAX_DEPTH
            or self._misplaced > MAX_MISPLACED
            or self._repeated > self._max_repeated
        )

    def start(self, name: str, length: int) -> None:
        self._elements += 1
        self._repeated += self._formatting_characters
        if name in _TABLE_PARTS:
            self._between_cells = name not in _CELLS
        elif self._between_cells:
            self._misplaced += 1
        if name in _FORMATTING:
            self._formatting_characters += length
            self._formatting.setdefault(name, []).append((self._open.get("table", 0), length))
        if name not in _UNCOUNTED:
            self._open[name] = self._open.get(name, 0) + 1
            self._depth += 1

    def end(self, name: str) -> None:
        if name in _TABLE_PARTS:
            self._between_cells = name != "table"
        if name in _FORMATTING:
            self._end_formatting(self._formatting.get(name))
        if self._open.get(name):
            self._open[name] -= 1
            self._depth -= 1

    def _end_formatting(self, opened: list[tuple[int, int]] | None) -> None:
        """An end tag in a cell does not end what began outside of the table."""
        if opened and opened[-1][0] == self._open.get("table", 0):
            self._formatting_characters -= opened.pop()[1]
