"""A list to pick one thing from: a row for each, with what is known of it beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from textual import on

from mailatlas_core.text import cell_width, visible
from mailatlas_tui import glyphs
from mailatlas_tui.safe import cell_segment
from mailatlas_tui.widgets.virtual_list import VirtualList

_SIGNS = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """One row, as text from anywhere: what it is, a note on it, and whether to beware of it."""

    text: str
    note: str = ""
    beware: bool = False


class PickList(VirtualList[Entry]):
    COMPONENT_CLASSES: ClassVar[set[str]] = {"list--warning"}

    def __init__(self, entries: Sequence[Entry] = ()) -> None:
        super().__init__()
        self._entries = entries

    def on_mount(self) -> None:
        self.show_entries(self._entries)

    def show_entries(self, entries: Sequence[Entry]) -> None:
        self._entries = entries
        self.set_class(not entries, "-empty")
        self.forget_rows()
        self.show(range(0, -len(entries), -1))

    @property
    def index(self) -> int | None:
        """Which entry is under the cursor, counted from 0; None where there is none."""
        return None if self.position is None else -self.position

    @on(VirtualList.RowsWanted)
    def _give(self, message: VirtualList.RowsWanted) -> None:
        message.stop()
        asked = [position for position in message.positions if -position < len(self._entries)]
        self.fill(asked, {position: self._entries[-position] for position in asked})

    def render_row(self, row: Entry, width: int, *, cursor: bool) -> list[Segment]:
        names = ("warning" if row.beware else "plain", "quiet")
        plain, quiet = (self.get_component_rich_style(f"list--{name}") for name in names)
        if cursor:
            plain = quiet = self.cursor_style
        sign = f"{glyphs.CURSOR if cursor else ' '}{'!' if row.beware else ' '}"
        note = min(width // 2, self._note_width)
        return [
            cell_segment(sign, _SIGNS, plain),
            cell_segment(row.text, max(1, width - _SIGNS - note - 1), plain),
            cell_segment("", 1, plain),
            *([cell_segment(row.note, note, quiet)] if note > 0 else []),
        ]

    @property
    def _note_width(self) -> int:
        """Cells that the longest note would take, of those near by: they make one column."""
        top = self.scroll_offset.y
        near = self._entries[top : top + self.size.height]
        return max((cell_width(visible(entry.note)) for entry in near), default=0)
