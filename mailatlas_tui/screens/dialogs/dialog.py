"""What all dialogs have in common: a frame, a line for what is to be told, the keys at the bottom."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, TypeVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.scroll_view import ScrollView
from textual.widgets import Static

from mailatlas_core.errors import MailAtlasError, PathUnwritable
from mailatlas_core.paths import expanded
from mailatlas_core.workspace import Workspace
from mailatlas_tui.errors import sentence_of
from mailatlas_tui.safe import paragraph

if TYPE_CHECKING:
    from mailatlas_tui.app import MailAtlasApp

Result = TypeVar("Result")

_EXPORTS = "exports"

SHORT = 20
"""Below this many lines a dialog does without the room around its contents."""


@dataclass
class Remembered:
    """What was answered last in this session, to be offered again."""

    folder: str
    command: str = ""


class Dialog(ModalScreen[Result]):
    """`TITLE` stands in the frame and `KEYS` at the bottom; None is the result of one that is closed."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", "close")]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (SHORT, "-high")]  # noqa: RUF012
    KEYS: ClassVar[str] = "esc closes"

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = self.TITLE
            yield from self.compose_content()
            yield Static(classes="told", markup=False)
            yield Static(self.KEYS, classes="hint", markup=False)

    def compose_content(self) -> ComposeResult:
        """What the dialog is about."""
        raise NotImplementedError

    def on_mount(self) -> None:
        self.set_class(bool(self.query(ScrollView)), "-listing")

    @property
    def atlas(self) -> MailAtlasApp:
        """The app, with the workspace and the bridge."""
        return cast("MailAtlasApp", self.app)

    def tell(self, sentence: str) -> None:
        """Say what has happened, until something else has."""
        told = self.query_one(".told", Static)
        told.update(paragraph(sentence))
        told.display = bool(sentence)

    def tell_error(self, error: MailAtlasError) -> None:
        self.tell(sentence_of(error))

    def show_keys(self, keys: str) -> None:
        self.query_one(".hint", Static).update(keys)

    def action_close(self) -> None:
        self.dismiss(None)


def own_place(workspace: Workspace) -> str:
    """The workspace's folder for exports, as people write it."""
    return f"{with_tilde(workspace.root / _EXPORTS)}/"


def place_of(written: str, workspace: Workspace) -> Path | None:
    """The place that is meant; None for the workspace's own folder, which need not be there yet.

    Looks at the disk, so it is for the bridge's threads. Raises `PathUnwritable` for a folder, told by
    its / at the end, that is not there.
    """
    path = expanded(written)
    if not written or path == workspace.root / _EXPORTS:
        return None
    if written.endswith("/") and not path.is_dir():
        raise PathUnwritable(f"There is no folder {written}.", hint="Name one that is there.")
    return path


def with_tilde(path: Path) -> str:
    """A path as people write it, with ~ for the home."""
    home = Path.home()
    return f"~/{path.relative_to(home)}" if path.is_relative_to(home) else str(path)
