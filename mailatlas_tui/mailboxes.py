"""The way to accounts on servers, and to their passwords: over the network, unless something stands in its
place, as in the demo."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from mailatlas_core.config import AccountSettings
    from mailatlas_core.ports import SecretStore
    from mailatlas_core.receive.choosing import Chosen
    from mailatlas_core.receive.model import AccountConfig, ImapConfig
    from mailatlas_core.secrets import Secret


class Mailboxes(Protocol):
    """To be called from threads other than the app's: a keychain may ask a person first.

    `others` are all accounts of the workspace: what the environment holds for one is offered to no other.
    """

    @property
    def is_offline(self) -> bool:
        """Whether nothing of it touches the network."""

    def choose(
        self, config: AccountConfig, given: Secret | None, others: Iterable[AccountConfig], /
    ) -> Chosen:
        """The way to an account, with the credential `given` if one is; nobody is asked yet."""

    def source(self, config: AccountConfig, others: Iterable[AccountConfig], /) -> str:
        """Where the credential of an account comes from, in words; nobody is asked for it."""

    def keep(self, config: ImapConfig, secret: Secret, /) -> str:
        """Put a password where it is found in other sessions too, and say where. Raises `SecretUnavailable`
        and `ConfigError`."""


class NetworkMailboxes:
    """Servers on the network, credentials from where config.toml and the environment say."""

    is_offline = False

    def __init__(self, accounts: Mapping[str, AccountSettings]) -> None:
        self._accounts = dict(accounts)

    def choose(
        self, config: AccountConfig, given: Secret | None, others: Iterable[AccountConfig], /
    ) -> Chosen:
        from mailatlas_core.receive.choosing import mailbox_for

        return mailbox_for(config, given, accounts=self._accounts, others=others, environ=os.environ)

    def source(self, config: AccountConfig, others: Iterable[AccountConfig], /) -> str:
        from mailatlas_core.receive.choosing import credential_source

        return credential_source(config, accounts=self._accounts, others=others, environ=os.environ)

    def keep(self, config: ImapConfig, secret: Secret, /) -> str:
        from mailatlas_core.config.keychain import declare_keychain
        from mailatlas_core.receive.choosing import account_of
        from mailatlas_core.secrets.stores import KeychainStore

        keep_in(KeychainStore(), account_of(config).keychain_name, secret)
        self._accounts |= declare_keychain(config.host, config.username)
        return "in the keychain of the system, and config.toml says so"


def keep_in(store: SecretStore, name: str, secret: Secret) -> None:
    """Keep a secret, and look whether it comes back. Raises `SecretUnavailable`."""
    from mailatlas_core.errors import SecretUnavailable

    store.set(name, secret)
    if store.get(name) != secret:
        raise SecretUnavailable("The keychain did not give the password back.")
