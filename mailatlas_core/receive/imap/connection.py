"""The dialogue with an IMAP server (RFC 3501): commands, and answers that are bounded in time and size.

The connection of imapclient is not used, because that of imaplib below it allocates what a server announces,
keeps every answer to a command until the last one has come, writes mail into the log of whoever looks
closely, and takes a connection lost at the log-in for a refusal.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterator
from time import monotonic
from typing import NamedTuple

from mailatlas_core.ingest.mbox import MESSAGE_LIMIT
from mailatlas_core.receive.imap.transport import Transport

MOST_TEXT = 16 << 20
"""Bytes of an answer: a line of two million uids."""
MOST_IN_MESSAGE = MESSAGE_LIMIT

_PIECE = 65536
_MOST_PARTS = 20_000  # of a response: of empty literals, an answer could have millions

_RESPONSE = re.compile(rb"\* (?:([0-9]{1,10}) )?([A-Za-z-]+)(?: (.*))?", re.DOTALL)
_LITERAL = re.compile(rb"\{([0-9]{1,19})\}\Z")
_STATUS = frozenset({b"OK", b"NO", b"BAD", b"BYE", b"PREAUTH"})  # their text has no literals


class NotImap(OSError):
    """What came is no answer to what was said; the text says what it did, as "sends lines without end"."""


class Bye(OSError):
    """The server ends the connection; `text` is what it says to that."""

    def __init__(self, text: bytes) -> None:
        super().__init__()
        self.text = text


class Refusal(Exception):
    """The answer to a command was `status` NO or BAD."""

    def __init__(self, status: bytes, text: bytes) -> None:
        super().__init__()
        self.status = status
        self.text = text


class Response(NamedTuple):
    """What a server says: its kind, such as `EXISTS` or `+`, the number before that, and the rest, which is
    texts with a literal between each two."""

    kind: bytes
    number: int | None
    parts: list[bytes]

    @property
    def text(self) -> bytes:
        """The rest, where that has no literal."""
        return self.parts[0]


class Connection:
    """A server that is spoken to. `timeout` seconds are for the connection, for each line, and for each piece
    of a literal, `longest` for what else a command brings until `get_on`.

    The methods raise `OSError`, `NotImap` and `Bye` among it, and what `Transport` does: there is nothing to
    be said any more then. `Refusal` leaves the connection as it is.
    """

    def __init__(self, transport: Transport, host: str, *, timeout: float, longest: float) -> None:
        self.transport = transport
        self.timeout = timeout
        self.longest = longest
        self.capabilities: frozenset[bytes] = frozenset()
        self.has_arrivals = False
        """Whether the opened folder has got messages since this was last set to False."""
        self._host = host
        self._unread = bytearray()
        self._commands = 0
        self._messages = 0
        self.get_on()

    def get_on(self, most: int = MOST_TEXT) -> None:
        """Give the server the whole time for its answer again, and so many bytes of literals."""
        self._end = monotonic() + self.longest
        self._text_left = MOST_TEXT
        self._literals_left = most

    def encrypt(self, context: ssl.SSLContext) -> None:
        """Go on in TLS. What was said before does not count then, for anybody can have said it."""
        if self._unread:
            raise NotImap("speaks before the encryption that it promised has begun")
        self.transport.encrypt(context, self._host, monotonic() + self.timeout)
        self.capabilities = frozenset()

    def greeting(self) -> Response:
        """The first thing that a server says."""
        return self._response()

    def ask_capabilities(self) -> None:
        """Make `capabilities` what the server can do now."""
        for response in self.exchange(b"CAPABILITY"):
            if response.kind == b"CAPABILITY":
                self.capabilities = frozenset(response.text.upper().split())

    def exchange(self, *words: bytes, most: int = MOST_TEXT) -> Iterator[Response]:
        """Give a command; yields what is said until the answer is OK. Whoever leaves before ends the
        connection. Raises `Refusal` where the answer is another one."""
        self._commands += 1
        tag = b"A%d" % self._commands
        self.get_on(most)
        is_answered = False
        try:
            self.say(b" ".join((tag, *words)))
            while (response := self._response(tag)).kind != tag:
                yield response
            is_answered = True
        finally:
            if not is_answered:
                self.transport.close()
        _require_ok(response.text)

    def say(self, line: bytes) -> None:
        """Send a line, within a command: the answer to a `+`."""
        self.transport.send(line + b"\r\n", monotonic() + self.timeout)

    def idle(self, seconds: float) -> None:
        """Wait until `has_arrivals`, for that time at most (RFC 2177)."""
        end = monotonic() + seconds
        exchange = self.exchange(b"IDLE")
        if not any(response.kind == b"+" for response in exchange):
            raise NotImap("ends IDLE before it was begun")
        while not self.has_arrivals and self._hears(end):
            self._end = monotonic() + self.longest
            self._response()
        self._end = monotonic() + self.longest
        self.say(b"DONE")
        for _ in exchange:
            pass  # what came meanwhile has been noted

    def _response(self, tag: bytes = b"") -> Response:
        """The next response; the answer to the command with that tag has the tag as its kind."""
        line = self._line()
        if line.startswith(b"+"):
            return Response(b"+", None, [line[1:].strip()])
        if (parts := _RESPONSE.fullmatch(line)) is None:
            if tag and line.startswith(tag + b" "):
                return Response(tag, None, [line[len(tag) + 1 :]])
            raise NotImap("answers with what is not IMAP")
        kind = parts[2].upper()
        if kind == b"BYE":
            raise Bye(parts[3] or b"")
        number = None if parts[1] is None else int(parts[1])
        text = parts[3] or b""
        response = Response(kind, number, [text] if kind in _STATUS else self._with_literals(text))
        self._note(response)
        return response

    def _note(self, response: Response) -> None:
        if response.number is None:
            return
        if response.kind == b"EXISTS":
            self.has_arrivals |= response.number > self._messages
            self._messages = response.number
        elif response.kind == b"EXPUNGE":
            self._messages -= 1

    def _with_literals(self, text: bytes) -> list[bytes]:
        parts: list[bytes] = []
        while announced := _LITERAL.search(text):
            if len(parts) >= _MOST_PARTS:
                raise NotImap("sends more than an answer can have")
            parts += (text[: announced.start()], self._literal(int(announced[1])))
            text = self._line()
        return [*parts, text]

    def _line(self) -> bytes:
        seen, end = 0, min(monotonic() + self.timeout, self._end)
        while (found := self._unread.find(b"\n", seen)) < 0:
            seen = len(self._unread)
            if seen > MOST_TEXT:
                raise NotImap("sends a line without end")
            self._unread += self.transport.receive(end)
        if monotonic() > self._end:
            raise TimeoutError
        line = bytes(self._unread[: found + 1])
        del self._unread[: found + 1]
        self._text_left = _less(self._text_left, len(line))
        return line.rstrip(b"\r\n")

    def _literal(self, size: int) -> bytes:
        """So many bytes, whatever they are; none of their room is taken before they are there."""
        self._literals_left = _less(self._literals_left, size)
        while len(self._unread) < size:
            piece = min(len(self._unread) + _PIECE, size)
            begun = monotonic()
            while len(self._unread) < piece:
                self._unread += self.transport.receive(begun + self.timeout)
            if piece < size:  # small ones would take for ever by and by
                self._end += monotonic() - begun
        literal = bytes(memoryview(self._unread)[:size])
        del self._unread[:size]
        return literal

    def _hears(self, end: float) -> bool:
        """Whether the server says anything until then."""
        try:
            while b"\n" not in self._unread and len(self._unread) <= MOST_TEXT:
                self._unread += self.transport.receive(end)
        except TimeoutError:
            return False
        return True


def _less(left: int, size: int) -> int:
    if size > left:
        raise NotImap("sends more than an answer can have")
    return left - size


def _require_ok(answer: bytes) -> None:
    status, _, text = answer.partition(b" ")
    match status.upper():
        case b"OK":
            return
        case b"NO" | b"BAD":
            raise Refusal(status.upper(), text)
        case _:
            raise NotImap("answers with what is not IMAP")
