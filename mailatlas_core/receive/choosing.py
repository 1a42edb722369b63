"""Which way leads to an account, and with which credential: that of the call, else the one that a section
[account.NAME] of config.toml names for its server and user, else the environment's, for its own server and
user alone."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from mailatlas_core.config.table import AccountSettings
from mailatlas_core.errors import ReceiverNotConfigured, SecretUnavailable
from mailatlas_core.receive.model import AccountConfig, ImapConfig
from mailatlas_core.secrets import sources
from mailatlas_core.secrets.sources import Account, Credential, Declared, is_same_host

if TYPE_CHECKING:
    from mailatlas_core.cancel import CancelToken
    from mailatlas_core.ports import Mailbox, OpenMailbox, SecretStore
    from mailatlas_core.secrets import Secret

_GMAIL = (
    "A password for imap.gmail.com opens the whole account, and can send and delete too: keep it in the"
    " keychain, and revoke it when you no longer receive by it."
)


class Chosen(NamedTuple):
    """A way to an account, None to one that needs none, and what should be said about it to its user, in a
    sentence each."""

    open: OpenMailbox | None
    notes: tuple[str, ...]


def mailbox_for(
    config: AccountConfig,
    given: Secret | None = None,
    *,
    accounts: Mapping[str, AccountSettings],
    others: Iterable[AccountConfig],
    environ: Mapping[str, str] = os.environ,
    store: SecretStore | None = None,
) -> Chosen:
    """The way to an account, with the credential that the call has `given`, if any.

    `accounts` are all sections that config.toml has, and `others` all accounts of the workspace; `store` is
    the keychain of the system, unless it is another. Nobody is asked yet, not for the credential either:
    each connection asks anew, and then raises `ReceiverNotConfigured` or `SecretUnavailable`.
    """
    if not isinstance(config, ImapConfig):
        return Chosen(None, ())
    known = _known(accounts, others)

    def open_mailbox(cancel: CancelToken, /) -> Mailbox:
        from mailatlas_core.receive.imap.opening import open_imap

        return open_imap(config, _credential(config, given, accounts, known, environ, store).secret)(cancel)

    is_gmail = config.authentication == "password" and is_same_host(config.host, "imap.gmail.com")
    return Chosen(open_mailbox, (_GMAIL,) if is_gmail else ())


def credential_source(
    config: AccountConfig,
    *,
    accounts: Mapping[str, AccountSettings],
    others: Iterable[AccountConfig],
    environ: Mapping[str, str] = os.environ,
) -> str:
    """Where the credential of an account would come from, in words; nobody is asked for it."""
    if not isinstance(config, ImapConfig):
        return "none needed"
    account = account_of(config)
    try:
        declared = _declared(account, accounts)
    except SecretUnavailable:
        return "more than one section of config.toml"
    return sources.source(account, declared=declared, others=_known(accounts, others), environ=environ)


def account_of(config: ImapConfig) -> Account:
    """The user of a server that an account is received as."""
    what: sources.What = "ACCESS_TOKEN" if config.authentication == "token" else "PASSWORD"
    return Account("imap", config.host, config.username, what)


def _credential(
    config: ImapConfig,
    given: Secret | None,
    accounts: Mapping[str, AccountSettings],
    known: list[Account],
    environ: Mapping[str, str],
    store: SecretStore | None,
) -> Credential:
    from mailatlas_core.secrets.stores import KeychainStore

    account = account_of(config)
    found = sources.credential(
        account,
        given=given,
        declared=_declared(account, accounts),
        others=known,
        environ=environ,
        store=store or KeychainStore(),
    )
    if found is None:
        message, hint = sources.missing(account, environ, "a section [account.NAME] of config.toml")
        raise ReceiverNotConfigured(message, hint=hint)
    return found


def _declared(account: Account, accounts: Mapping[str, AccountSettings]) -> Declared | None:
    """The source that config.toml names for a user of a server; only one can be."""
    fitting = {name: one for name, one in accounts.items() if account.is_same(_account(one))}
    if len(fitting) > 1:
        raise SecretUnavailable(
            f"config.toml has {len(fitting)} sections for {account.username} at {account.host}.",
            hint=f"Keep one of {', '.join(f'[account.{name}]' for name in fitting)}.",
        )
    for name, one in fitting.items():
        return Declared(f"the account `{name}`", one.password_env, one.password_command, one.keychain)
    return None


def _known(accounts: Mapping[str, AccountSettings], others: Iterable[AccountConfig]) -> list[Account]:
    """Every account that somebody may log in to."""
    received = [account_of(config) for config in others if isinstance(config, ImapConfig)]
    return [*received, *map(_account, accounts.values())]


def _account(settings: AccountSettings) -> Account:
    return Account("imap", settings.host, settings.username)
