"""Logging in, by the way that a server offers: PLAIN or LOGIN for a password, for a token XOAUTH2 or
OAUTHBEARER (RFC 7628). Nothing here is for a connection that is not encrypted."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping, Sequence

from mailatlas_core.errors import LoginRefused, ReceiverNotConfigured
from mailatlas_core.receive.imap.connection import Connection
from mailatlas_core.receive.imap.wording import place
from mailatlas_core.receive.model import Authentication, ImapConfig
from mailatlas_core.secrets import Secret

_CANCEL = b"*"
_CAN_BE: Mapping[Authentication, re.Pattern[str]] = {
    "password": re.compile("[^\0-\x1f\x7f-\x9f\ud800-\udfff]+"),
    "token": re.compile("[!-~]+"),
}


def require_sayable(config: ImapConfig, secret: Secret) -> None:
    """Raises `ReceiverNotConfigured` for a user or a secret that no command can have in it."""
    if not config.username.isprintable() or not config.username:
        raise ReceiverNotConfigured(
            "The user to log in as is missing, or has control characters.",
            hint="With most servers it is the address.",
        )
    if not _CAN_BE[config.authentication].fullmatch(secret.reveal()):
        raise ReceiverNotConfigured(
            f"The {config.authentication} is empty, or has characters that no {config.authentication} has.",
            hint="A line end may have come along when it was copied.",
        )


def log_in(connection: Connection, config: ImapConfig, secret: Secret) -> None:
    """Raises `Refusal` where the server says no, and `LoginRefused` where it cannot be asked."""
    if config.authentication == "token":
        _with_token(connection, config, secret.reveal())
    else:
        _with_password(connection, config, secret.reveal())


def _with_password(connection: Connection, config: ImapConfig, password: str) -> None:
    username, offered = config.username, connection.capabilities
    if b"AUTH=PLAIN" in offered:
        _authenticate(connection, b"PLAIN", [_base64(f"\0{username}\0{password}")])
    elif b"AUTH=LOGIN" in offered:
        _authenticate(connection, b"LOGIN", [_base64(username), _base64(password)])
    elif b"LOGINDISABLED" in offered:
        raise LoginRefused(f"{place(config)} offers no log-in by a password.", hint="It may want a token.")
    elif not (username + password).isascii():
        raise LoginRefused(
            f"{place(config)} takes only a user and a password in ASCII.", hint="An app password is in ASCII."
        )
    else:
        for _ in connection.exchange(b"LOGIN", _quoted(username), _quoted(password)):
            pass


def _with_token(connection: Connection, config: ImapConfig, token: str) -> None:
    if b"AUTH=XOAUTH2" in connection.capabilities:
        # The second answer is for the challenge that explains a refusal.
        answers = [_base64(f"user={config.username}\1auth=Bearer {token}\1\1"), b""]
        _authenticate(connection, b"XOAUTH2", answers)
    elif b"AUTH=OAUTHBEARER" in connection.capabilities:
        user = config.username.replace("=", "=3D").replace(",", "=2C")
        answers = [_base64(f"n,a={user},\1auth=Bearer {token}\1\1"), _base64("\1")]
        _authenticate(connection, b"OAUTHBEARER", answers)
    else:
        raise LoginRefused(f"{place(config)} offers no log-in by a token.", hint="It may want a password.")


def _authenticate(connection: Connection, mechanism: bytes, answers: Sequence[bytes]) -> None:
    """Each answer is given once: a server that asks on is told that this was all."""
    left = iter(answers)
    for response in connection.exchange(b"AUTHENTICATE", mechanism):
        if response.kind == b"+":
            connection.say(next(left, _CANCEL))


def _base64(text: str) -> bytes:
    return b64encode(text.encode())


def _quoted(text: str) -> bytes:
    return b'"' + text.replace("\\", "\\\\").replace('"', '\\"').encode() + b'"'
