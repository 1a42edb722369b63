"""Lines in the making: visible text, wrapped, with what stands in the margin."""

from __future__ import annotations

import re

from mailatlas_core.text import cell_width, fit, wrap
from mailatlas_tui.widgets.line_view import MARGIN, Kind, Line

WIDEST = 100
"""Cells of the longest line: longer ones are hard to read."""

NARROWEST = 8
"""Cells that every line may take, however narrow the reader is."""

_LABEL = 12
_QUOTE_MARKS = re.compile(r"(?:> ?)+")


class Page:
    """Lines in the making, none wider than `width` cells."""

    def __init__(self, width: int) -> None:
        self.lines: list[Line] = []
        self._width = max(NARROWEST, min(width, WIDEST))
        self._paragraph = 0

    def add(self, text: str, kind: Kind = "plain", *, label: str = "", source: int | None = None) -> None:
        """One paragraph of visible text, wrapped; behind a label its lines stand under each other."""
        indent = min(max(_LABEL, cell_width(label) + 1), self._width // 3) if label else 0
        margin = fit(label, indent - 1) + " " if indent else ""
        self._add(text, kind, margin, source)

    def add_quoted(self, text: str, kind: Kind, *, source: int | None = None) -> None:
        """One paragraph that may stand behind quote marks: then each of its lines does."""
        marks = _QUOTE_MARKS.match(text)
        behind = marks[0] if marks and len(marks[0]) <= self._width // 3 else ""
        self._add(text[len(behind) :], kind, behind, source, on_every_line=True)

    def add_listed(self, text: str, source: int, kind: Kind = "plain", *, sign: str = "") -> None:
        """One line of the uncleaned text, by its number from 0, with room before it for a mark."""
        self._add(text, kind, fit(sign, MARGIN), source)

    def pass_over(self) -> None:
        """Count a paragraph that is not shown, so that those after it keep their numbers."""
        self._paragraph += 1

    def _add(
        self, text: str, kind: Kind, margin: str, source: int | None, *, on_every_line: bool = False
    ) -> None:
        indent = cell_width(margin)
        for piece in wrap(text, self._width - indent):
            spans: tuple[tuple[str, Kind], ...] = ((piece, kind),)
            if margin:
                spans = ((margin, "quiet"), *spans)
            self.lines.append(Line(spans, self._paragraph, source))
            margin = margin if on_every_line else " " * indent
        self._paragraph += 1


def unwrapped(lines: list[Line]) -> str:
    """The text of a page, one line a paragraph."""
    paragraphs: dict[int, list[str]] = {}
    for line in lines:
        begun = paragraphs.setdefault(line.paragraph, [])
        begun.append(line.spans[-1][0] if begun else "".join(text for text, _ in line.spans))
    return "\n".join(" ".join(pieces) for pieces in paragraphs.values())
