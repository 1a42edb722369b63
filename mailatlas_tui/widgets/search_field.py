"""The field of the search: what its keys complete, and which searches they bring back."""

from __future__ import annotations

from collections import deque

from textual import events
from textual.message import Message
from textual.widget import Widget

from mailatlas_core.errors import QueryError
from mailatlas_core.query.completion import Completion, Known, complete
from mailatlas_core.query.parse import parse_query
from mailatlas_core.text import visible
from mailatlas_tui.safe import PlainInput


class SearchField(PlainInput):
    """enter and down give the keyboard to the widget that the field `leads_to`, unless the query is wrong."""

    class Wrong(Message):
        """What was typed cannot be understood, and so the field keeps the keyboard."""

        def __init__(self, error: QueryError) -> None:
            super().__init__()
            self.error = error

    class Left(Message):
        """The typing is over: on to what was found."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(placeholder="/ search", id=id, compact=True, select_on_focus=False)
        self.leads_to: Widget | None = None
        self._known = Known()
        self._kept: list[str] = []
        self._recalled: deque[str] = deque()

    @property
    def known(self) -> Known:
        """The names to complete with, without those that the field cannot hold as they are."""
        return self._known

    @known.setter
    def known(self, known: Known) -> None:
        names = (known.tags, known.folders, known.accounts)
        self._known = Known(*(tuple(name for name in each if visible(name) == name) for each in names))

    @property
    def completion(self) -> Completion | None:
        """How the word before the cursor may go on."""
        return complete(self.value, self.cursor_position, self._known) if self.value else None

    def keep(self) -> None:
        """Remember what is searched for, as the newest of the earlier searches."""
        self._recalled.clear()
        if self.value.strip():
            self._kept = [*(text for text in self._kept if text != self.value), self.value]

    def validate_value(self, value: str) -> str:
        """Without what nobody sees: mail is found without it, too."""
        return visible(value)

    def write(self, text: str) -> None:
        """Hold this text, with the cursor behind it."""
        self.value = text
        self.cursor_position = len(self.value)

    def key_tab(self, event: events.Key) -> None:
        """It only completes: of a word half typed, the other half must not become commands."""
        event.stop()
        event.prevent_default()
        self._take(event)

    def key_right(self, event: events.Key) -> None:
        if self.cursor_position == len(self.value):
            self._take(event)

    def key_up(self) -> None:
        """The search before; behind the oldest comes what was typed."""
        if not self._recalled:
            self._recalled.extend([*(text for text in self._kept if text != self.value), self.value])
        self._recalled.rotate()
        self.write(self._recalled[-1])

    def key_enter(self, event: events.Key) -> None:
        self._leave(event)

    def key_down(self, event: events.Key) -> None:
        """The arrow leads out of the field, too."""
        self._leave(event)

    def _leave(self, event: events.Key) -> None:
        event.stop()
        try:
            parse_query(self.value)
        except QueryError as error:
            self.post_message(self.Wrong(error))
        else:
            self.screen.set_focus(self.leads_to)
            self.post_message(self.Left())

    def _take(self, event: events.Key) -> None:
        """Write the first candidate; where there is none the key does what it always does."""
        completion = self.completion
        if completion is not None:
            self.replace(completion.candidates[0], completion.start, completion.end)
            event.stop()
