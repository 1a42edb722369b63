"""A page in the making: paragraphs of visible text, with what stands in the margin."""

from __future__ import annotations

import re

from rich.cells import split_graphemes

from mailatlas_core.text import cell_width, fit
from mailatlas_tui.wrapping import Kind, Lines, Paragraph

WIDEST = 100
"""Cells of the longest line: longer ones are hard to read."""

NARROWEST = 8
"""Cells that every line may take, however narrow the reader is."""

MARGIN = 2
"""Cells before a line that can be marked."""

_LONGEST = 4_000  # characters that are wrapped together: of a longer paragraph, the parts are
_LABEL = 12
_QUOTE_MARKS = re.compile(r"(?:> ?)+")


class Page:
    """Paragraphs in the making, of which no line will be wider than `width` cells."""

    def __init__(self, width: int) -> None:
        self._paragraphs: list[Paragraph] = []
        self._width = max(NARROWEST, min(width, WIDEST))
        self._number = 0

    @property
    def lines(self) -> Lines:
        """What was added so far."""
        return Lines(self._paragraphs, self._width)

    def __len__(self) -> int:
        """How many paragraphs it has; those of a long one count each."""
        return len(self._paragraphs)

    def add(self, text: str, kind: Kind = "plain", *, label: str = "", source: int | None = None) -> None:
        """One paragraph of visible text, wrapped; behind a label its lines stand under each other."""
        indent = min(max(_LABEL, cell_width(label) + 1), self._width // 3) if label else 0
        margin = fit(label, indent - 1) + " " if indent else ""
        self._add(text, kind, margin, source)

    def add_quoted(self, text: str, kind: Kind, *, source: int | None = None) -> None:
        """One paragraph that may stand behind quote marks: then each of its lines does."""
        marks = _QUOTE_MARKS.match(text)
        behind = marks[0] if marks and len(marks[0]) <= self._width // 3 else ""
        self._add(text[len(behind) :], kind, behind, source, repeated=True)

    def add_listed(self, text: str, source: int, kind: Kind = "plain", *, sign: str = "") -> None:
        """One line of the uncleaned text, by its number from 0, with room before it for a mark."""
        self._add(text, kind, fit(sign, MARGIN), source)

    def pass_over(self) -> None:
        """Count a paragraph that is not shown, so that those after it keep their numbers."""
        self._number += 1

    def _add(self, text: str, kind: Kind, margin: str, source: int | None, *, repeated: bool = False) -> None:
        start = 0
        while len(text) - start > _LONGEST:
            end = _end_of_part(text, start)
            self._paragraphs.append(Paragraph(text[start:end], kind, margin, self._number, source, repeated))
            start, margin = end, margin if repeated else " " * cell_width(margin)
        self._paragraphs.append(Paragraph(text[start:], kind, margin, self._number, source, repeated))
        self._number += 1


def _end_of_part(text: str, start: int) -> int:
    """Where the part of a long text that begins at `start` ends: behind a space, else between graphemes."""
    end = start + _LONGEST
    if space := text.rfind(" ", start + _LONGEST // 2, end) + 1:
        return space
    *_, (last, _, _) = split_graphemes(text[start:end])[0]  # it may go on behind the end
    return start + last if last else end


def unwrapped(lines: Lines) -> str:
    """The text of a page, one line a paragraph."""
    paragraphs: dict[int, list[str]] = {}
    for line in lines:
        begun = paragraphs.setdefault(line.paragraph, [])
        begun.append(line.spans[-1][0] if begun else "".join(text for text, _ in line.spans))
    return "\n".join(" ".join(pieces) for pieces in paragraphs.values())
