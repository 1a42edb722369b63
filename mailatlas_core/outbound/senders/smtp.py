"""The way out by SMTP: the approved bytes are what is sent, and each answer is kept.

The steps are those of `outcome.py`, which says what their failing means. A server that offers no encryption
gets nothing, and neither does one whose certificate cannot be verified.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

from mailatlas_core.outbound.model import Delivery, Outgoing, ProviderName, Refusal
from mailatlas_core.outbound.senders.connection import Connection, NotSmtp, connect
from mailatlas_core.outbound.senders.fitting import Unsuitable, mail_options, require_sendable
from mailatlas_core.outbound.senders.outcome import Step, lost, none_left, refused, taken
from mailatlas_core.outbound.senders.server import SmtpServer
from mailatlas_core.outbound.senders.wording import in_words, kept_text
from mailatlas_core.secrets.sources import Credential

TIMEOUT = 30.0
LAST_TIMEOUT = 600.0
"""Seconds for the answer to the whole message, those of RFC 5321: a server may search it for viruses first,
and who does not wait will not know."""

_QUIT_TIMEOUT = 5.0
_CHUNK = 65536

_Command = Callable[[], tuple[int, bytes]]


class SmtpSender:
    """Asks one server. `timeout` seconds are for the connection, for each answer and for each piece of the
    message, `last_timeout` for the answer to the whole of it."""

    provider: ProviderName = "smtp"

    def __init__(
        self, server: SmtpServer, *, timeout: float = TIMEOUT, last_timeout: float = LAST_TIMEOUT
    ) -> None:
        self.server = server
        self._timeout = timeout
        self._last_timeout = last_timeout

    def send(self, outgoing: Outgoing, /) -> Delivery:
        return _Attempt(self.server, outgoing, self._timeout, self._last_timeout).delivery()


class _Attempt:
    """One message, one connection."""

    def __init__(self, server: SmtpServer, outgoing: Outgoing, timeout: float, last_timeout: float) -> None:
        self._server = server
        self._outgoing = outgoing
        self._timeout = timeout
        self._last_timeout = last_timeout
        self._step: Step = "connect"
        self._answers: dict[str, str] = {}
        self._refusals: list[Refusal] = []

    def delivery(self) -> Delivery:
        return replace(self._asked(), refused=tuple(self._refusals), response=self._answers)

    def _asked(self) -> Delivery:
        place = self._server.place
        try:
            require_sendable(self._outgoing)
            with self._connected() as smtp:
                self._greet(smtp)
                self._log_in(smtp)
                if not self._tell_envelope(smtp):
                    return none_left(place, self._refusals)
                return taken(place, self._refusals, self._hand_over(smtp))
        except Unsuitable as error:
            return Delivery("error", error=f"{error}")
        except smtplib.SMTPResponseException as error:
            answer = self._kept(error.smtp_code, error.smtp_error)
            return refused(place, self._step, error.smtp_code, answer, self._server.credential)
        except OSError as error:
            what, may_pass = in_words(error)
            return lost(place, self._step, what, retryable=may_pass)

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        """A connection that ends politely, unless something broke in the midst of it."""
        context = ssl.create_default_context() if self._server.encryption == "ssl" else None
        smtp = connect(self._server.host, self._server.port, self._timeout, context)
        try:
            yield smtp
            self._leave(smtp)
        except (Unsuitable, smtplib.SMTPResponseException):
            self._leave(smtp)
            raise
        finally:
            smtp.close()

    def _leave(self, smtp: Connection) -> None:
        """Whether the server answers to that changes nothing."""
        smtp.timeout = min(self._timeout, _QUIT_TIMEOUT)
        with suppress(OSError):
            smtp.quit()

    def _greet(self, smtp: Connection) -> None:
        self._ask("ehlo", smtp.ehlo)
        if self._server.encryption != "starttls":
            return
        if not smtp.has_extn("starttls"):
            raise Unsuitable(f"{self._server.place} offers no STARTTLS, and nothing is sent in the clear.")
        self._ask("starttls", lambda: smtp.starttls(context=ssl.create_default_context()))
        self._ask("ehlo", smtp.ehlo)

    def _log_in(self, smtp: Connection) -> None:
        if (credential := self._server.credential) is None:
            return
        offered = smtp.esmtp_features.get("auth", "").upper().split()
        if "PLAIN" in offered:
            self._ask("auth", lambda: smtp.docmd("AUTH PLAIN", _plain(self._server.username, credential)))
        elif "LOGIN" in offered:
            self._ask("auth", lambda: smtp.docmd("AUTH LOGIN"), wanted=3)
            self._ask("auth", lambda: smtp.docmd(_base64(self._server.username)), wanted=3)
            self._ask("auth", lambda: smtp.docmd(_base64(credential.secret.reveal())))
        else:
            raise Unsuitable(f"{self._server.place} offers no log-in by AUTH PLAIN or AUTH LOGIN.")

    def _tell_envelope(self, smtp: Connection) -> bool:
        """Whether the server will take the message for anybody."""
        options = mail_options(self._outgoing, smtp.esmtp_features, self._server.place)
        envelope = self._outgoing.envelope
        self._ask("mail", lambda: smtp.mail(envelope.sender, options))
        self._step = "rcpt"
        for recipient in envelope.recipients:
            code, text = smtp.rcpt(recipient)
            if code == _CLOSING:
                raise smtplib.SMTPResponseException(code, text)
            if 300 <= code < 400:
                raise NotSmtp
            answer = self._kept(code, text)
            if code >= 400:
                self._refusals.append(Refusal(recipient, code, answer))
        return len(self._refusals) < len(envelope.recipients)

    def _hand_over(self, smtp: Connection) -> str:
        """The server's last answer."""
        self._ask("data", lambda: smtp.docmd("DATA"), wanted=3)
        self._step = "content"
        content = re.sub(rb"(?m)^\.", b"..", self._outgoing.raw)
        for start in range(0, len(content), _CHUNK):
            smtp.send(content[start : start + _CHUNK])
        smtp.timeout = self._last_timeout
        return self._ask("end", lambda: smtp.docmd("."))

    def _ask(self, step: Step, command: _Command, wanted: int = 2) -> str:
        """The answer to a command, whose code begins with the digit that is `wanted`."""
        self._step = step
        code, text = command()
        if code >= 400:
            raise smtplib.SMTPResponseException(code, text)
        if code // 100 != wanted:
            raise NotSmtp
        return self._kept(code, text)

    def _kept(self, code: int, text: bytes | str) -> str:
        """An answer in words, noted under the step in hand. What a server says of itself is not noted."""
        credential = self._server.credential
        secrets = () if credential is None else (credential.secret,)
        answer = f"{code} {kept_text(text, secrets, self._outgoing.envelope.recipients)}".rstrip()
        if self._step == "rcpt" and "rcpt" in self._answers:
            self._answers["rcpt"] += f"\n{answer}"
        elif self._step != "ehlo" or code >= 400:
            self._answers[self._step] = answer
        return answer


_CLOSING = 421  # RFC 5321: may answer any command, and ends the connection


def _plain(username: str, credential: Credential) -> str:
    """What AUTH PLAIN sends (RFC 4616)."""
    return _base64(f"\0{username}\0{credential.secret.reveal()}")


def _base64(text: str) -> str:
    return b64encode(text.encode("utf-8", "surrogateescape")).decode()
