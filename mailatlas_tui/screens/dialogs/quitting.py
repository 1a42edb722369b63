"""Questions that are answered by yes or no."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from mailatlas_tui.safe import paragraph
from mailatlas_tui.screens.dialogs.dialog import Dialog


class YesNoDialog(Dialog[bool]):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "dismiss(True)", "yes"),
        Binding("n", "dismiss(False)", "no"),
    ]

    def __init__(self, sentence: str) -> None:
        super().__init__()
        self._sentence = sentence

    def compose_content(self) -> ComposeResult:
        yield Static(paragraph(self._sentence))


class QuitDialog(YesNoDialog):
    """Asks whether to quit although something is under way."""

    TITLE = "Quit?"
    KEYS = "y quits · n stays"
