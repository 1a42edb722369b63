"""Lines of text that somebody else has laid out; a million of them cost what a screenful costs."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

Kind = Literal["plain", "strong", "quiet", "quote", "warning"]

MARGIN = 2
"""Cells before a line that can be marked."""

_MARK = "▸".ljust(MARGIN)


@dataclass(frozen=True, slots=True)
class Line:
    """Spans of visible text; `paragraph` counts the lines before they were wrapped, and `source` is
    the number, from 0, of the line of a message's uncleaned text that it shows."""

    spans: tuple[tuple[str, Kind], ...]
    paragraph: int
    source: int | None = None


class LineView(ScrollView, can_focus=True):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "scroll_up", "Up", show=False),
        Binding("down,j", "scroll_down", "Down", show=False),
        Binding("pageup", "page_up", "Page up", show=False),
        Binding("pagedown,space", "page_down", "Page down", show=False),
        Binding("home,g", "scroll_home", "First", show=False),
        Binding("end,G", "scroll_end", "Last", show=False),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "line--plain",
        "line--strong",
        "line--quiet",
        "line--quote",
        "line--warning",
        "line--marked",
    }

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines: Sequence[Line] = ()
        self._marked: int | None = None

    @property
    def lines(self) -> Sequence[Line]:
        return self._lines

    @property
    def line_width(self) -> int:
        """Cells that a line may take."""
        return self.scrollable_content_region.width

    @property
    def top_paragraph(self) -> int:
        """The paragraph whose line is the first in view."""
        top = self.scroll_offset.y
        return self._lines[top].paragraph if top < len(self._lines) else 0

    @property
    def marked(self) -> int | None:
        """The source of the lines that are marked."""
        return self._marked

    def show(self, lines: Sequence[Line], *, paragraph: int = 0, marked: int | None = None) -> None:
        """Show these lines with that paragraph at the top, those with the source `marked` marked."""
        self._lines, self._marked = lines, marked
        self.virtual_size = Size(0, len(lines))
        self.show_line(bisect_left(lines, paragraph, key=lambda line: line.paragraph))
        self.refresh()

    def show_line(self, index: int) -> None:
        """Bring a line to the top, as far as it can go."""
        self.scroll_to(y=max(0, index), animate=False, immediate=True)

    def mark(self, source: int | None) -> None:
        """Mark the lines with that source, and no other."""
        self._marked = source
        self.refresh()

    def render_line(self, y: int) -> Strip:
        width = self.line_width
        index = self.scroll_offset.y + y
        if index >= len(self._lines):
            return Strip.blank(width, self.rich_style)
        line = self._lines[index]
        segments = [
            Segment(text, self.get_component_rich_style(f"line--{kind}")) for text, kind in line.spans
        ]
        if line.source is not None and line.source == self._marked:
            marked = self.get_component_rich_style("line--marked")
            segments = [Segment(_MARK, marked), *(Segment(each.text, marked) for each in segments[1:])]
        return Strip(segments).adjust_cell_length(width, self.rich_style)
