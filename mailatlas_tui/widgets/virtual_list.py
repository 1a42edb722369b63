"""A list that knows the ids of all its rows, but only the rows that were looked at.

It draws lines, so a million rows cost what a screenful costs. Rows that it lacks are asked for
by `RowsWanted` and given by `fill`; until then their place is held. Positions are unique and
descend, as those of the store do, so a row is found again when the list changes around it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from operator import neg
from typing import ClassVar, Generic, TypeVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.cache import LRUCache
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from mailatlas_core.text import visible_lines, wrap
from mailatlas_tui.widgets.scrolling import set_length

KEPT_ROWS = 4096

PAGES_AHEAD = 3
"""Screens above and below what is seen whose rows are asked for together."""

Row = TypeVar("Row")


class VirtualList(ScrollView, Generic[Row], can_focus=True):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("pageup", "move_page(-1)", "Page up", show=False),
        Binding("pagedown,space", "move_page(1)", "Page down", show=False),
        Binding("home,g", "move_to_end(0)", "First", show=False),
        Binding("end,G", "move_to_end(-1)", "Last", show=False),
    ]

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "list--quiet",
        "list--plain",
        "list--cursor",
        "list--cursor-focus",
    }

    class RowsWanted(Message):
        """Rows that are about to be seen and are not here."""

        def __init__(self, positions: list[int]) -> None:
            super().__init__()
            self.positions = positions

    class Highlighted(Message):
        """The cursor went to another row, or there is none any more."""

    class Opened(Message):
        """A row was clicked twice."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._positions: Sequence[int] = ()
        self._rows: LRUCache[int, Row | None] = LRUCache(KEPT_ROWS)
        self._asked: set[int] = set()
        self._cursor = 0
        self._empty = ""

    # what it shows

    def show(self, positions: Sequence[int], place: int | None = None, *, more: bool = False) -> None:
        """Show these rows; the cursor goes to the row of `place`, or next to where that was.

        Where `more` will follow, the list stays at least as long as it was until they are known: with
        every letter of a search, its scrollbar would jump there and back.

        The row under the cursor stays on the screen line that it is on; but who sees the top of the list
        goes on seeing it, as far as the cursor stays in view: new rows come there.
        """
        top = self.scroll_offset.y
        line = self._cursor - top
        before = self.position
        self._positions = positions
        self._asked.clear()
        set_length(self, max(len(positions), self.virtual_size.height) if more else len(positions))
        index = 0 if place is None else bisect_left(positions, -place, key=neg)
        self._cursor = max(0, min(index, len(positions) - 1))
        self.scroll_to(y=max(0, self._cursor - line) if top else 0, animate=False, immediate=True)
        self._show_cursor()
        self.refresh()
        if self.position != before:
            self.post_message(self.Highlighted())

    def say_when_empty(self, text: str) -> None:
        """What stands in the place of the rows when there are none."""
        self._empty = text
        self.refresh()

    def fill(self, asked: Sequence[int], rows: Mapping[int, Row]) -> None:
        """Rows that were asked for; one that did not come has vanished since."""
        for position in asked:
            self._rows.discard(position)  # a cache of Textual's never changes what it has
            self._rows[position] = rows.get(position)
        self._asked.difference_update(asked)
        self.refresh()

    def forget_rows(self) -> None:
        """Ask for every row anew when it is seen: what it shows may have changed."""
        self._rows.clear()
        self._asked.clear()
        self.refresh()

    @property
    def position(self) -> int | None:
        """The position of the row under the cursor, None where the list is empty."""
        return self._positions[self._cursor] if self._positions else None

    @property
    def positions(self) -> Sequence[int]:
        return self._positions

    def row(self, position: int) -> Row | None:
        """The row, if it is here."""
        return self._rows.get(position)

    # what it draws

    def render_row(self, row: Row, width: int, *, cursor: bool) -> list[Segment]:
        """One row as segments of exactly `width` cells, made by `safe`."""
        raise NotImplementedError

    def render_line(self, y: int) -> Strip:
        index = self.scroll_offset.y + y
        width = self.scrollable_content_region.width
        if not self._positions:
            return self._render_empty(y - 1, width)
        if index >= len(self._positions):
            return Strip.blank(width, self.rich_style)
        position = self._positions[index]
        if position not in self._rows:
            self._ask()
            return Strip([Segment("   ·".ljust(width)[:width], self.rich_style)], width)
        row = self._rows[position]
        if row is None:
            return Strip([Segment("   (gone)".ljust(width)[:width], self.rich_style)], width)
        return Strip(self.render_row(row, width, cursor=index == self._cursor), width)

    @property
    def cursor_style(self) -> Style:
        """How the row under the cursor looks, all of it."""
        return self.get_component_rich_style("list--cursor-focus" if self.has_focus else "list--cursor")

    def _render_empty(self, line: int, width: int) -> Strip:
        lines = [piece for each in visible_lines(self._empty) for piece in wrap(each, max(2, width - 4))]
        text = lines[line] if 0 <= line < len(lines) else ""
        quiet = self.get_component_rich_style("list--quiet")
        return Strip([Segment(f"  {text}", quiet)]).adjust_cell_length(width, self.rich_style)

    def renew(self) -> None:
        """Read anew what the rows say. Those in view stay until then; others are read when seen."""
        wanted = list(self._around())
        kept = {position: self._rows[position] for position in wanted if position in self._rows}
        self._rows.clear()
        for position, row in kept.items():
            self._rows[position] = row
        self._asked = set(wanted)
        self.call_next(self._want, wanted)

    def _around(self, pages: int = 1) -> Sequence[int]:
        """What is on the screen and on so many screens above and below, and the cursor's row even where
        nothing is displayed."""
        top, page = self.scroll_offset.y, self.size.height
        first, end = max(0, top - pages * page), top + (1 + pages) * page
        around = self._positions[first:end]
        hidden = self._positions and not first <= self._cursor < end
        return [*around, self._positions[self._cursor]] if hidden else around

    def _ask(self) -> None:
        """Ask for what is missing around what is seen: when a screen next to it has not all of its rows,
        for those of several, so that going on page by page finds them there."""
        if all(position in self._rows for position in self._around()):
            return
        wanted = [position for position in self._around(PAGES_AHEAD) if position not in self._rows]
        # Whoever answers may drop what was asked before, so the new question holds all that is missing.
        if not self._asked.issuperset(wanted):
            self._asked = set(wanted)
            # Posted while the parent paints, it would count as the parent's own and not reach it.
            self.call_next(self._want, wanted)

    def _want(self, positions: list[int]) -> None:
        self.post_message(self.RowsWanted(positions))

    # where the cursor is

    def move_to(self, index: int) -> None:
        index = max(0, min(index, len(self._positions) - 1))
        if index != self._cursor:
            self.refresh_line(self._cursor)
            self._cursor = index
            self.refresh_line(index)
            self.post_message(self.Highlighted())
        self._show_cursor()
        self._ask()

    def _show_cursor(self) -> None:
        height = self.size.height
        top = self.scroll_offset.y
        if height and not top <= self._cursor < top + height:
            target = self._cursor if self._cursor < top else self._cursor - height + 1
            self.scroll_to(y=target, animate=False, immediate=True)

    def on_resize(self) -> None:
        self._show_cursor()

    def on_click(self, event: events.Click) -> None:
        self.move_to(self.scroll_offset.y + event.y)
        if event.chain == 2:
            self.post_message(self.Opened())

    def action_move(self, rows: int) -> None:
        self.move_to(self._cursor + rows)

    def action_move_page(self, pages: int) -> None:
        self.move_to(self._cursor + pages * max(1, self.size.height - 1))

    def action_move_to_end(self, end: int) -> None:
        self.move_to(0 if end == 0 else len(self._positions) - 1)
