"""How a failure is told: what a server said without anything private, and errors in words."""

from __future__ import annotations

import re
import ssl
from collections.abc import Mapping

from mailatlas_core.errors import FolderNotFound, LoginRefused, RefusedForNow, ServerUnavailable
from mailatlas_core.network import BROKE_OFF, what_it_did
from mailatlas_core.receive.imap.connection import Bye, NotImap
from mailatlas_core.receive.model import ImapConfig
from mailatlas_core.secrets.redaction import without_any
from mailatlas_core.text import visible

_MOST_CHARACTERS = 300
_MOST_READ = 16384  # bytes
_CONTROL = re.compile(r"[\x00-\x20\x7f-\x9f]+")
_FOR_ALL = re.compile(rb"\[(?:UNAVAILABLE|OVERQUOTA)[] ]", re.IGNORECASE)
_FOR_NOW = re.compile(rb"\[(?:INUSE|LIMIT|SERVERBUG)[] ]", re.IGNORECASE)

_LATER = "Try again later."
_AUTHORITY = "SSL_CERT_FILE can name a file with the authority that the server belongs to."
_WHERE = "See whether host and port are right: IMAP has port 993, with STARTTLS 143."

_HINTS: Mapping[type[ServerUnavailable], str] = {
    LoginRefused: "See whether user and password are right; many providers want an app password or a token.",
    FolderNotFound: "`mailatlas accounts folders` lists the folders by their names.",
}


def place(config: ImapConfig) -> str:
    """The server as people call it."""
    return f"{config.host}:{config.port}"


def said(text: bytes) -> str:
    """What a server said, in one harmless line of bounded length, without any secret; nothing of what is too
    long to be looked through, for half a secret at its end would not be known as one."""
    if len(text) > _MOST_READ:
        return ""
    read = without_any(_CONTROL.sub(" ", text.decode("utf-8", "replace")))
    shown = visible(read).strip()
    return shown if len(shown) <= _MOST_CHARACTERS else f"{shown[:_MOST_CHARACTERS]}…"


def is_for_all(text: bytes) -> bool:
    """Whether a refusal is for the time being the answer to everything (RFC 5530; Gmail says OVERQUOTA where
    a day's share is used up)."""
    return _FOR_ALL.match(text) is not None


def _is_for_now(text: bytes) -> bool:
    """Whether a refusal is about the server's own state (RFC 5530), not about what was asked."""
    return is_for_all(text) or _FOR_NOW.match(text) is not None


def unavailable(config: ImapConfig, error: OSError) -> ServerUnavailable:
    """The error in a sentence."""
    what, hint = _in_words(error)
    return ServerUnavailable(f"{place(config)} {what}.", hint=hint)


def refused(
    config: ImapConfig, what: str, text: bytes, otherwise: type[ServerUnavailable]
) -> ServerUnavailable:
    """The answer was no to `what`: for now where the server says so, else for the reason `otherwise`."""
    kind = RefusedForNow if _is_for_now(text) else otherwise
    why = said(text).rstrip(".") or "it does not say why"
    return kind(f"{place(config)} {what}: {why}.", hint=_HINTS.get(kind, _LATER))


def _in_words(error: OSError) -> tuple[str, str]:
    match error:
        case Bye():
            text = said(error.text).rstrip(".")
            return (f"ended the connection: {text}" if text else "ended the connection"), _LATER
        case NotImap():
            return f"{error}", _WHERE
        case ssl.SSLCertVerificationError():
            return what_it_did(error), _AUTHORITY
    what = what_it_did(error)
    return what, _LATER if what == BROKE_OFF else _WHERE
