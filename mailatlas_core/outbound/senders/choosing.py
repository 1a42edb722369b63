"""Which way a message goes out: as the call says, else the identity, else the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import NamedTuple

from mailatlas_core.config.table import Identity
from mailatlas_core.errors import SenderNotConfigured
from mailatlas_core.outbound.model import SendConfig
from mailatlas_core.paths import expanded
from mailatlas_core.ports import MailSender, SecretStore


class Chosen(NamedTuple):
    """A sender, and what should be said about it to its user, in a sentence each."""

    sender: MailSender
    notes: tuple[str, ...]


def sender_for(
    given: SendConfig,
    name: str | None = None,
    *,
    identities: Mapping[str, Identity],
    environ: Mapping[str, str] = os.environ,
    store: SecretStore | None = None,
) -> Chosen:
    """The sender for a call that says `given` and writes as the identity `name`, if as any.

    `identities` are all that config.toml has; `store` is the keychain of the system, unless it is another.
    Nobody is asked yet, but the source of the password. Raises `SenderNotConfigured` and `SecretUnavailable`.
    """
    identity = None if name is None else _identity(name, identities)
    if way_of(given.provider, identity, environ) == "file":
        _require_no(given.smtp_host, "An SMTP server is named", "file", meant="smtp")
        return Chosen(_file_sender(given, identity, environ), ())
    _require_no(given.file_dir, "A folder is named for the messages", "smtp", meant="file")
    from mailatlas_core.outbound.senders.smtp import SmtpSender
    from mailatlas_core.outbound.senders.smtp_settings import notes_on, server_for
    from mailatlas_core.secrets.stores import KeychainStore

    server = server_for(given, name, identities, environ, store or KeychainStore())
    return Chosen(SmtpSender(server), notes_on(server))


def way_of(given: str | None, identity: Identity | None, environ: Mapping[str, str] = os.environ) -> str:
    """The name of the provider. Raises `SenderNotConfigured` for one that nothing can be sent by."""
    way = given or (identity and identity.provider) or environ.get("MAILATLAS_SEND_PROVIDER") or "smtp"
    if way in ("smtp", "file"):
        return way
    raise SenderNotConfigured(f"Nothing can be sent by `{way}`.", hint="The providers are smtp and file.")


def _require_no(given: object, what: str, way: str, *, meant: str) -> None:
    """What the call says of another way is not passed over: it may be the one that was meant."""
    if given:
        raise SenderNotConfigured(f"{what}, but this goes out by {way}.", hint=f"Add --provider {meant}.")


def _identity(name: str, identities: Mapping[str, Identity]) -> Identity:
    if name in identities:
        return identities[name]
    known = ", ".join(identities)
    raise SenderNotConfigured(
        f"There is no identity `{name}` in config.toml.",
        hint=f"There are {known}." if known else "Write a section [identity.NAME] into it.",
    )


def _file_sender(given: SendConfig, identity: Identity | None, environ: Mapping[str, str]) -> MailSender:
    from mailatlas_core.outbound.senders.file import FileSender

    folder = given.file_dir or (identity and identity.file_dir) or environ.get("MAILATLAS_FILE_DIR")
    if not folder:
        raise SenderNotConfigured(
            "No folder is named for the messages to be written into.",
            hint="Give --file-dir, set MAILATLAS_FILE_DIR, or write `file_dir` into the identity.",
        )
    return FileSender(expanded(folder))
