"""Which account a call means: one that there is, or one that its options and the environment describe."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from mailatlas_core.errors import AccountNotFound, ReceiverNotConfigured, UsageError
from mailatlas_core.paths import expanded
from mailatlas_core.receive.model import AccountConfig, ImapConfig, MaildirConfig, ReceiveAccount
from mailatlas_core.secrets.sources import is_same_host

_OF_IMAP = ("host", "port", "username", "imap_starttls", "oauth", "folders")
_PREFIX = "MAILATLAS_IMAP_"


def is_described(given: Mapping[str, Any], environ: Mapping[str, str]) -> bool:
    """Whether the call or the environment says where an account is, so that it can be made. Raises
    `UsageError` and `ReceiverNotConfigured` where what they say makes no sense."""
    _provider(given, environ)
    return _is_maildir(given) or _is_imap(given) or bool(environ.get(f"{_PREFIX}HOST"))


def config_of(
    given: Mapping[str, Any], known: Sequence[ReceiveAccount], environ: Mapping[str, str]
) -> AccountConfig:
    """The account that the options mean: the one with the id, else the one that they describe, whether it is
    `known` or not, else the only one that there is. Raises `UsageError` and `ReceiverNotConfigured`."""
    provider = _provider(given, environ)
    if given.get("account_id"):
        return _of_id(given, known)
    if _is_maildir(given):
        return MaildirConfig(str(expanded(given["path"]).absolute()))
    if _is_imap(given):
        return _described(given, known, environ)
    fitting = [account.config for account in known if _fits(account.config, provider, environ)]
    if not fitting and provider != "maildir" and environ.get(f"{_PREFIX}HOST"):
        return _described(given, known, environ)
    if len(fitting) != 1:
        raise _no_choice(fitting)
    return fitting[0]


def with_credential(config: AccountConfig, given: Mapping[str, Any]) -> AccountConfig:
    """How to log in with what this call carries, which need not be how it is done else."""
    if isinstance(config, ImapConfig) and given["access_token"]:
        return replace(config, authentication="token")
    if isinstance(config, ImapConfig) and (given["password"] or given["password_stdin"]):
        return replace(config, authentication="password")
    return config


def _provider(given: Mapping[str, Any], environ: Mapping[str, str]) -> str | None:
    """What the account is, if anybody says."""
    described = "maildir" if _is_maildir(given) else "imap" if _is_imap(given) else None
    said = given.get("provider") or described or environ.get("MAILATLAS_RECEIVE_PROVIDER")
    if said == "gmail":
        raise ReceiverNotConfigured(
            "Nothing can be received by Gmail's own interface.",
            hint="Gmail can be received by IMAP: --host imap.gmail.com, with an app password.",
        )
    if said not in (None, "imap", "maildir"):
        raise UsageError(f"There is no provider `{said}`.", hint="The providers are imap and maildir.")
    if described not in (None, said) or (_is_maildir(given) and _is_imap(given)):
        raise UsageError("The options are of different providers.", hint="A Maildir has a --path alone.")
    return said


def _is_maildir(given: Mapping[str, Any]) -> bool:
    return bool(given.get("path"))


def _is_imap(given: Mapping[str, Any]) -> bool:
    return any(given.get(name) for name in _OF_IMAP)


def _of_id(given: Mapping[str, Any], known: Sequence[ReceiveAccount]) -> AccountConfig:
    if _is_maildir(given) or _is_imap(given):
        raise UsageError("--account-id names an account whole.", hint="Leave the other options out.")
    for account in known:
        if account.id == given["account_id"]:
            return account.config
    raise AccountNotFound(
        f"There is no account {given['account_id']}.",
        hint="`mailatlas accounts list` shows those that there are.",
    )


def _described(
    given: Mapping[str, Any], known: Sequence[ReceiveAccount], environ: Mapping[str, str]
) -> ImapConfig:
    """An account on a server. What the environment says is of its own server; what is not said at all is as
    it was, where the account is known."""
    host = given.get("host") or environ.get(f"{_PREFIX}HOST")
    is_of_environment = host and is_same_host(host, environ.get(f"{_PREFIX}HOST") or host)
    around = environ if is_of_environment else {}
    username = given.get("username") or around.get(f"{_PREFIX}USERNAME")
    if not host or not username:
        missing = "user" if host else "server"
        raise ReceiverNotConfigured(
            f"No {missing} is named to receive from.",
            hint="Give --host and --username, or set MAILATLAS_IMAP_HOST and MAILATLAS_IMAP_USERNAME.",
        )
    config = ImapConfig(host, username, folders=tuple(dict.fromkeys(given.get("folders", ()))) or ("INBOX",))
    before = next((one.config for one in known if one.id == config.id), None)
    if isinstance(before, ImapConfig):
        config = before
    elif around.get(f"{_PREFIX}ACCESS_TOKEN") and not around.get(f"{_PREFIX}PASSWORD"):
        config = replace(config, authentication="token")
    if given.get("imap_starttls"):
        config = replace(config, security="starttls", port=143)
    if port := given.get("port") or _port(around):
        config = replace(config, port=port)
    return replace(config, authentication="token") if given.get("oauth") else config


def _port(environ: Mapping[str, str]) -> int | None:
    text = environ.get(f"{_PREFIX}PORT", "")
    if text and not re.fullmatch("[0-9]{1,5}", text):
        raise ReceiverNotConfigured("MAILATLAS_IMAP_PORT is no number.", hint="Set it to that of a port.")
    return int(text) if text else None


def _fits(config: AccountConfig, provider: str | None, environ: Mapping[str, str]) -> bool:
    """Whether an account is none that the call or the environment rules out."""
    if provider not in (None, config.provider):
        return False
    host, username = environ.get(f"{_PREFIX}HOST"), environ.get(f"{_PREFIX}USERNAME")
    if not isinstance(config, ImapConfig):
        return provider == "maildir" or not host
    return is_same_host(config.host, host or config.host) and config.username == (username or config.username)


def _no_choice(fitting: Sequence[AccountConfig]) -> UsageError | ReceiverNotConfigured:
    if fitting:
        return UsageError(
            f"There are {len(fitting)} accounts to choose from.",
            hint=f"Name one with --account-id: {', '.join(config.id for config in fitting)}.",
        )
    return ReceiverNotConfigured(
        "There is no account to receive from.",
        hint="`mailatlas accounts add` makes one: with --host and --username, or with --path.",
    )
