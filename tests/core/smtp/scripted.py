"""An SMTP server on loopback that can be told, for each step, what goes wrong there."""

from __future__ import annotations

import re
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from enum import Enum, auto

from mailatlas_core.outbound.model import Envelope, Outgoing
from mailatlas_core.outbound.senders.outcome import Step

FEATURES = ("8BITMIME", "SMTPUTF8", "AUTH PLAIN LOGIN")

_END = b"\r\n.\r\n"


class Mishap(Enum):
    """What a server can do in the place of an answer."""

    DROP = auto()  # close the connection; at the end, without having taken the message
    TAKE_AND_DROP = auto()  # the same, having taken it
    SILENCE = auto()  # read nothing and say nothing any more
    FLOOD = auto()  # begin an answer that never ends


class _Gone(Exception):
    """The connection is over."""


class ScriptedServer:
    """What it was told, of all connections in their order, and what it has taken.

    `faults` are what it does at a step instead of what it should: a mishap, or bytes that it says;
    `refusals` are its answers to single recipients.
    """

    def __init__(
        self,
        faults: Mapping[Step, Mishap | bytes] | None = None,
        *,
        tls: ssl.SSLContext | None = None,
        is_encrypted: bool = False,
        features: tuple[str, ...] = FEATURES,
        refusals: Mapping[str, bytes] | None = None,
    ) -> None:
        self.faults = dict(faults or {})
        self.tls = tls
        self.is_encrypted = is_encrypted
        self.features = features
        self.refusals = dict(refusals or {})
        self.connections = 0
        self.commands: list[str] = []
        self.received: list[Outgoing] = []
        self.stopped = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve)

    @contextmanager
    def running(self) -> Iterator[ScriptedServer]:
        self._thread.start()
        try:
            yield self
        finally:
            self.stopped.set()
            self._listener.shutdown(socket.SHUT_RDWR)
            self._thread.join()
            self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            dialogue = _Dialogue(self, client)
            with suppress(OSError, _Gone):
                dialogue.run()
            dialogue.close()


class _Dialogue:
    """One connection."""

    def __init__(self, server: ScriptedServer, client: socket.socket) -> None:
        self._server = server
        self._client = client
        self._unread = b""
        self._sender = ""
        self._recipients: list[str] = []

    def close(self) -> None:
        self._client.close()

    def run(self) -> None:
        if self._server.is_encrypted:
            self._encrypt()
        self._answer("connect", b"220 scripted.test ESMTP\r\n")
        while True:
            command = self._until(b"\r\n").decode()
            self._server.commands.append(command)
            self._obey(command)

    def _obey(self, command: str) -> None:
        match command.partition(" ")[0].upper():
            case "EHLO":
                self._answer("ehlo", self._greeting())
            case "STARTTLS":
                self._answer("starttls", b"220 go\r\n")
                self._encrypt()
            case "AUTH":
                self._authenticate(command)
            case "MAIL":
                self._sender, self._recipients = _address(command), []
                self._answer("mail", b"250 ok\r\n")
            case "RCPT":
                self._add(_address(command))
            case "DATA":
                self._take_content()
            case "QUIT":
                self._client.sendall(b"221 bye\r\n")
                raise _Gone
            case _:
                self._client.sendall(b"502 what\r\n")

    def _greeting(self) -> bytes:
        offers_tls = self._server.tls is not None and not isinstance(self._client, ssl.SSLSocket)
        lines = ["scripted.test", *(["STARTTLS"] if offers_tls else []), *self._server.features]
        marks = [*["-"] * (len(lines) - 1), " "]
        return "".join(f"250{mark}{line}\r\n" for mark, line in zip(marks, lines, strict=True)).encode()

    def _authenticate(self, command: str) -> None:
        if command.upper() == "AUTH LOGIN":
            for _ in ("user", "password"):
                self._client.sendall(b"334 \r\n")
                self._server.commands.append(self._until(b"\r\n").decode())
        self._answer("auth", b"235 welcome\r\n")

    def _add(self, recipient: str) -> None:
        if (refusal := self._server.refusals.get(recipient)) is not None:
            self._client.sendall(refusal)
        elif self._answer("rcpt", b"250 ok\r\n"):
            self._recipients.append(recipient)

    def _take_content(self) -> None:
        if not self._answer("data", b"354 go ahead\r\n"):
            return
        self._mishap("content")
        content = self._until(_END) + b"\r\n"
        unstuffed = re.sub(rb"(?m)^\.", b"", content)
        message = Outgoing(unstuffed, Envelope(self._sender, tuple(self._recipients)))
        is_taken = self._server.faults.get("end", Mishap.TAKE_AND_DROP) is Mishap.TAKE_AND_DROP
        if is_taken:
            self._server.received.append(message)
        self._answer("end", b"250 2.0.0 Ok: queued as 4XYZ\r\n")

    def _answer(self, step: Step, answer: bytes) -> bool:
        """Whether it was the answer of a server that works."""
        self._mishap(step)
        fault = self._server.faults.get(step)
        self._client.sendall(fault if isinstance(fault, bytes) else answer)
        return fault is None

    def _mishap(self, step: Step) -> None:
        match self._server.faults.get(step):
            case Mishap.DROP | Mishap.TAKE_AND_DROP:
                raise _Gone
            case Mishap.SILENCE:
                self._server.stopped.wait()
                raise _Gone
            case Mishap.FLOOD:
                while True:
                    self._client.sendall(b"250-and another line\r\n" * 100)

    def _until(self, end: bytes) -> bytes:
        while end not in self._unread:
            more = self._client.recv(65536)
            if not more:
                raise _Gone
            self._unread += more
        found, _, self._unread = self._unread.partition(end)
        return found

    def _encrypt(self) -> None:
        assert self._server.tls is not None
        self._client = self._server.tls.wrap_socket(self._client, server_side=True)


def _address(command: str) -> str:
    return command.partition("<")[2].partition(">")[0]
