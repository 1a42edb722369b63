"""Lines of visible text that are laid out anew for every width, by the bridge's threads."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on

from mailatlas_tui.bridge import Answered, Bridge, Request
from mailatlas_tui.page import Page
from mailatlas_tui.reading import CHECKED_LINES
from mailatlas_tui.widgets.line_view import LineView
from mailatlas_tui.wrapping import Kind, Lines

Written = tuple[str, Kind] | tuple[str, Kind, str]
"""A line of visible text, how it looks, and the label that it stands behind, if any."""


class LaidOut(Answered[Lines]):
    """What was written is ready to be shown."""


class WrittenView(LineView):
    def __init__(self, bridge: Bridge, written: Sequence[Written] = ()) -> None:
        super().__init__()
        self._bridge = bridge
        self._written = written
        self._width = 0
        self.is_laid_out = False
        """Whether it shows what was written last."""

    def write(self, written: Sequence[Written]) -> None:
        """Show these lines."""
        self._written, self._width, self.is_laid_out = written, 0, False
        self._lay_out()

    def on_resize(self) -> None:
        self._lay_out()

    def _lay_out(self) -> None:
        written, width = self._written, self.line_width
        if width and width != self._width:
            self._width = width
            self._bridge.read(self, "layout", lambda request: _laid_out(written, width, request), LaidOut)

    @on(LaidOut)
    def _show(self, answer: LaidOut) -> None:
        self.is_laid_out = True
        self.show(answer.value, paragraph=self.top_paragraph)


def _laid_out(written: Sequence[Written], width: int, request: Request) -> Lines:
    page = Page(width)
    for number, (line, kind, *labels) in enumerate(written):
        if number % CHECKED_LINES == 0:
            request.cancel.check()
        page.add(line, kind, label="".join(labels))
    return page.lines
