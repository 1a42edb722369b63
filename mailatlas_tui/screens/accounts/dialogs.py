"""The questions of the room of accounts: a password, and whether something is really wanted."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static

from mailatlas_core.receive.model import AccountStatus, ImapConfig
from mailatlas_core.secrets import Secret
from mailatlas_tui.envelope import counted
from mailatlas_tui.safe import paragraph
from mailatlas_tui.screens.accounts.listing import name
from mailatlas_tui.screens.dialogs.dialog import Dialog
from mailatlas_tui.screens.dialogs.quitting import YesNoDialog

KEPT = {
    False: "for this session only, written nowhere",
    True: "in the keychain of the system, for other sessions too",
}


class Given(NamedTuple):
    """A password, and whether it is to be kept in the keychain."""

    secret: Secret
    keep: bool


class AccountPasswordDialog(Dialog[Given]):
    """Asks for the password, or the token, of an account."""

    TITLE = "Password"
    KEYS = "enter goes on · F6 keeps it elsewhere · esc closes"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("f6", "turn", "kept where", priority=True)]

    def __init__(self, config: ImapConfig) -> None:
        super().__init__()
        self._sentence = f"The {config.authentication} of {name(config)}:"
        self._keep = False

    def compose_content(self) -> ComposeResult:
        yield Static(paragraph(self._sentence))
        yield Static(id="kept", markup=False)
        yield Input(password=True, compact=True)

    def on_mount(self) -> None:
        self._tell_kept()

    def action_turn(self) -> None:
        self._keep = not self._keep
        self._tell_kept()

    def _tell_kept(self) -> None:
        self.query_one("#kept", Static).update(paragraph(f"It is kept {KEPT[self._keep]}."))

    @on(Input.Submitted)
    def _answer(self, message: Input.Submitted) -> None:
        if message.value:
            self.dismiss(Given(Secret(message.value), self._keep))


class FullSyncDialog(YesNoDialog):
    TITLE = "Full sync?"
    KEYS = "y reads all of it again · n leaves it"

    def __init__(self, account: AccountStatus) -> None:
        here = counted(account.document_count, "message")
        super().__init__(
            f"How far {name(account.account.config)} was read is forgotten, and every folder is read again"
            f" from its first message. The {here} here stay, and none is stored twice; nothing changes on the"
            " server. It costs as much time and traffic as the first time; esc cancels it, g goes on with it."
        )


class RemoveDialog(YesNoDialog):
    TITLE = "Remove?"
    KEYS = "y removes the account · n keeps it"

    def __init__(self, account: AccountStatus) -> None:
        here = counted(account.document_count, "message")
        super().__init__(
            f"{name(account.account.config)} is forgotten here, with how far it was read and its gaps. Its"
            f" {here} stay, so do its runs in the log, and nothing changes on the server. A password in the"
            " keychain is left where it is."
        )
