"""The way to an account: a connection, its encryption, its log-in. Nothing is said of a user before the
server has shown its certificate."""

from __future__ import annotations

import os
import ssl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from mailatlas_core.cancel import CancelToken
from mailatlas_core.errors import Cancelled, LoginRefused, ReceiverNotConfigured, ServerUnavailable
from mailatlas_core.network import ITS_ABSENCE, is_host, missing_authorities
from mailatlas_core.ports import Mailbox, OpenMailbox
from mailatlas_core.receive.imap.connection import Connection, NotImap, Refusal
from mailatlas_core.receive.imap.login import log_in, require_sayable
from mailatlas_core.receive.imap.mailbox import ImapMailbox
from mailatlas_core.receive.imap.transport import Transport
from mailatlas_core.receive.imap.wording import place, refused, unavailable
from mailatlas_core.receive.model import ImapConfig
from mailatlas_core.secrets import Secret

TIMEOUT = 60.0
LONGEST = 600.0
"""Seconds for an answer, or for the next message of one: a server may have to look through a large folder."""

_LAST_PORT = 65535


def open_imap(
    config: ImapConfig, secret: Secret, *, timeout: float = TIMEOUT, longest: float = LONGEST
) -> OpenMailbox:
    """The way to an account, and the end of it as soon as its token is cancelled. `timeout` seconds are for
    the connection, for each line that is said and each piece of a message, `longest` as `LONGEST`."""

    def opened(cancel: CancelToken, /) -> Mailbox:
        _require_server(config)
        require_sayable(config, secret)
        return _logged_in(config, secret, cancel, timeout, longest)

    return opened


def _logged_in(
    config: ImapConfig, secret: Secret, cancel: CancelToken, timeout: float, longest: float
) -> ImapMailbox:
    transport = Transport()
    connection = Connection(transport, config.host, timeout=timeout, longest=longest)
    with ExitStack() as held:
        held.callback(transport.close)
        with _told(config):
            held.enter_context(cancel.calling(transport.interrupt))
            transport.connect(config.host, config.port, timeout)
            _encrypt(connection, config)
            _log_in(connection, config, secret)
        return ImapMailbox(connection, config, secret, held.pop_all())


def _encrypt(connection: Connection, config: ImapConfig) -> None:
    context = ssl.create_default_context()
    if config.security == "ssl":
        connection.encrypt(context)
        _require_greeting(connection, config)
        return
    _require_greeting(connection, config)
    connection.ask_capabilities()
    if b"STARTTLS" not in connection.capabilities:
        raise ServerUnavailable(
            f"{place(config)} offers no STARTTLS, and nothing is said to it in the clear.",
            hint="Most servers have TLS from the first byte on port 993.",
        )
    for _ in connection.exchange(b"STARTTLS"):
        pass
    connection.encrypt(context)


def _require_greeting(connection: Connection, config: ImapConfig) -> None:
    match connection.greeting().kind:
        case b"OK":
            return
        case b"PREAUTH":  # also a way to keep a client from STARTTLS
            raise ServerUnavailable(
                f"{place(config)} takes the connection for logged in before anybody was.",
                hint="It may be another server than the one that was meant.",
            )
        case _:
            raise NotImap("answers with what is not IMAP")


def _log_in(connection: Connection, config: ImapConfig, secret: Secret) -> None:
    connection.ask_capabilities()
    try:
        log_in(connection, config, secret)
    except Refusal as refusal:
        raise refused(config, f"refused the {config.authentication}", refusal.text, LoginRefused) from None
    connection.ask_capabilities()


@contextmanager
def _told(config: ImapConfig) -> Iterator[None]:
    """A failure is an error in words, and not one of those that had the secret in their hands."""
    try:
        yield
    except OSError as error:
        raise unavailable(config, error) from None
    except Refusal as refusal:
        raise refused(config, "does not go on", refusal.text, ServerUnavailable) from None
    except Cancelled:
        raise Cancelled("Cancelled.") from None


def _require_server(config: ImapConfig) -> None:
    if not is_host(config.host):
        raise ReceiverNotConfigured(
            "The IMAP server that is named is no host.", hint="Write it as imap.example.org."
        )
    if not 0 < config.port <= _LAST_PORT:
        raise ReceiverNotConfigured(
            f"There is no port {config.port}.", hint="IMAP has port 993, with STARTTLS 143."
        )
    if problem := missing_authorities(os.environ):  # no password could mend that
        raise ServerUnavailable(problem, hint=ITS_ABSENCE)
