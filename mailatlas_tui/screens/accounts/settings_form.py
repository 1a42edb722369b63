"""The settings of an account as they are typed: what they mean, what is wrong with them, what is done."""

from __future__ import annotations

import csv
import os
import re
from dataclasses import dataclass

from mailatlas_core.errors import UsageError
from mailatlas_core.paths import expanded
from mailatlas_core.receive.model import (
    AccountConfig,
    Authentication,
    ImapConfig,
    MaildirConfig,
    ReceiveProvider,
    Security,
)
from mailatlas_tui.errors import sentence_of
from mailatlas_tui.screens.accounts.detail import security_words

PORTS: dict[Security, int] = {"ssl": 993, "starttls": 143}
_NO_HOST = re.compile(r"[\s/@\\]|://")
_MOST_PORT = 65535


@dataclass(frozen=True, slots=True)
class Settings:
    """What stands in the fields. `port` is empty for the usual one of its `security`; `folders` are divided
    by commas, and one with a comma in it stands in quotes."""

    provider: ReceiveProvider = "imap"
    host: str = ""
    port: str = ""
    security: Security = "ssl"
    authentication: Authentication = "password"
    username: str = ""
    folders: str = "INBOX"
    path: str = ""


def config_of(settings: Settings) -> AccountConfig:
    """The account that is meant. Raises `UsageError`."""
    if settings.provider == "maildir":
        if not settings.path:
            raise UsageError("No folder is named.", hint="Type the path of the Maildir.")
        return MaildirConfig(os.fspath(expanded(settings.path).absolute()))
    host, username = settings.host.strip(), settings.username.strip()
    if not host:
        raise UsageError("No server is named.", hint="Type its host, such as imap.example.org.")
    if _NO_HOST.search(host):
        raise UsageError(
            "The host is a name alone.", hint="Such as imap.example.org, without anything around it."
        )
    if not username:
        raise UsageError("No user is named.", hint="It is the whole address on most servers.")
    return ImapConfig(
        host,
        username,
        _port(settings),
        settings.security,
        settings.authentication,
        folders_of(settings.folders),
    )


def folders_of(text: str) -> tuple[str, ...]:
    """The names of folders in a text, each once. Raises `UsageError`."""
    try:
        rows = list(csv.reader([text], skipinitialspace=True, strict=True))
    except csv.Error:
        raise UsageError("The quotes around a folder are not closed.", hint='Write "Lists, 2024".') from None
    names = tuple(dict.fromkeys(name.strip() for row in rows for name in row if name.strip()))
    if not names:
        raise UsageError("No folder is named.", hint="INBOX is what every server has.")
    return names


def will_words(settings: Settings) -> str:
    """What is done with an account of these settings, and when; what is wrong with them, where it is."""
    try:
        config = config_of(settings)
    except UsageError as error:
        return sentence_of(error)
    if not isinstance(config, ImapConfig):
        return (
            f"Nothing is read yet. g reads {config.path}, which another program fills: what is new in it,"
            " each time. Its files stay as they are and where they are, and the network is not touched."
        )
    folders = ", ".join(config.folders)
    return (
        f"Nothing is asked yet. F8 tests it now, and g gets its mail later. Each connects to {config.host},"
        f" port {config.port}, by {security_words(config)}; logs in as {config.username}; and opens {folders}"
        " for reading alone: nothing is marked, moved or deleted there."
    )


def _port(settings: Settings) -> int:
    text = settings.port.strip()
    if not text:
        return PORTS[settings.security]
    if not (text.isascii() and text.isdecimal() and 0 < int(text[:6]) <= _MOST_PORT):
        raise UsageError(f"{text} is no port.", hint="993 is that of TLS, 143 that of STARTTLS.")
    return int(text)
