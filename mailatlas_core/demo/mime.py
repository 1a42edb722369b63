"""Messages as bytes, the same on every machine and every Python.

The standard library's generator may fold and pick boundaries anew from version to version;
this one does what the demo needs and nothing else. Lines end in LF; `with_crlf` changes that.
"""

from __future__ import annotations

import base64
import hashlib
import quopri
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from urllib.parse import quote

from mailatlas_core.demo.cast import Person

Header = tuple[str, str]
Headers = tuple[Header, ...]

ENCODED_WORD_LIMIT = 75
SPECIALS = set('()<>[]:;@\\,."')


@dataclass(frozen=True, slots=True)
class Part:
    """A MIME part: its own headers in ASCII, and its body as it travels."""

    headers: Headers
    body: bytes

    def __bytes__(self) -> bytes:
        return header_lines(self.headers) + b"\n" + self.body


def header_lines(headers: Sequence[Header]) -> bytes:
    return b"".join(f"{name}: {value}\n".encode("ascii") for name, value in headers)


def with_crlf(data: bytes) -> bytes:
    return data.replace(b"\n", b"\r\n")


def digest(*values: object) -> str:
    """Twelve hex digits that name these values: boundaries and ids need no chance."""
    return hashlib.sha256("\0".join(map(repr, values)).encode()).hexdigest()[:12]


def encoded(text: str, charset: str = "utf-8") -> str:
    """A header value as RFC 2047 has it: plain ASCII as it is, all else in encoded words."""
    plain = text.isascii() and text.isprintable()
    return text if plain else "\n ".join(_encoded_words(text, charset))


def _encoded_words(text: str, charset: str) -> Iterator[str]:
    chunk = ""
    for character in text:
        if len(_encoded_word(chunk + character, charset)) > ENCODED_WORD_LIMIT:
            yield _encoded_word(chunk, charset)
            chunk = ""
        chunk += character
    yield _encoded_word(chunk, charset)


def _encoded_word(text: str, charset: str) -> str:
    return f"=?{charset}?B?{base64.b64encode(text.encode(charset)).decode()}?="


def mailbox(person: Person, charset: str = "utf-8") -> str:
    """`Name <address>`, quoted or encoded where it must be."""
    name = encoded(person.name, charset)
    if name == person.name and SPECIALS & set(name):
        name = _quoted_string(name)
    return f"{name} <{person.address}>"


def _quoted_string(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def parameter(name: str, value: str) -> str:
    """A MIME parameter: quoted, or by RFC 2231 where it is not plain ASCII."""
    if value.isascii() and value.isprintable():
        return f"{name}={_quoted_string(value)}"
    return f"{name}*=utf-8''{quote(value, safe='')}"


def text_part(
    text: str,
    subtype: str = "plain",
    *,
    charset: str = "utf-8",
    encoding: str | None = None,
    parameters: str = "",
) -> Part:
    """A text part; without `encoding`, 7bit where that is enough, else quoted-printable."""
    data = text.encode(charset)
    encoding = encoding or ("7bit" if data.isascii() else "quoted-printable")
    headers = (
        ("Content-Type", f"text/{subtype}; charset={charset}{parameters}"),
        ("Content-Transfer-Encoding", encoding),
    )
    if encoding == "quoted-printable":
        data = quopri.encodestring(data)
    elif encoding == "base64":
        data = base64.encodebytes(data)
    return Part(headers, data)


def file_part(
    content: bytes, mime_type: str, filename: str, *, disposition: str = "attachment", cid: str | None = None
) -> Part:
    """A file in base64; with a `cid`, one that the HTML beside it shows."""
    headers: Headers = (
        ("Content-Type", f"{mime_type}; {parameter('name', filename)}"),
        ("Content-Transfer-Encoding", "base64"),
        ("Content-Disposition", f"{disposition}; {parameter('filename', filename)}"),
    )
    if cid:
        headers += (("Content-ID", f"<{cid}>"),)
    return Part(headers, base64.encodebytes(content))


def multipart(subtype: str, *parts: Part, parameters: str = "") -> Part:
    boundary = f"=_{digest(*(part.body for part in parts))}"
    delimiter = f"--{boundary}".encode()
    body = b"".join(delimiter + b"\n" + bytes(part) + b"\n" for part in parts) + delimiter + b"--\n"
    return Part((("Content-Type", f'multipart/{subtype}; boundary="{boundary}"{parameters}'),), body)


def local_time(person: Person, sent: datetime) -> datetime:
    """The same moment on the wall clock of that person."""
    return sent.astimezone(timezone(timedelta(hours=person.utc_offset)))


def message_id(sender: Person, subject: str, sent: datetime) -> str:
    domain = sender.address.partition("@")[2]
    return f"<{sent:%Y%m%d%H%M%S}.{digest(sender.address, subject, sent)}@{domain}>"


def received(sender: Person, sent: datetime, *, by: str = "mx.analytics.example") -> Header:
    """A Received header of the hop into the demo's mailbox, a few seconds after sending."""
    host = "mail." + sender.address.partition("@")[2]
    arrived = format_datetime(sent + timedelta(seconds=4))
    trace = digest(sender.address, sent, by)
    return "Received", f"from {host} ({host} [192.0.2.25])\n by {by} with ESMTPS id {trace};\n {arrived}"


def compose(
    sender: Person,
    to: Sequence[Person],
    subject: str,
    sent: datetime,
    content: Part | str,
    *,
    cc: Sequence[Person] = (),
    headers: Headers = (),
    transport: Headers = (),
    charset: str = "utf-8",
) -> bytes:
    """A complete message. `headers` come after the usual ones, `transport` before them."""
    if isinstance(content, str):
        content = text_part(content, charset=charset)
    usual: list[Header] = [
        ("From", mailbox(sender, charset)),
        ("To", ",\n ".join(mailbox(person, charset) for person in to)),
        ("Subject", encoded(subject, charset)),
        ("Date", format_datetime(local_time(sender, sent))),
        ("Message-ID", message_id(sender, subject, sent)),
    ]
    if cc:
        usual.insert(2, ("Cc", ",\n ".join(mailbox(person, charset) for person in cc)))
    everything = (*transport, *usual, *headers, ("MIME-Version", "1.0"), *content.headers)
    return header_lines(everything) + b"\n" + content.body
