"""Who mail is written as: what an identity of config.toml gives to a draft, and which one a draft has."""

from __future__ import annotations

import os
from collections.abc import Mapping

from mailatlas_core.config import Identity
from mailatlas_core.errors import MessageRefused
from mailatlas_core.outbound.compose.addresses import comparable, read_mailboxes
from mailatlas_core.outbound.compose.answering import signed
from mailatlas_core.outbound.model import Typed
from mailatlas_core.paths import expanded
from mailatlas_tui.screens.dialogs.dialog import with_tilde

NO_IDENTITY = (
    "No identity is configured: `mailatlas config init` writes a config.toml, and its section"
    " [identity.NAME] says who you are and by which server you send. Drafts are kept all the same."
)

Identities = Mapping[str, Identity]


def provider(identity: Identity | None) -> str:
    """The name of the provider that an identity sends by."""
    return (identity and identity.provider) or os.environ.get("MAILATLAS_SEND_PROVIDER") or "smtp"


def way(identity: Identity | None) -> str:
    """The provider and where it is, for people: `smtp mail.example.org`."""
    name = provider(identity)
    if name == "file":
        folder = (identity and identity.file_dir) or os.environ.get("MAILATLAS_FILE_DIR", "")
        place = folder and with_tilde(expanded(folder))
    else:
        place = (identity and identity.host) or os.environ.get("MAILATLAS_SMTP_HOST", "")
    return f"{name} {place or '(nothing says where)'}"


def identity_of(typed: Typed, identities: Identities, by: str = "") -> str | None:
    """The name of the identity that a draft is written as: the one it names, else one with its address;
    of several, one that sends `by` that provider."""
    if typed.identity in identities:
        return typed.identity
    address = _address(typed.sender)
    names = [name for name, each in identities.items() if address == comparable(each.from_)]
    return next((name for name in names if provider(identities[name]) == by), next(iter(names), None))


def resigned(text: str, before: Identity | None, after: Identity) -> str:
    """A text with the signature of another identity, where that of the one before stands at its end."""
    old = signed("", before.signature) if before else ""
    if not text.endswith(old):
        return text
    return signed(text.removesuffix(old), after.signature)


def _address(text: str) -> str | None:
    try:
        found = read_mailboxes([text], "from_email")
    except MessageRefused:
        return None
    return comparable(found[0].email) if len(found) == 1 else None
