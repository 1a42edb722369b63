"""One message, in the view that was chosen last, laid out anew for every width."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import on

from mailatlas_core.text import visible
from mailatlas_core.workspace import Workspace
from mailatlas_tui.bridge import Answered, Bridge, Failed, Request
from mailatlas_tui.reading import VIEWS, Page, View, message_lines, raw_lines
from mailatlas_tui.widgets.line_view import Line, LineView


@dataclass(frozen=True, slots=True)
class Reading:
    """A message laid out: which one, how, and the lines."""

    id: str
    view: View
    lines: Sequence[Line]


class LaidOut(Answered[Reading]):
    """A message is ready to be shown."""


class Reader(LineView):
    def __init__(self, workspace: Workspace, bridge: Bridge, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._documents = workspace.documents
        self._bridge = bridge
        self._document_id: str | None = None
        self._view: View = "text"
        self._shown: tuple[str, View] | None = None
        self._sentence = ""
        self._width = 0

    @property
    def holds_message(self) -> bool:
        """Whether it shows a message, or is about to."""
        return self._document_id is not None

    @property
    def view(self) -> View:
        return self._view

    def open(self, id: str) -> None:
        """Show this message as soon as it is laid out; until then the one before stays."""
        if id != self._document_id:
            self._document_id = id
            self._lay_out()

    def clear(self, sentence: str) -> None:
        """Show no message, but a sentence that says why."""
        self._bridge.drop(self, "layout")
        self._document_id = self._shown = None
        self._sentence = sentence
        self._lay_out()

    def turn_view(self) -> None:
        """Text, headers, raw source, and text again."""
        self._view = VIEWS[(VIEWS.index(self._view) + 1) % len(VIEWS)]
        self._lay_out()

    def on_resize(self) -> None:
        if self.line_width != self._width:
            self._lay_out()

    def _lay_out(self) -> None:
        self._width = width = self.line_width
        if not width:
            return
        if self._document_id is None:
            page = Page(width)
            page.add(visible(self._sentence), "quiet")
            self.show(page.lines)
            return
        documents, id, view = self._documents, self._document_id, self._view

        def read(request: Request) -> Reading:
            check = request.cancel.check
            if view == "raw":
                return Reading(id, view, raw_lines(documents.raw(id, cancel=request.cancel), width, check))
            return Reading(
                id, view, message_lines(documents.get(id, cancel=request.cancel), view, width, check)
            )

        self._bridge.read(self, "layout", read, LaidOut)

    @on(LaidOut)
    def _show(self, answer: LaidOut) -> None:
        reading = answer.value
        before, self._shown = self._shown, (reading.id, reading.view)
        self.show(reading.lines, keep_place=self._shown == before)

    @on(Failed)
    def _fail(self, answer: Failed) -> None:
        self.clear(f"{answer.error.message} {answer.error.hint or ''}")
