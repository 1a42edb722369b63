"""What every group of commands on accounts needs: the panes, and which account is meant."""

from __future__ import annotations

from mailatlas_core.receive.model import AccountStatus
from mailatlas_tui.bridge import Answered
from mailatlas_tui.screens.accounts.account_list import AccountList
from mailatlas_tui.screens.accounts.account_view import AccountView
from mailatlas_tui.screens.accounts.listing import Listed, listed
from mailatlas_tui.screens.accounts.receive_bar import ReceiveBar
from mailatlas_tui.screens.room import Room


class AccountsRead(Answered[Listed]):
    """The accounts as they are now."""


class AccountsBase(Room):
    accounts: AccountList
    view: AccountView
    bar: ReceiveBar

    def __init__(self) -> None:
        super().__init__()
        self.going_to: str | None = None
        """The id of the account to go to when it is listed, whichever question that answers."""

    @property
    def account(self) -> AccountStatus | None:
        """The account under the cursor."""
        return self.accounts.chosen

    @property
    def chosen_id(self) -> str | None:
        """Its id."""
        return None if self.account is None else self.account.account.id

    def reload(self, id: str | None = None) -> None:
        """Show what is there now, and go to the account with this id, else keep the place."""
        workspace = self.atlas.workspace
        self.going_to = id or self.going_to
        self.atlas.bridge.read(self, "accounts", lambda _: listed(workspace), AccountsRead)
