"""The detail of the account under the cursor."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType

from mailatlas_core.receive.model import AccountStatus
from mailatlas_core.secrets import Secret
from mailatlas_core.text import visible
from mailatlas_core.workspace import Workspace
from mailatlas_tui.bridge import Answered, Bridge, Failed, Request
from mailatlas_tui.errors import sentence_of
from mailatlas_tui.mailboxes import Mailboxes
from mailatlas_tui.screens.accounts.detail import detail_lines
from mailatlas_tui.screens.accounts.listing import Password, detail
from mailatlas_tui.screens.accounts.states import Work
from mailatlas_tui.widgets.written_view import Written, WrittenView

REST_SECONDS = 0.05
"""How long the cursor of the list rests until the detail follows it."""


class DetailRead(Answered[list[Written]]):
    """What there is to say."""


class AccountView(WrittenView, inherit_bindings=False):
    """`g` is no key to move with here: it gets mail."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "scroll_up", "Up", show=False),
        Binding("down,j", "scroll_down", "Down", show=False),
        Binding("pageup", "page_up", "Page up", show=False),
        Binding("pagedown,space", "page_down", "Page down", show=False),
        Binding("home", "scroll_home", "First", show=False),
        Binding("end", "scroll_end", "Last", show=False),
    ]

    def __init__(self, workspace: Workspace, bridge: Bridge, mailboxes: Mailboxes, *, id: str) -> None:
        super().__init__(bridge)
        self.id = id
        self._workspace = workspace
        self._mailboxes = mailboxes
        self._account: AccountStatus | None = None

    def show_account(self, account: AccountStatus | None, work: Work | None, given: Secret | None) -> None:
        """Show an account for which this `work` is done, with the password that was `given` for it."""
        is_other = (account and account.account.id) != (self._account and self._account.account.id)
        self._account = account
        if account is None:
            self._bridge.drop(self, "detail")
            self.write([])
            return
        if is_other:
            self.scroll_home(animate=False)
        workspace, mailboxes, status = self._workspace, self._mailboxes, account

        def read(_: Request) -> list[Written]:
            config = status.account.config
            others = [account.config for account in workspace.receive.accounts()]
            source = "typed, for this session" if given else mailboxes.source(config, others)
            password = Password(source, mailboxes.choose(config, given, others).notes)
            return list(detail_lines(detail(workspace, status, password), work))

        self._bridge.read(self, "detail", read, DetailRead, rest=REST_SECONDS if is_other else 0.0)

    @on(DetailRead)
    def _write(self, answer: DetailRead) -> None:
        self.write(answer.value)

    @on(Failed)
    def _fail(self, answer: Failed) -> None:
        self.write([(visible(sentence_of(answer.error)), "warning")])
