"""Which SMTP server is asked, how, and by whom.

Each value comes from the first that has it: the call, the identity, the environment. But what is said of one
server is never applied to another: where the call names a host, the port, the user and the password of an
identity count only if its host is the same, and so does what the environment says of `MAILATLAS_SMTP_HOST`,
which is the host of every identity that names none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from mailatlas_core.config.table import Identity
from mailatlas_core.errors import SecretUnavailable, SenderNotConfigured
from mailatlas_core.network import ITS_ABSENCE, missing_authorities
from mailatlas_core.outbound.model import SendConfig
from mailatlas_core.outbound.senders.server import Encryption, SmtpServer
from mailatlas_core.ports import SecretStore
from mailatlas_core.secrets.sources import Account, Declared, credential, is_same_host, missing

_PORTS: Mapping[Encryption, int] = {"starttls": 587, "ssl": 465, "none": 25}
_GMAIL = (
    "A password for smtp.gmail.com opens the whole account: the provider gmail is safer, with a token that"
    " can only send (gmail.send)."
)
# But what stands for a byte that is no UTF-8: that goes out as it came.
_UNSENDABLE = re.compile("[\0\ud800-\udc7f\udd00-\udfff]")
_YES, _NO = frozenset({"1", "true", "yes", "on"}), frozenset({"0", "false", "no", "off"})


class _Said(NamedTuple):
    """What the call, an identity or the environment says of a server."""

    host: str | None
    port: int | None
    encryption: Encryption | None
    username: str | None

    def is_of(self, host: str) -> bool:
        return not self.host or is_same_host(self.host, host)

    def is_of_user(self, server: SmtpServer) -> bool:
        """Whether the call names no other server, and no other user of it."""
        return self.is_of(server.host) and self.username in ("", server.username)


def server_for(
    given: SendConfig,
    name: str | None,
    identities: Mapping[str, Identity],
    environ: Mapping[str, str],
    store: SecretStore,
) -> SmtpServer:
    """The server, with the password of who logs in. Raises `SenderNotConfigured` and `SecretUnavailable`."""
    if name is None:
        server, declared = _server(identities, _of_call(given), _of_environment(environ)), None
    else:
        said = _of(identities[name], environ)
        server = _server({}, _of_call(given), said, _of_environment(environ))
        declared = _declared(name, identities[name]) if said.is_of_user(server) else None
    if server.encryption != "none" and (problem := missing_authorities(environ)):
        raise SenderNotConfigured(problem, hint=ITS_ABSENCE)
    return _with_credential(server, given, declared, identities, environ, store)


def notes_on(server: SmtpServer) -> tuple[str, ...]:
    """What the user of a server should hear."""
    is_gmail = server.credential is not None and is_same_host(server.host, "smtp.gmail.com")
    return (_GMAIL,) if is_gmail else ()


def _of_call(given: SendConfig) -> _Said:
    encryption = _encryption(given.smtp_starttls, given.smtp_ssl)
    return _Said(given.smtp_host, given.smtp_port, encryption, given.smtp_username)


def _of(identity: Identity, environ: Mapping[str, str]) -> _Said:
    host = identity.host or environ.get("MAILATLAS_SMTP_HOST")
    return _Said(host, identity.port, identity.security or None, identity.username)


def _of_environment(environ: Mapping[str, str]) -> _Said:
    starttls, ssl = (_is_on(f"MAILATLAS_SMTP_{what}", environ) for what in ("STARTTLS", "SSL"))
    port = environ.get("MAILATLAS_SMTP_PORT", "")
    if port and not re.fullmatch("[0-9]{1,5}", port):
        raise SenderNotConfigured("MAILATLAS_SMTP_PORT is no number.", hint="Set it to that of a port.")
    return _Said(
        environ.get("MAILATLAS_SMTP_HOST"),
        int(port) if port else None,
        _encryption(starttls, ssl),
        environ.get("MAILATLAS_SMTP_USERNAME"),
    )


def _is_on(variable: str, environ: Mapping[str, str]) -> bool | None:
    value = environ.get(variable, "").lower()
    if value and value not in _YES | _NO:
        raise SenderNotConfigured(f"{variable} is neither true nor false.", hint="Set it to one of them.")
    return value in _YES if value else None


def _encryption(starttls: bool | None, ssl: bool | None) -> Encryption | None:
    """What two switches say together: to switch SSL off says that STARTTLS is meant."""
    if ssl:
        return "ssl"
    if starttls is False:
        return "none"
    return None if starttls is None and ssl is None else "starttls"


def _server(unnamed: Iterable[str], *everybody: _Said) -> SmtpServer:
    """What everybody says together; `unnamed` are identities that the call could have named."""
    host = next((said.host for said in everybody if said.host), None)
    if host is None:
        known = ", ".join(unnamed)
        raise SenderNotConfigured(
            "No SMTP server is named to send with.",
            hint=f"Give --identity, of which there are {known}, or --smtp-host."
            if known
            else "Give --smtp-host, set MAILATLAS_SMTP_HOST, or write `host` into an identity.",
        )
    heard = [said for said in everybody if said.is_of(host)]
    encryption: Encryption = next((said.encryption for said in heard if said.encryption), "starttls")
    return SmtpServer(
        host,
        next((said.port for said in heard if said.port), _PORTS[encryption]),
        encryption,
        next((said.username for said in heard if said.username), ""),
    )


def _declared(name: str, identity: Identity) -> Declared:
    whose = f"the identity `{name}`"
    return Declared(whose, identity.password_env, identity.password_command, identity.keychain)


def _with_credential(
    server: SmtpServer,
    given: SendConfig,
    declared: Declared | None,
    identities: Mapping[str, Identity],
    environ: Mapping[str, str],
    store: SecretStore,
) -> SmtpServer:
    """The server with the password of its user; without a user, nobody logs in."""
    if not server.username:
        if given.smtp_password is not None or (declared is not None and declared.count):
            raise SenderNotConfigured(
                f"There is a password for {server.host}, but no user.",
                hint="Give --smtp-username, or write `username` into the identity.",
            )
        return server
    account = Account("smtp", server.host, server.username)
    found = credential(
        account,
        given=given.smtp_password,
        declared=declared,
        others=_accounts(identities, environ),
        environ=environ,
        store=store,
    )
    if found is None:
        message, hint = missing(account, environ, "the identity")
        raise SecretUnavailable(message, hint=hint)
    if _UNSENDABLE.search(server.username + found.secret.reveal()):
        raise SenderNotConfigured(
            "A user or a password with NUL or half a character in it cannot log in.", hint="Is it whole?"
        )
    return replace(server, credential=found)


def _accounts(identities: Mapping[str, Identity], environ: Mapping[str, str]) -> list[Account]:
    """Every account that an identity may log in to."""
    host, anybody = environ.get("MAILATLAS_SMTP_HOST"), environ.get("MAILATLAS_SMTP_USERNAME", "")
    return [
        Account("smtp", identity.host or host or "", identity.username or anybody)
        for identity in identities.values()
        if identity.provider in ("", "smtp") and (identity.host or (host and identity.username))
    ]
