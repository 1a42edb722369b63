"""aiosmtpd on loopback: a server that somebody else has written."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from mailatlas_core.outbound.model import Envelope as OurEnvelope
from mailatlas_core.outbound.model import Outgoing

USERNAME = "ada"
PASSWORD = "correct horse battery staple"


class Handler:
    """Takes what is sent; a recipient that begins with `refused` or `later` is not."""

    def __init__(self) -> None:
        self.received: list[Outgoing] = []
        self.logins: list[object] = []

    async def handle_RCPT(  # noqa: N802 - the name is aiosmtpd's
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address.startswith("refused"):
            return f"550 5.1.1 <{address}>: no such user"
        if address.startswith("later"):
            return f"451 4.7.1 <{address}>: not now"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Ok"

    async def handle_DATA(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        assert isinstance(envelope.content, bytes)
        told = OurEnvelope(envelope.mail_from or "", tuple(envelope.rcpt_tos))
        self.received.append(Outgoing(envelope.content, told))
        return f"250 2.0.0 Ok: queued as AIO{len(self.received)}"

    def authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: object
    ) -> AuthResult:
        self.logins.append(data)
        is_right = data == LoginPassword(USERNAME.encode(), PASSWORD.encode())
        return AuthResult(success=is_right, handled=False)


@contextmanager
def running(
    tls: ssl.SSLContext | None = None, *, is_encrypted: bool = False, needs_login: bool = False
) -> Iterator[tuple[Handler, int]]:
    """A server, as its handler and its port."""
    handler = Handler()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(
        handler,
        hostname="127.0.0.1",
        port=port,
        ssl_context=tls if is_encrypted else None,
        tls_context=None if is_encrypted else tls,
        require_starttls=tls is not None and not is_encrypted,
        authenticator=handler.authenticate if needs_login else None,
        auth_required=needs_login,
        auth_require_tls=tls is not None and not is_encrypted,
        enable_SMTPUTF8=True,
        ident="aiosmtpd",
    )
    controller.start()
    try:
        yield handler, port
    finally:
        controller.stop()
