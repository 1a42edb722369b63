"""Paragraphs as lines that are wrapped when somebody looks at them, be they megabytes."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import Literal, NamedTuple, overload

from textual.cache import LRUCache

from mailatlas_core.text import cell_width, wrap

Kind = Literal["plain", "strong", "quiet", "aside", "warning", "found"]
"""How text looks. What is `quiet` are our own words; an `aside` is the message's, but matters less."""

WRAPPED_AT_ONCE = 100_000
"""Characters that are wrapped before anybody has looked: so much takes no time, and then all is known."""

_BLOCK_CHARACTERS = 2_000
_BLOCK_PARAGRAPHS = 64
_KEPT_BLOCKS = 256


class Paragraph(NamedTuple):
    """One paragraph of visible text, or a part of a long one; `number` counts paragraphs.

    `margin` stands before its first line, or before each where it is `repeated`; `source` is the number,
    from 0, of the line of a message's uncleaned text that it shows.
    """

    text: str
    kind: Kind
    margin: str
    number: int
    source: int | None
    repeated: bool


class Line(NamedTuple):
    """Spans of visible text, with the number and the source of their paragraph."""

    spans: tuple[tuple[str, Kind], ...]
    paragraph: int
    source: int | None = None


class Lines(Sequence[Line]):
    """The lines of paragraphs, none wider than `width` cells.

    How many lines a block of paragraphs makes is guessed until one of them is looked at, so a look may
    move all lines behind it. `settle` makes sure of those in view and around it.
    """

    def __init__(self, paragraphs: Sequence[Paragraph] = (), width: int = 1) -> None:
        self._paragraphs = paragraphs
        self._width = width
        self._blocks = [range(first, end) for first, end in pairwise(_bounds(paragraphs))]
        self._heights = [self._guess(block) for block in self._blocks]
        self._known = bytearray(len(self._blocks))
        self._wrapped: LRUCache[int, list[Line]] = LRUCache(_KEPT_BLOCKS)
        self._ends = list(accumulate(self._heights))
        if sum(len(paragraph.text) for paragraph in paragraphs) <= WRAPPED_AT_ONCE:
            for block in range(len(self._blocks)):
                self._block(block)
            self._ends = list(accumulate(self._heights))

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    @overload
    def __getitem__(self, index: int) -> Line: ...
    @overload
    def __getitem__(self, index: slice) -> list[Line]: ...
    def __getitem__(self, index: int | slice) -> Line | list[Line]:
        if isinstance(index, slice):
            return [self[each] for each in range(*index.indices(len(self)))]
        place = range(len(self))[index]
        block = bisect_right(self._ends, place)
        offset = place - self._start(block)
        lines = self._made_sure_of(block)
        return lines[min(offset, len(lines) - 1)]

    def __iter__(self) -> Iterator[Line]:
        """All lines, each block wrapped as it comes."""
        for block in range(len(self._blocks)):
            yield from self._block(block)

    @property
    def wrapped(self) -> int:
        """How many lines were made so far; of those that nobody has looked at, only how many is guessed."""
        return sum(height for height, known in zip(self._heights, self._known, strict=True) if known)

    def settle(self, top: int, height: int) -> int:
        """Make sure of the lines in view and of a screenful above and below.

        `top` is the first line in view; where that line is afterwards is returned.
        """
        while (block := self._guessed_near(top, height)) is not None:
            before, end = len(self), self._ends[block]
            self._made_sure_of(block)
            if end <= top:
                top += len(self) - before
        return max(0, min(top, len(self) - 1))

    @property
    def first_source(self) -> int | None:
        """The source of the first line that has one."""
        return next((each.source for each in self._paragraphs if each.source is not None), None)

    def first_line_of(self, number: int) -> int:
        """The first line of the paragraph of that number; where there is none, for it was folded away,
        that of the last line before it."""
        index = bisect_left(self._paragraphs, number, key=lambda paragraph: paragraph.number)
        if index == len(self._paragraphs):
            return max(0, len(self) - 1)
        line = self._first_line(index)
        return line - 1 if line and self._paragraphs[index].number > number else line

    def first_line_from(self, source: int) -> int:
        """The first line with that source, else the first of all."""
        sources = (index for index, paragraph in enumerate(self._paragraphs) if paragraph.source == source)
        index = next(sources, None)
        return 0 if index is None else self._first_line(index)

    def _first_line(self, index: int) -> int:
        block = bisect_right(self._blocks, index, key=lambda block: block.start) - 1
        self._made_sure_of(block)
        before = self._paragraphs[self._blocks[block].start : index]
        return self._start(block) + sum(len(list(self._lines_of(paragraph))) for paragraph in before)

    def _guessed_near(self, top: int, height: int) -> int | None:
        """The first block of those in view or a screenful away whose height is only guessed."""
        first, end = max(0, top - height), top + 2 * height
        for block in range(bisect_right(self._ends, first), len(self._blocks)):
            if self._start(block) >= end:
                break
            if not self._known[block]:
                return block
        return None

    def _made_sure_of(self, block: int) -> list[Line]:
        known, guess = self._known[block], self._heights[block]
        lines = self._block(block)
        if not known and len(lines) != guess:
            self._ends = list(accumulate(self._heights))
        return lines

    def _block(self, block: int) -> list[Line]:
        lines = self._wrapped.get(block)
        if lines is None:
            lines = [
                line for index in self._blocks[block] for line in self._lines_of(self._paragraphs[index])
            ]
            self._wrapped[block] = lines
            self._heights[block] = len(lines)
            self._known[block] = True
        return lines

    def _lines_of(self, paragraph: Paragraph) -> Iterator[Line]:
        margin = paragraph.margin
        indent = cell_width(margin)
        for piece in wrap(paragraph.text, self._width - indent):
            spans: tuple[tuple[str, Kind], ...] = ((piece, paragraph.kind),)
            if margin:
                spans = ((margin, "quiet"), *spans)
            yield Line(spans, paragraph.number, paragraph.source)
            margin = margin if paragraph.repeated else " " * indent

    def _guess(self, block: range) -> int:
        paragraphs = (self._paragraphs[index] for index in block)
        return sum(1 + len(each.text) // max(1, self._width - len(each.margin)) for each in paragraphs)

    def _start(self, block: int) -> int:
        return self._ends[block - 1] if block else 0


def _bounds(paragraphs: Sequence[Paragraph]) -> Iterator[int]:
    """Where the blocks begin, and the end of the last."""
    yield 0
    first = characters = 0
    for end, paragraph in enumerate(paragraphs, 1):
        characters += len(paragraph.text)
        if characters >= _BLOCK_CHARACTERS or end - first >= _BLOCK_PARAGRAPHS or end == len(paragraphs):
            yield end
            first, characters = end, 0
