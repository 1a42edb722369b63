"""The room of accounts: where mail is received from, how each of them stands, and receiving it."""

from __future__ import annotations

from collections.abc import Callable

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from mailatlas_core.receive.model import ImapConfig
from mailatlas_tui.bridge import Answered
from mailatlas_tui.commands import bindings
from mailatlas_tui.safe import say
from mailatlas_tui.screens.accounts.account_list import AccountHead, AccountList
from mailatlas_tui.screens.accounts.account_view import AccountView
from mailatlas_tui.screens.accounts.add_dialog import AccountDialog, Entered
from mailatlas_tui.screens.accounts.base import AccountsRead
from mailatlas_tui.screens.accounts.dialogs import RemoveDialog
from mailatlas_tui.screens.accounts.networking import NetworkCommands
from mailatlas_tui.screens.accounts.receive_bar import ReceiveBar
from mailatlas_tui.screens.accounts.ways import given_for
from mailatlas_tui.screens.room import WaysBack
from mailatlas_tui.widgets.virtual_list import VirtualList


class Removed(Answered[str]):
    """An account was removed; its name."""


class AccountsRoom(NetworkCommands):
    BINDINGS = bindings("accounts")
    NAME = "accounts"

    def compose_room(self) -> ComposeResult:
        atlas = self.atlas
        self.accounts = AccountList(atlas.clock, id="accounts")
        self.view = AccountView(atlas.workspace, atlas.bridge, atlas.mailboxes, id="account")
        self.bar = ReceiveBar(id="receive-bar")
        with Horizontal(id="accounts-panes"):
            with Vertical(id="accounts-pane"):
                yield AccountHead(self.accounts)
                yield self.accounts
            yield self.view
        yield self.bar

    def on_mount(self) -> None:
        self.accounts.focus()

    def on_screen_resume(self) -> None:
        self.reload()

    # what the panes say

    @on(AccountsRead)
    def _show_accounts(self, answer: AccountsRead) -> None:
        listed = answer.value
        for gone in self.works.keys() - {each.account.id for each in listed.accounts}:
            self.cancel(gone)  # which somebody has removed elsewhere
        self.accounts.show_rows(listed.accounts, self.going_to)
        self.going_to = None
        self.query_one(AccountHead).display = bool(listed.accounts)
        if listed.total != self.atlas.total:
            self.atlas.follow_mail()

    @on(AccountList.Chosen)
    def _follow_cursor(self) -> None:
        self.show_chosen()
        self.refresh_bindings()

    def show_chosen(self) -> None:
        account, work = self.account, self.work
        self.view.show_account(
            account, work, given_for(self.atlas, account.account.config) if account else None
        )
        if work is not None:
            self.bar.show_work(work)
        else:
            self.bar.show_told(self.told.get(self.chosen_id or ""))

    @on(VirtualList.Opened)
    def _open_clicked(self) -> None:
        self.action_open()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Whatever gives the keyboard to the detail enters it, and so it stays in the narrow layout."""
        self.set_class(event.widget is self.view, "-viewing")

    # commands

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        possible: dict[str, Callable[[], bool]] = {
            "open": lambda: self.accounts.has_focus and self.account is not None,
            "retry": lambda: self.is_idle and self.account is not None and self.account.gap_count > 0,
            "watch": lambda: self.is_idle or self.watches,
            "bell": lambda: self.atlas.watching > 0,
            "password": lambda: self.is_on_server,
            "full_sync": lambda: self.is_idle and self.is_on_server,
            "back": lambda: self.way_back is not None,
        } | dict.fromkeys(("get", "test", "remove"), lambda: self.is_idle)
        return self.is_mounted and possible[action]() if action in possible else True

    def action_open(self) -> None:
        self._turn_to(self.view)

    def action_list(self) -> None:
        self._turn_to(self.accounts)

    def action_new(self) -> None:
        self.app.push_screen(AccountDialog(), self._take_entered)

    def _take_entered(self, entered: Entered | None) -> None:
        if entered is None:
            return
        config, given = entered.account.config, entered.given
        if isinstance(config, ImapConfig) and given is not None:
            self.take_password(config, given)
        self.reload(entered.account.id)
        say(self.app, "Added: g gets its mail.")

    def action_remove(self) -> None:
        account, workspace = self.account, self.atlas.workspace
        if account is None:
            return
        id = account.account.id

        def remove(sure: bool | None) -> None:
            if sure:
                self.atlas.bridge.edit(self, lambda _: _removed(workspace.receive.remove, id), Removed)

        self.app.push_screen(RemoveDialog(account), remove)

    @on(Removed)
    def _tell_removed(self, answer: Removed) -> None:
        self.told.pop(answer.value, None)
        say(self.app, "The account is removed; its messages stay.")
        self.reload()

    def action_reload(self) -> None:
        self.reload()

    def ways_back(self) -> WaysBack:
        """A watch is ended by its own key alone."""
        id, work = self.chosen_id or "", self.work
        return (
            (self.has_class("-viewing"), self.action_list),
            (work is not None and not self.watches and not work.cancelling, lambda: self.cancel(id)),
            (id in self.told, lambda: self._forget(id)),
        )

    def _forget(self, id: str) -> None:
        del self.told[id]
        self.show_chosen()

    def _turn_to(self, pane: Widget) -> None:
        """Give a pane the keyboard, at once: the narrow layout displays only what has it."""
        self.set_class(pane is self.view, "-viewing")
        self.app.stylesheet.update(self)
        self.set_focus(pane)
        self.refresh_bindings()


def _removed(remove: Callable[[str], None], id: str) -> str:
    remove(id)
    return id
