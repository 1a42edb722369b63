"""Dialogs: what to ingest, what could not be read, whether to quit. esc closes each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from mailatlas_core.models import IngestProblem
from mailatlas_core.text import visible
from mailatlas_tui.page import Page
from mailatlas_tui.safe import PlainInput
from mailatlas_tui.widgets.line_view import LineView

_CLOSE = Binding("escape", "dismiss", "close")


class IngestDialog(ModalScreen[str]):
    """Asks for a path; its result is what was typed, None if nothing is to be done."""

    BINDINGS: ClassVar[list[BindingType]] = [_CLOSE]

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = "Ingest"
            yield Static("An .eml file, an mbox archive, a Maildir, or a folder of them:", markup=False)
            yield PlainInput(placeholder="~/Mail/archive.mbox", id="path", compact=True)
            yield Static("enter starts · esc closes", classes="hint", markup=False)

    @on(Input.Submitted)
    def _answer(self, message: Input.Submitted) -> None:
        self.dismiss(_unquoted(message.value.strip()))


class ProblemsDialog(ModalScreen[None]):
    """Lists the paths that an ingest could not read, and why."""

    BINDINGS: ClassVar[list[BindingType]] = [_CLOSE]

    def __init__(self, problems: Sequence[IngestProblem]) -> None:
        super().__init__()
        self._problems = problems

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -tall") as dialog:
            dialog.border_title = "Could not be read"
            yield LineView()
            yield Static("esc closes", classes="hint", markup=False)

    def on_resize(self) -> None:
        lines = self.query_one(LineView)
        page = Page(lines.line_width)
        for problem in self._problems:
            page.add(visible(problem.path), "strong")
            page.add(visible(problem.error), "quiet")
            page.add("")
        lines.show(page.lines)


class QuitDialog(ModalScreen[bool]):
    """Asks whether to quit although work runs."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "dismiss(True)", "quit"),
        Binding("n", "dismiss(False)", "stay"),
        Binding("escape", "dismiss(False)", "stay", show=False),
    ]

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = "Quit?"
            yield Static("An ingest runs. Quitting cancels it; what was finished is kept.", markup=False)
            yield Static("y quits · n stays", classes="hint", markup=False)


def _unquoted(path: str) -> str:
    """A path without the quotes that a terminal puts round one that is dropped on it."""
    quoted = len(path) > 1 and path[0] == path[-1] and path[0] in "'\""
    return path[1:-1] if quoted else path
