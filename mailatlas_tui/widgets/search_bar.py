"""Where a search is typed: it follows the typing, and says below what it did not understand."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input, Static

from mailatlas_tui.safe import PlainInput, paragraph

PAUSE_SECONDS = 0.08
"""How long the typing must rest before a search starts."""


class SearchBar(Vertical):
    class Changed(Message):
        """There is something else to search for."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Done(Message):
        """The typing is over: on to what was found."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.text = ""
        self._pause: Timer | None = None

    def compose(self) -> ComposeResult:
        yield PlainInput(placeholder="/ search", id="search-input", compact=True, select_on_focus=False)
        yield Static(id="search-error")

    @property
    def typing(self) -> bool:
        """Whether the keyboard is its own."""
        return self.query_one(Input).has_focus

    def start(self) -> None:
        """Take the keyboard, at once: the next key is for the field."""
        self.screen.set_focus(self.query_one(Input))

    def clear(self) -> None:
        """Search for nothing, at once."""
        self.query_one(Input).value = ""
        self._announce()

    def complain(self, sentence: str) -> None:
        """Say what was not understood; nothing takes it away."""
        error = self.query_one("#search-error", Static)
        error.update(paragraph(sentence))
        error.display = bool(sentence)

    @on(Input.Changed)
    def _wait(self) -> None:
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(PAUSE_SECONDS, self._announce)

    @on(Input.Submitted)
    def _finish(self) -> None:
        self._announce()
        self.post_message(self.Done())

    def key_down(self) -> None:
        """The arrow leads out of the field, too."""
        self._finish()

    def _announce(self) -> None:
        if self._pause is not None:
            self._pause.stop()
        text = self.query_one(Input).value
        if text != self.text:
            self.text = text
            self.post_message(self.Changed(text))
