"""The small questions of the composer: which identity, which file, which password, whether at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static

from mailatlas_core.outbound.model import Enclosure
from mailatlas_core.secrets import Secret
from mailatlas_tui.envelope import size
from mailatlas_tui.safe import paragraph
from mailatlas_tui.screens.dialogs.asking import PathDialog
from mailatlas_tui.screens.dialogs.dialog import Dialog
from mailatlas_tui.screens.dialogs.menu import MenuDialog
from mailatlas_tui.screens.dialogs.pick_list import Entry, PickList
from mailatlas_tui.screens.dialogs.quitting import YesNoDialog


class IdentityDialog(MenuDialog[int]):
    """Its result is the number of the entry, from 0."""

    TITLE = "Write as"
    KEYS = "enter or a number chooses · esc closes"

    def chosen(self, index: int) -> None:
        self.dismiss(index)


class AttachDialog(PathDialog):
    TITLE = "Attach"
    KEYS = "enter attaches · tab completes · esc closes"
    PLACEHOLDER = "~/report.pdf"

    def __init__(self) -> None:
        super().__init__("A file, of which a copy is kept with the draft:")


@dataclass(frozen=True, slots=True)
class Enclosed:
    """What goes with the text of a draft; `adds` says that another file is wanted."""

    attachments: tuple[Enclosure, ...]
    html: str | None
    adds: bool = False


class EnclosuresDialog(Dialog[Enclosed]):
    """Its result is what is left of what went with the text."""

    TITLE = "Attached"
    KEYS = "a attaches a file · x takes one away · esc closes"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "add", "add"),
        Binding("x,delete", "remove", "remove"),
    ]

    def __init__(self, enclosed: Enclosed) -> None:
        super().__init__()
        self._enclosed = enclosed

    def compose_content(self) -> ComposeResult:
        yield PickList(list(self._entries()))

    def action_close(self) -> None:
        self.dismiss(self._enclosed)

    def action_add(self) -> None:
        self.dismiss(replace(self._enclosed, adds=True))

    def action_remove(self) -> None:
        listed, kept = self.query_one(PickList), self._enclosed.attachments
        index = listed.index
        if index is None:
            return
        if index < len(kept):
            self._enclosed = replace(self._enclosed, attachments=(*kept[:index], *kept[index + 1 :]))
        else:
            self._enclosed = replace(self._enclosed, html=None)
        listed.show_entries(list(self._entries()))

    def _entries(self) -> Iterator[Entry]:
        for each in self._enclosed.attachments:
            yield Entry(each.filename, f"{size(each.size)}  {each.mime_type}")
        if self._enclosed.html is not None:
            yield Entry("(the text as HTML)", f"{len(self._enclosed.html):,} characters")


class DiscardDialog(YesNoDialog):
    TITLE = "Reject?"
    KEYS = "y rejects it · n keeps it"

    def __init__(self, subject: str) -> None:
        super().__init__(f"“{subject}” will never go out. It stays in the list, and can be copied.")


class PasswordDialog(Dialog[Secret]):
    """Asks for a password, which stays in memory until the program ends."""

    TITLE = "Password"
    KEYS = "enter goes on · esc closes"

    def __init__(self, sentence: str) -> None:
        super().__init__()
        self._sentence = sentence

    def compose_content(self) -> ComposeResult:
        yield Static(paragraph(self._sentence))
        yield Static(paragraph("It is kept for this session only, and written nowhere."))
        yield Input(password=True, compact=True)

    @on(Input.Submitted)
    def _answer(self, message: Input.Submitted) -> None:
        if message.value:
            self.dismiss(Secret(message.value))
