"""Where it is written which part of the log is wanted; the list follows the typing."""

from __future__ import annotations

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from mailatlas_core.errors import QueryError
from mailatlas_core.ports import Clock
from mailatlas_tui.errors import sentence_of
from mailatlas_tui.safe import PlainInput, paragraph
from mailatlas_tui.screens.audit.wanted import EVERYTHING, EXAMPLE, Wanted, read_wanted


class FilterField(PlainInput):
    def __init__(self, *, id: str) -> None:
        super().__init__(placeholder="/ filter", id=id, compact=True, select_on_focus=False)
        self.leads_to: Widget | None = None

    def key_enter(self, event: events.Key) -> None:
        self._leave(event)

    def key_down(self, event: events.Key) -> None:
        self._leave(event)

    def _leave(self, event: events.Key) -> None:
        event.stop()
        self.screen.set_focus(self.leads_to)


class FilterBar(Vertical):
    class Changed(Message):
        """Something else is wanted."""

        def __init__(self, wanted: Wanted) -> None:
            super().__init__()
            self.wanted = wanted

    def __init__(self, clock: Clock, *, id: str) -> None:
        super().__init__(id=id)
        self._clock = clock
        self._wanted = EVERYTHING
        self._field = FilterField(id="filter-input")
        self._line = Static(id="filter-line", markup=False)

    def compose(self) -> ComposeResult:
        yield self._field
        yield self._line

    @property
    def typing(self) -> bool:
        """Whether the keyboard is its own."""
        return self._field.has_focus

    @property
    def is_used(self) -> bool:
        """Whether anything is written there."""
        return bool(self._field.value)

    def lead_to(self, widget: Widget) -> None:
        """Where the keyboard goes when the typing is over."""
        self._field.leads_to = widget

    def start(self) -> None:
        """Take the keyboard, at once: the next key is for the field."""
        self.screen.set_focus(self._field)

    def clear(self) -> None:
        """Let everything be wanted again, and give the keyboard back."""
        self._field.value = ""
        self.screen.set_focus(self._field.leads_to)

    @on(Input.Changed)
    def _read(self) -> None:
        try:
            wanted = read_wanted(self._field.value, self._clock.now())
        except QueryError as error:
            self._say(sentence_of(error), is_wrong=True)
            return
        self._say_what_can_stand_here()
        if wanted != self._wanted:
            self._wanted = wanted
            self.post_message(self.Changed(wanted))

    def on_descendant_focus(self) -> None:
        self._say_what_can_stand_here()

    def on_descendant_blur(self) -> None:
        if not self._line.has_class("-wrong"):
            self._say_what_can_stand_here()

    def _say_what_can_stand_here(self) -> None:
        self._say(EXAMPLE if self.typing and not self._field.value else "")

    def _say(self, sentence: str, *, is_wrong: bool = False) -> None:
        self._line.set_class(is_wrong, "-wrong")
        self._line.update(paragraph(sentence))
