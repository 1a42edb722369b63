"""An IMAP server on loopback that says what it is told to, be it IMAP or not."""

from __future__ import annotations

import re
import socket
import ssl
import threading
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress

from mailatlas_core.cancel import CancelToken
from mailatlas_core.ports import Mailbox
from mailatlas_core.receive.imap.opening import open_imap
from mailatlas_core.receive.model import ImapConfig
from mailatlas_core.secrets import Secret
from tests.core.smtp import certificates

PASSWORD = Secret("correct horse battery staple")
PATIENCE = 0.3
CAPABILITY = b"IMAP4rev1 AUTH=PLAIN IDLE"

_LINE = re.compile(rb"(?P<tag>\S+) (?P<verb>UID \S+|\S+) ?(?P<rest>.*)")


class _Gone(Exception):
    """The connection is over."""


class Dialogue:
    """One connection; `command` is the one in hand, without its tag."""

    def __init__(self, server: ScriptedServer, client: socket.socket) -> None:
        self.server = server
        self.tag = b"*"
        self.command = b""
        self._client = client
        self._unread = b""

    def say(self, answer: bytes) -> None:
        """Send this, with the tag of the command in the place of TAG."""
        self._client.sendall(answer.replace(b"TAG", self.tag))

    def hear(self) -> bytes:
        """The next line, without its end."""
        while b"\r\n" not in self._unread:
            more = self._client.recv(65536)
            if not more:
                raise _Gone
            self._unread += more
        line, _, self._unread = self._unread.partition(b"\r\n")
        self.server.heard.append(line)
        return line

    def fall_silent(self) -> None:
        """Neither say nor hear anything until the other side leaves."""
        while self._client.recv(65536):
            pass
        raise _Gone

    def drop(self) -> None:
        """Break the connection off."""
        raise _Gone

    def encrypt(self) -> None:
        assert self.server.tls is not None
        self._client = self.server.tls.wrap_socket(self._client, server_side=True)

    def end(self) -> None:
        """Close the connection, whichever way it has come to."""
        with suppress(OSError):
            self._client.shutdown(socket.SHUT_RDWR)
        self._client.close()


Answer = bytes | Callable[[Dialogue], None]


def authenticate(dialogue: Dialogue) -> None:
    """Take whatever is said, in as many steps as PLAIN has."""
    dialogue.say(b"+ \r\n")
    dialogue.server.secrets.append(b64decode(dialogue.hear()))
    dialogue.say(b"TAG OK welcome\r\n")


def upgrade(dialogue: Dialogue) -> None:
    """Begin TLS."""
    dialogue.say(b"TAG OK go\r\n")
    dialogue.encrypt()


def idle(dialogue: Dialogue) -> None:
    """Say nothing until it is over."""
    dialogue.say(b"+ idling\r\n")
    dialogue.hear()
    dialogue.say(b"TAG OK done\r\n")


ANSWERS: Mapping[bytes, Answer] = {
    b"GREETING": b"* OK scripted.test\r\n",
    b"CAPABILITY": b"* CAPABILITY " + CAPABILITY + b"\r\nTAG OK done\r\n",
    b"STARTTLS": upgrade,
    b"AUTHENTICATE": authenticate,
    b"LOGIN": b"TAG OK welcome\r\n",
    b"LIST": b'* LIST () "/" INBOX\r\nTAG OK done\r\n',
    b"EXAMINE": b"* 3 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\nTAG OK [READ-ONLY] done\r\n",
    b"NOOP": b"TAG OK done\r\n",
    b"UID SEARCH": b"* SEARCH 1 2 3\r\nTAG OK done\r\n",
    b"UID FETCH": b"TAG OK done\r\n",
    b"IDLE": idle,
    b"LOGOUT": b"* BYE see you\r\nTAG OK done\r\n",
}
"""What a server that works says to each command, and first of all."""


class ScriptedServer:
    """What it heard, line by line, and the secrets that it was told. `answers` go before `ANSWERS`."""

    def __init__(
        self,
        answers: Mapping[bytes, Answer] | None = None,
        *,
        tls: ssl.SSLContext | None = None,
        is_encrypted: bool = True,
    ) -> None:
        self.answers = {**ANSWERS, **(answers or {})}
        self.tls = tls
        self.heard: list[bytes] = []
        self.secrets: list[bytes] = []
        self._is_encrypted = is_encrypted
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve)

    @contextmanager
    def running(self) -> Iterator[ScriptedServer]:
        self._thread.start()
        try:
            yield self
        finally:
            self._listener.shutdown(socket.SHUT_RDWR)
            self._thread.join()
            self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            dialogue = Dialogue(self, client)
            with suppress(OSError, _Gone):
                self._talk(dialogue)
            dialogue.end()

    def _talk(self, dialogue: Dialogue) -> None:
        if self._is_encrypted:
            dialogue.encrypt()
        self._answer(dialogue, b"GREETING")
        while True:
            parts = _LINE.fullmatch(dialogue.hear())
            assert parts is not None
            dialogue.tag, dialogue.command = parts["tag"], parts["rest"]
            self._answer(dialogue, parts["verb"])

    def _answer(self, dialogue: Dialogue, verb: bytes) -> None:
        answer = self.answers[verb]
        if isinstance(answer, bytes):
            dialogue.say(answer)
        else:
            answer(dialogue)


@contextmanager
def opened(
    answers: Mapping[bytes, Answer], cancel: CancelToken | None = None, *, timeout: float = PATIENCE
) -> Iterator[Mailbox]:
    """The mailbox of a server with these answers, whose certificate has to be trusted."""
    server = ScriptedServer(answers, tls=certificates.context())
    with server.running():
        config = ImapConfig("localhost", "ada", server.port)
        way = open_imap(config, PASSWORD, timeout=timeout, longest=4 * timeout)
        with closing(way(cancel or CancelToken())) as mailbox:
            yield mailbox


def answer(*responses: bytes) -> bytes:
    """These responses, and that this was all."""
    return b"".join(b"* " + one + b"\r\n" for one in responses) + b"TAG OK done\r\n"
