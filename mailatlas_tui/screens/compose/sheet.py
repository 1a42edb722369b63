"""A dialog over the whole height of the screen, to be read to its end."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.widget import Widget

from mailatlas_tui.screens.dialogs.dialog import Dialog, Result
from mailatlas_tui.widgets.written_view import Written, WrittenView
from mailatlas_tui.wrapping import Lines

_MORE = "more below"


class SheetView(WrittenView):
    """Says in the frame around it whether there is more below what is in view."""

    def show(self, lines: Lines, *, paragraph: int = 0, marked: int | None = None) -> None:
        super().show(lines, paragraph=paragraph, marked=marked)
        self.call_after_refresh(self._tell_rest)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self._tell_rest()

    def _tell_rest(self) -> None:
        end = self.scroll_offset.y + self.scrollable_content_region.height
        frame = self.parent
        if isinstance(frame, Widget):
            frame.border_subtitle = _MORE if end < len(self.lines) else ""


class Sheet(Dialog[Result]):
    def __init__(self, title: str, written: Sequence[Written] = ()) -> None:
        super().__init__(classes="-sheet")
        self._title = title
        self._written = written

    def compose_content(self) -> ComposeResult:
        yield SheetView(self.atlas.bridge, self._written)

    def on_mount(self) -> None:
        self.query_one(".dialog").border_title = self._title
