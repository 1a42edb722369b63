"""A dialog that does long work: how far it is, then what came of it. esc cancels, then closes."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from mailatlas_tui.bridge import Answered, Failed, Progressed, Request
from mailatlas_tui.page import Page
from mailatlas_tui.safe import paragraph
from mailatlas_tui.screens.dialogs.dialog import Dialog, sentence_of
from mailatlas_tui.widgets.line_view import Kind, Line, LineView

CHECKED_LINES = 500
"""How many lines are laid out between two looks at whether somebody has cancelled."""

Written = tuple[str, Kind]
"""A line of visible text, and how it looks."""


class LaidOut(Answered[Sequence[Line]]):
    """What came of the work, ready to be shown."""


class WorkDialog(Dialog[None]):
    """Its work is a job of the bridge under the name "work", and says by `progress` how many of
    `count` messages are done."""

    KEYS = "esc cancels"

    def __init__(self, count: int) -> None:
        super().__init__()
        self._count = count
        self._started = False
        self._written: Sequence[Written] = ()
        self._width = 0

    def compose_content(self) -> ComposeResult:
        yield Static("Waiting for other work to end …", classes="state", markup=False)
        yield LineView()

    def start(self) -> None:
        """Ask the bridge for the work."""
        raise NotImplementedError

    def on_mount(self) -> None:
        self.start()

    def action_close(self) -> None:
        bridge = self.atlas.bridge
        if self._started and bridge.cancel(self, "work"):
            self.say_state("Cancelling …")
        else:
            bridge.drop(self, "work")
            self.dismiss(None)

    def say_state(self, sentence: str) -> None:
        self.query_one(".state", Static).update(paragraph(sentence))

    def finish(self, sentence: str, written: Sequence[Written]) -> None:
        """Say what came of it, and below that, in lines, what there is to read."""
        self.say_state(sentence)
        self.show_keys("esc closes")
        self._written = written
        self._width = 0
        self._lay_out()

    def on_resize(self) -> None:
        self._lay_out()

    def _lay_out(self) -> None:
        written, width = self._written, self.query_one(LineView).line_width
        if written and width and width != self._width:
            self._width = width
            self.atlas.bridge.read(
                self, "layout", lambda request: _laid_out(written, width, request), LaidOut
            )

    @on(LaidOut)
    def _show(self, answer: LaidOut) -> None:
        lines = self.query_one(LineView)
        lines.show(answer.value, paragraph=lines.top_paragraph)

    @on(Progressed)
    def _tell_progress(self, message: Progressed) -> None:
        self._started = True
        request = message.request
        done = request.take_state()
        if request.running and not request.cancel.cancelled:  # of work that ends at once it may come last
            self.say_state(f"{done:,} of {self._count:,} …" if self._count > 1 else "Running …")

    @on(Failed)
    def _fail(self, answer: Failed) -> None:
        self.finish(sentence_of(answer.error), ())


def _laid_out(written: Sequence[Written], width: int, request: Request) -> Sequence[Line]:
    page = Page(width)
    for number, (line, kind) in enumerate(written):
        if number % CHECKED_LINES == 0:
            request.cancel.check()
        page.add(line, kind)
    return page.lines
