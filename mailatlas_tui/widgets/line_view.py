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


@dataclass(frozen=True, slots=True)
class Line:
    """Spans of visible text; `paragraph` counts the lines before they were wrapped."""

    spans: tuple[tuple[str, Kind], ...]
    paragraph: int


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
    }

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines: Sequence[Line] = ()

    @property
    def lines(self) -> Sequence[Line]:
        return self._lines

    @property
    def line_width(self) -> int:
        """Cells that a line may take."""
        return self.scrollable_content_region.width

    def show(self, lines: Sequence[Line], *, keep_place: bool = False) -> None:
        """Show these lines from the top, or from the paragraph that is at the top now."""
        top = self.scroll_offset.y
        paragraph = self._lines[top].paragraph if keep_place and top < len(self._lines) else 0
        self._lines = lines
        self.virtual_size = Size(0, len(lines))
        first = bisect_left(lines, paragraph, key=lambda line: line.paragraph)
        self.scroll_to(y=first, animate=False, immediate=True)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        width = self.line_width
        index = self.scroll_offset.y + y
        if index >= len(self._lines):
            return Strip.blank(width, self.rich_style)
        segments = [
            Segment(text, self.get_component_rich_style(f"line--{kind}"))
            for text, kind in self._lines[index].spans
        ]
        return Strip(segments).adjust_cell_length(width, self.rich_style)
