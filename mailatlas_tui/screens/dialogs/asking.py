"""Dialogs that ask for a line: a path, a command."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input, Static

from mailatlas_tui.safe import PlainInput, paragraph
from mailatlas_tui.screens.dialogs.dialog import Dialog
from mailatlas_tui.screens.dialogs.path_field import PathField


class PathDialog(Dialog[str]):
    """Asks for a path; its result is what was written, None if nothing is to be done."""

    KEYS = "enter goes on · tab completes · esc closes"
    PLACEHOLDER: ClassVar[str] = ""

    def __init__(self, sentence: str, value: str = "") -> None:
        super().__init__()
        self._sentence = sentence
        self._value = value

    def compose_content(self) -> ComposeResult:
        yield Static(paragraph(self._sentence))
        yield PathField(self.atlas.bridge, self._value, self.PLACEHOLDER)

    @on(Input.Submitted)
    def _answer(self) -> None:
        self.dismiss(self.query_one(PathField).value)


class SaveDialog(PathDialog):
    TITLE = "Save"
    KEYS = "enter saves · tab completes · esc closes"


class CommandDialog(Dialog[str]):
    """Asks for a command line; its result is None if nothing is to be done."""

    TITLE = "Pipe to a command"
    KEYS = "enter runs it · esc closes"

    def __init__(self, what: str, command: str) -> None:
        super().__init__()
        self._what = what
        self._command = command

    def compose_content(self) -> ComposeResult:
        yield Static(paragraph(f"A command that gets {self._what} on its standard input, run by /bin/sh:"))
        yield PlainInput(self._command, "grep -c ^Received", compact=True)

    @on(Input.Submitted)
    def _answer(self, message: Input.Submitted) -> None:
        self.dismiss(message.value.strip())
