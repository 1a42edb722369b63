"""A dialog that does long work: how far it is, then what came of it. esc cancels, then closes."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from mailatlas_tui.bridge import Failed, Progressed
from mailatlas_tui.errors import sentence_of
from mailatlas_tui.safe import paragraph
from mailatlas_tui.screens.dialogs.dialog import Dialog
from mailatlas_tui.widgets.written_view import Written, WrittenView


class WorkDialog(Dialog[None]):
    """Its work is a job of the bridge under the name "work", and says by `progress` how many of
    `count` messages are done."""

    KEYS = "esc cancels"

    def __init__(self, count: int) -> None:
        super().__init__()
        self._count = count
        self._started = False

    def compose_content(self) -> ComposeResult:
        yield Static("Waiting for other work to end …", classes="state", markup=False)
        yield WrittenView(self.atlas.bridge)

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
        self.query_one(WrittenView).write(written)

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
