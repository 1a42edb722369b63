"""The field of the search: what its keys complete, and which searches they bring back."""

from __future__ import annotations

from collections import deque

from textual import events
from textual.message import Message

from mailatlas_core.query.completion import Completion, Known, complete
from mailatlas_core.text import visible
from mailatlas_tui.safe import PlainInput


class SearchField(PlainInput):
    """Its keys are handled here rather than bound, so that they keep their turn among letters typed fast."""

    class Left(Message):
        """The typing is over: on to what was found."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(placeholder="/ search", id=id, compact=True, select_on_focus=False)
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

    def write(self, text: str) -> None:
        """Hold this text, with the cursor behind it."""
        self.value = text
        self.cursor_position = len(self.value)

    def key_tab(self, event: events.Key) -> None:
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

    def key_down(self) -> None:
        """The arrow leads out of the field, too."""
        self.post_message(self.Left())

    def _take(self, event: events.Key) -> None:
        """Write the first candidate; where there is none the key does what it always does."""
        completion = self.completion
        if completion is not None:
            self.replace(completion.candidates[0], completion.start, completion.end)
            event.stop()
