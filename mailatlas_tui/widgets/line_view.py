"""Lines of a page, in which one can scroll; a million of them cost what a screenful costs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.scroll_view import ScrollView
from textual.strip import Strip

from mailatlas_core.query.highlight import find
from mailatlas_core.query.tree import Everything, Query
from mailatlas_tui.glyphs import CURSOR
from mailatlas_tui.page import MARGIN
from mailatlas_tui.widgets.scrolling import set_length
from mailatlas_tui.wrapping import Lines

_MARK = CURSOR.ljust(MARGIN)


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
        self._lines = Lines()
        self._marked: int | None = None
        self._sought: Query = Everything()

    @property
    def lines(self) -> Lines:
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

    def show(self, lines: Lines, *, paragraph: int = 0, marked: int | None = None) -> None:
        """Show these lines with that paragraph at the top, those with the source `marked` marked."""
        self._lines, self._marked = lines, marked
        self.show_line(lines.first_line_of(paragraph))
        self.refresh()

    def show_line(self, index: int) -> None:
        """Bring a line to the top, as far as it can go."""
        is_end = index >= len(self._lines)
        top = self._lines.settle(max(0, min(index, len(self._lines) - self._page)), self._page)
        set_length(self, len(self._lines))
        self.scroll_to(y=len(self._lines) if is_end else top, animate=False, immediate=True)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Wrap what comes into view, before it does; the line at the top stays there."""
        super().watch_scroll_y(old_value, new_value)
        top = self._lines.settle(self.scroll_offset.y, self._page)
        set_length(self, len(self._lines))
        if top != self.scroll_offset.y:
            self.scroll_to(y=top, animate=False, immediate=True)

    def action_scroll_up(self) -> None:
        self._move(-1)

    def action_scroll_down(self) -> None:
        self._move(1)

    def action_page_up(self) -> None:
        self._move(-self._page)

    def action_page_down(self) -> None:
        self._move(self._page)

    def _move(self, lines: int) -> None:
        """At once: what is wrapped on the way moves the lines, and so would end an animation short."""
        self.scroll_to(y=self.scroll_offset.y + lines, animate=False, immediate=True)

    def action_scroll_end(self) -> None:
        """At once: what is passed over need not be wrapped."""
        self.show_line(len(self._lines))

    @property
    def _page(self) -> int:
        return self.scrollable_content_region.height

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
        plain = self.get_component_rich_style("line--plain")
        if index >= len(self._lines):
            return Strip.blank(width, plain)
        return Strip(list(self._segments(index))).adjust_cell_length(width, plain)

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
