"""A connection to an SMTP server, whose answers are bounded and must be answers."""

from __future__ import annotations

import re
import smtplib
import ssl
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_LINE = re.compile(rb"([2-5][0-9]{2})(?:([ -])([^\n]*?))?\r*\n")
_MOST_BYTES = 65536  # of one answer, all its lines together

# What a server is told of this machine: neither its name nor where it is.
_NO_NAME = "[127.0.0.1]"


class NotSmtp(OSError):
    """What came is no answer to what was said."""


class Connection(smtplib.SMTP):
    """That of smtplib, but `timeout` seconds are for a whole answer, and for each piece that is sent.

    The methods raise `OSError`: `TimeoutError`, `NotSmtp`, `ssl.SSLError`, and smtplib's own.
    """

    _unread = b""

    def send(self, s: ReadableBuffer | str) -> None:
        """Send a text in the encoding of commands, or bytes. Who has spoken out of turn is not listened to
        any longer: the next answer could be one to something else."""
        data = s.encode(self.command_encoding) if isinstance(s, str) else s
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected
        if self._unread:
            self.close()
            raise NotSmtp
        try:
            self.sock.settimeout(self.timeout)
            self.sock.sendall(data)
        except OSError:
            self.close()
            raise

    def getreply(self) -> tuple[int, bytes]:
        """The code of an answer, and its lines without the code, with LF between them."""
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected
        if self.file is None:  # a new connection, or one that has just been encrypted
            self.file = self.sock.makefile("rb")
        try:
            answer = self._answer(monotonic() + self.timeout)
            self.sock.settimeout(self.timeout)  # for the handshake of TLS, which may come next
        except OSError:
            self.close()
            raise
        return answer

    def _answer(self, end: float) -> tuple[int, bytes]:
        texts: list[bytes] = []
        codes, left = set(), _MOST_BYTES
        while left > 0:
            line = self._line(end)
            left -= len(line)
            if (parts := _LINE.fullmatch(line)) is None:
                break
            codes.add(parts[1])
            texts.append(parts[3] or b"")
            if parts[2] != b"-":
                if len(codes) > 1:
                    break
                return int(parts[1]), b"\n".join(texts)
        raise NotSmtp

    def _line(self, end: float) -> bytes:
        while b"\n" not in self._unread:
            left = end - monotonic()
            if left <= 0:
                raise TimeoutError
            more = self._read(left)
            if not more:
                raise smtplib.SMTPServerDisconnected
            self._unread += more
            if len(self._unread) > _MOST_BYTES:
                raise NotSmtp
        line, newline, self._unread = self._unread.partition(b"\n")
        return line + newline

    def _read(self, seconds: float) -> bytes:
        if self.sock is None or self.file is None:
            raise smtplib.SMTPServerDisconnected
        self.sock.settimeout(seconds)
        return bytes(self.file.read1(_MOST_BYTES))


class EncryptedConnection(Connection, smtplib.SMTP_SSL):
    """One that is encrypted from the first byte."""


def connect(host: str, port: int, timeout: float, context: ssl.SSLContext | None) -> Connection:
    """A connection whose greeting has been read; with a context, encrypted from the first byte.

    Raises `smtplib.SMTPConnectError` where the server greets with a refusal."""
    if context is None:
        return Connection(host, port, _NO_NAME, timeout)
    return EncryptedConnection(host, port, _NO_NAME, timeout=timeout, context=context)
