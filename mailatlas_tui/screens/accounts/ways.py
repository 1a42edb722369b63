"""The way from a room to an account: it is counted how often somebody was asked over the network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailatlas_core.cancel import CancelToken
from mailatlas_core.ports import Mailbox, OpenMailbox
from mailatlas_core.receive.model import AccountConfig, ImapConfig
from mailatlas_core.secrets import Secret
from mailatlas_tui.visits import Visited

if TYPE_CHECKING:
    from mailatlas_tui.app import MailAtlasApp


def way(atlas: MailAtlasApp, config: AccountConfig, given: Secret | None = None) -> OpenMailbox | None:
    """The way to an account, None to a Maildir. Each connection has the password that is `given`, else what
    was typed by then, else what there is."""
    if not isinstance(config, ImapConfig):
        return None

    def opened(cancel: CancelToken, /) -> Mailbox:
        others = [account.config for account in atlas.workspace.receive.accounts()]
        chosen = atlas.mailboxes.choose(config, given or given_for(atlas, config), others)
        if not atlas.mailboxes.is_offline:
            atlas.post_message(Visited())
        return chosen.open(cancel)  # type: ignore[misc]  # None is for Maildirs alone

    return opened


def given_for(atlas: MailAtlasApp, config: AccountConfig) -> Secret | None:
    """The password that was typed for an account in this session."""
    if not isinstance(config, ImapConfig):
        return None
    return atlas.mailbox_passwords.get((config.host, config.username))
