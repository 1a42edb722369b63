"""All keys and what they do."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from mailatlas_tui.commands import COMMANDS, PLACES
from mailatlas_tui.page import Page
from mailatlas_tui.widgets.line_view import LineView

if TYPE_CHECKING:
    from mailatlas_tui.app import MailAtlasApp

_MOVING = (
    ("↑ ↓  k j", "One row or line."),
    ("PgUp PgDn", "One page."),
    ("Home End", "The first or the last; g G too, but in Accounts."),
    ("tab", "From the list to the reader and back."),
)
_KEYS = 16


class HelpScreen(ModalScreen[None]):
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,question_mark,q", "dismiss", "close")]

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = "Help"
            dialog.border_subtitle = "esc closes"
            yield LineView()

    def on_resize(self) -> None:
        lines = self.query_one(LineView)
        page = Page(lines.line_width)
        keymap = cast("MailAtlasApp", self.app).keymap
        for place, title in PLACES.items():
            page.add(title, "strong")
            for command in COMMANDS:
                if command.place == place:
                    page.add(f"{command.name}. {command.help}", label=keymap.shown(command).ljust(_KEYS))
            page.add("")
        page.add("Moving", "strong")
        for keys, meaning in _MOVING:
            page.add(meaning, label=keys.ljust(_KEYS))
        lines.show(page.lines)
