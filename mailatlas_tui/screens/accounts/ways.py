"""The way from a room to an account: it is counted how often somebody was asked over the network."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from mailatlas_core.cancel import CancelToken
from mailatlas_core.ports import Mailbox, OpenMailbox
from mailatlas_core.receive.model import AccountConfig, ImapConfig
from mailatlas_core.secrets import Secret
from mailatlas_tui.visits import Visited

if TYPE_CHECKING:
    from mailatlas_tui.app import MailAtlasApp

Way = Callable[[], OpenMailbox | None]
"""Finds out how an account is opened, None for a Maildir; for other threads than the app's."""


def way(atlas: MailAtlasApp, config: AccountConfig, given: Secret | None = None) -> Way:
    """The way to an account, with a password that was `given`, now or earlier in this session."""
    secret = given or given_for(atlas, config)

    def find() -> OpenMailbox | None:
        others = [account.config for account in atlas.workspace.receive.accounts()]
        open_mailbox = atlas.mailboxes.choose(config, secret, others).open
        if open_mailbox is None or atlas.mailboxes.is_offline:
            return open_mailbox

        def open_counted(cancel: CancelToken, /) -> Mailbox:
            atlas.post_message(Visited())
            return open_mailbox(cancel)

        return open_counted

    return find


def given_for(atlas: MailAtlasApp, config: AccountConfig) -> Secret | None:
    """The password that was typed for an account in this session."""
    if not isinstance(config, ImapConfig):
        return None
    return atlas.mailbox_passwords.get((config.host, config.username))
