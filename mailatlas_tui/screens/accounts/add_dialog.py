"""The form of a new account: it says what it will do before anything is done, and tests it on request."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Input, Static

from mailatlas_core.errors import Cancelled, ReceiverNotConfigured, SecretUnavailable, UsageError
from mailatlas_core.receive.model import AccountConfig, ReceiveAccount
from mailatlas_core.secrets import Secret
from mailatlas_tui.bridge import Answered, Failed, Request
from mailatlas_tui.safe import PlainInput, mail_text, paragraph
from mailatlas_tui.screens.accounts.dialogs import KEPT, Given
from mailatlas_tui.screens.accounts.settings_form import PORTS, Settings, config_of, will_words
from mailatlas_tui.screens.accounts.telling import Told, told_test
from mailatlas_tui.screens.accounts.ways import way
from mailatlas_tui.screens.compose.form import Line
from mailatlas_tui.screens.dialogs.dialog import Dialog
from mailatlas_tui.screens.dialogs.path_field import PathField

_HIGH = 30
"""Lines that all fields with all that is said about them need to have room around them."""

_PROVIDERS = {"imap": "IMAP server", "maildir": "Maildir, which another program fills"}
_SECURITIES = {"ssl": "TLS from the first byte", "starttls": "STARTTLS"}
_CREDENTIALS = {"password": "a password", "token": "an OAuth access token"}


@dataclass(frozen=True, slots=True)
class Entered:
    """An account that was added, and the password that was typed for it, if one was."""

    account: ReceiveAccount
    given: Given | None


class Added(Answered[ReceiveAccount]):
    """The account is there."""


class Tried(Answered[Told]):
    """The server was asked."""


class AccountDialog(Dialog[Entered]):
    TITLE = "Add an account"
    KEYS = "F8 tests · F10 adds · enter, tab next · space changes · esc closes"
    VERTICAL_BREAKPOINTS = [(0, "-short"), (_HIGH, "-high")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f8", "test", "test", priority=True),
        Binding("f10", "add", "add", priority=True),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._choices = {"provider": "imap", "security": "ssl", "authentication": "password"}
        self._keep = False
        self._lines = {name: Line(f"turn('{name}')", f"account-{name}") for name in (*self._choices, "kept")}
        self._fields = {
            "host": PlainInput(placeholder="imap.example.org", compact=True),
            "port": PlainInput(compact=True),
            "username": PlainInput(placeholder="ada@example.org", compact=True),
            "folders": PlainInput("INBOX", compact=True),
        }
        self._password = Input(password=True, compact=True)

    def compose_content(self) -> ComposeResult:
        yield from self._labelled("Kind", self._lines["provider"])
        with Vertical(id="imap-fields", classes="fields"):
            yield from self._labelled("Host", self._fields["host"])
            yield from self._labelled("By", self._lines["security"])
            yield from self._labelled("Port", self._fields["port"])
            yield from self._labelled("User", self._fields["username"])
            yield from self._labelled("Folders", self._fields["folders"])
            yield from self._labelled("Log in by", self._lines["authentication"])
            yield from self._labelled("", self._password)
            yield from self._labelled("Kept", self._lines["kept"])
        yield PathField(self.atlas.bridge, placeholder="~/Mail/inbox")
        yield Static(id="will", markup=False)

    @staticmethod
    def _labelled(label: str, widget: Widget) -> Iterator[Widget]:
        with Horizontal(classes="line"):
            yield Static(label, classes="label", markup=False)
            yield widget

    def on_mount(self) -> None:
        self._show()
        self.set_focus(self._fields["host"])

    # what stands in it

    @property
    def settings(self) -> Settings:
        """What is typed and chosen now."""
        typed = {name: field.value for name, field in self._fields.items()}
        return Settings(**self._choices, **typed, path=self.query_one(PathField).value)  # type: ignore[arg-type]

    @property
    def given(self) -> Given | None:
        """The password that is typed."""
        return Given(Secret(self._password.value), self._keep) if self._password.value else None

    def action_turn(self, name: str) -> None:
        """Choose the other of two."""
        if name == "kept":
            self._keep = not self._keep
        else:
            one, other = _NAMES[name]
            self._choices[name] = other if self._choices[name] == one else one
        self._show()

    @on(Input.Changed)
    def _follow_typing(self) -> None:
        self.tell("")
        self._show()

    @on(Input.Submitted)
    def _go_on(self) -> None:
        self.focus_next()

    def _show(self) -> None:
        settings = self.settings
        is_imap = settings.provider == "imap"
        self.query_one("#imap-fields").display = is_imap
        self.query_one(PathField).display = not is_imap
        self._fields["port"].placeholder = str(PORTS[settings.security])
        for name, said in (
            ("provider", _PROVIDERS[settings.provider]),
            ("security", _SECURITIES[settings.security]),
            ("authentication", _CREDENTIALS[settings.authentication]),
            ("kept", KEPT[self._keep]),
        ):
            self._lines[name].update(mail_text(said))
        self.query_one("#will", Static).update(paragraph(will_words(settings)))

    # what is done with it

    def _config(self) -> AccountConfig | None:
        try:
            return config_of(self.settings)
        except UsageError as error:
            self.tell_error(error)
            return None

    def tell(self, sentence: str) -> None:
        """Say what has happened in the place of what will, until somebody types on."""
        super().tell(sentence)
        self.query_one("#will").display = not sentence

    def action_test(self) -> None:
        """Ask the server, once; nothing is stored."""
        config, workspace = self._config(), self.atlas.workspace
        if config is None:
            return
        open_mailbox = way(self.atlas, config, self.given.secret if self.given else None)

        def test(request: Request) -> Told:
            return told_test(config, workspace.receive.test(config, open_mailbox, cancel=request.cancel))

        self.tell("Connecting … esc cancels")
        self.atlas.bridge.wait_for(self, "test", test, Tried)

    @on(Tried)
    def _tell_tried(self, answer: Tried) -> None:
        self.tell(f"{answer.value.begin}: {answer.value.sentence}")

    def action_add(self) -> None:
        """Add the account; nobody is asked."""
        config, workspace = self._config(), self.atlas.workspace
        if config is not None:
            self.atlas.bridge.edit(self, lambda _: workspace.receive.add(config), Added)

    @on(Added)
    def _close_added(self, answer: Added) -> None:
        self.atlas.bridge.drop(self, "test")
        self.dismiss(Entered(answer.value, self.given))

    @on(Failed)
    def _fail(self, answer: Failed) -> None:
        match answer.error:
            case Cancelled():
                self.tell("Cancelled; nothing was read.")
            case ReceiverNotConfigured() | SecretUnavailable() as error:
                self.tell(f"{error.message} A {self._choices['authentication']} can be typed above.")
            case error:
                self.tell_error(error)

    def action_close(self) -> None:
        if not self.atlas.bridge.cancel(self, "test"):
            self.dismiss(None)


_NAMES = {
    "provider": tuple(_PROVIDERS),
    "security": tuple(_SECURITIES),
    "authentication": tuple(_CREDENTIALS),
}
