"""Lines of text that somebody else has laid out; a million of them cost what a screenful costs."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from mailatlas_core.query.highlight import find
from mailatlas_core.query.tree import Everything, Query
from mailatlas_tui.glyphs import CURSOR

Kind = Literal["plain", "strong", "quiet", "aside", "warning", "found"]
"""How text looks. What is `quiet` are our own words; an `aside` is the message's, but matters less."""

MARGIN = 2
"""Cells before a line that can be marked."""

_MARK = CURSOR.ljust(MARGIN)


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
        "line--aside",
        "line--warning",
        "line--found",
        "line--marked",
    }

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines: Sequence[Line] = ()
        self._marked: int | None = None
        self._sought: Query = Everything()

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
        top = bisect_left(lines, paragraph, key=lambda line: line.paragraph)
        if 0 < top < len(lines) and lines[top].paragraph > paragraph:
            top -= 1  # it is folded away, into the line before
        self.show_line(top)
        self.refresh()

    def show_line(self, index: int) -> None:
        """Bring a line to the top, as far as it can go."""
        self.scroll_to(y=max(0, index), animate=False, immediate=True)

    def show_found(self, query: Query) -> None:
        """Point out the words that a query finds, wherever they come into view."""
        self._sought = query
        self.refresh()

    def mark(self, source: int | None) -> None:
        """Mark the lines with that source, and no other."""
        self._marked = source
        self.refresh()

    def render_line(self, y: int) -> Strip:
        width = self.line_width
        index = self.scroll_offset.y + y
        if index >= len(self._lines):
            return Strip.blank(width, self.rich_style)
        return Strip(list(self._segments(index))).adjust_cell_length(width, self.rich_style)

    def _segments(self, index: int) -> Iterator[Segment]:
        line = self._lines[index]
        *margins, (text, kind) = line.spans
        style = self.get_component_rich_style(f"line--{kind}")
        if line.source is not None and line.source == self._marked:
            style = self.get_component_rich_style("line--marked")
            yield Segment(_MARK, style)
        else:
            for margin, look in margins:
                yield Segment(margin, self.get_component_rich_style(f"line--{look}"))
        end = 0
        for first, last in () if kind == "quiet" else self._found(index):
            yield Segment(text[end:first], style)
            yield Segment(text[max(end, first) : last], self.get_component_rich_style("line--found"))
            end = max(end, last)
        yield Segment(text[end:], style)

    def _found(self, index: int) -> list[tuple[int, int]]:
        """The spans of a line's text that the query finds, phrases that go on in the next line too."""
        before, text, after = (self._text_near(index, step) for step in (-1, 0, 1))
        start = len(before) + 1
        found = find(f"{before} {text} {after}", self._sought)
        moved = ((max(0, first - start), min(len(text), last - start)) for first, last in found)
        return [(first, last) for first, last in moved if first < last]

    def _text_near(self, index: int, step: int) -> str:
        """The text of the line that is `step` further, where it is of the same paragraph."""
        near = index + step
        if 0 <= near < len(self._lines) and self._lines[near].paragraph == self._lines[index].paragraph:
            return self._lines[near].spans[-1][0]
        return ""
