"""A letter and its enclosures → the bytes of the message, the same for the same input (RFC 5322)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from mailatlas_core.outbound.compose import header_lines
from mailatlas_core.outbound.compose.addresses import domain_on_the_wire
from mailatlas_core.outbound.compose.parts import Part, enclosed, html_text, multipart, plain_text
from mailatlas_core.outbound.model import Enclosure, Letter


def render(
    letter: Letter, enclosures: Sequence[tuple[Enclosure, bytes]], *, date: datetime, message_id: str
) -> bytes:
    """The message with CRLF and without Bcc, no line over 998 octets; `date` is aware, `message_id`
    has no brackets. It is ASCII, but for an attached message with 8-bit lines and for an address that
    is not ASCII before its @: these need 8BITMIME and SMTPUTF8 of a server."""
    part = _body(letter, message_id)
    if enclosures:
        files = [enclosed(enclosure, content) for enclosure, content in enclosures]
        part = multipart("mixed", [part, *files], message_id)
    return b"".join(_header(letter, date, message_id)) + b"MIME-Version: 1.0\r\n" + bytes(part)


def new_message_id(sender_email: str, token: str) -> str:
    """An id without brackets for a message from this address; `token` makes it unique, and consists
    of letters, digits and dots."""
    return f"{token}@{domain_on_the_wire(sender_email)}"


def _header(letter: Letter, date: datetime, message_id: str) -> Iterator[bytes]:
    yield header_lines.mailboxes("From", [letter.sender])
    if letter.to:
        yield header_lines.mailboxes("To", letter.to)
    elif not letter.cc:
        yield b"To: undisclosed-recipients:;\r\n"
    if letter.cc:
        yield header_lines.mailboxes("Cc", letter.cc)
    if letter.reply_to:
        yield header_lines.mailboxes("Reply-To", letter.reply_to)
    yield header_lines.unstructured("Subject", letter.subject)
    yield header_lines.folded("Date", [header_lines.mail_date(date)])
    yield header_lines.identifiers("Message-ID", [message_id])
    if letter.in_reply_to is not None:
        yield header_lines.identifiers("In-Reply-To", [letter.in_reply_to])
    if letter.references:
        yield header_lines.identifiers("References", letter.references)
    for name, value in letter.headers:
        yield header_lines.unstructured(name, value)


def _body(letter: Letter, seed: str) -> Part:
    texts = []
    if letter.text is not None:
        texts.append(plain_text(letter.text))
    if letter.html is not None:
        texts.append(html_text(letter.html))
    return texts[0] if len(texts) == 1 else multipart("alternative", texts, seed)
