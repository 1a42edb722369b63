"""Texts and files → MIME parts (RFC 2045, RFC 2046), whose lines every server takes."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from mailatlas_core.outbound.compose.flowed import flow
from mailatlas_core.outbound.compose.header_lines import parameterized
from mailatlas_core.outbound.compose.header_values import LONGEST_LINE
from mailatlas_core.outbound.model import Enclosure

_MESSAGE = "message/rfc822"
_UNTYPED = "application/octet-stream"
_LINE_END = re.compile(rb"\r?\n")
_FROM_LINE = re.compile(rb"^From ", re.MULTILINE)
_TYPE = re.compile(r"(?!multipart/|message/)[a-z0-9!#$&^_.+-]{1,127}/[a-z0-9!#$&^_.+-]{1,127}")


@dataclass(frozen=True, slots=True)
class Part:
    """The fields of a part, each whole, and its body; both with CRLF."""

    fields: tuple[bytes, ...]
    body: bytes
    is_8bit: bool = False

    def __bytes__(self) -> bytes:
        return b"".join(self.fields) + b"\r\n" + self.body


def plain_text(text: str) -> Part:
    """A text, in paragraphs that any width can show."""
    return _text(flow(text), "text/plain", [("charset", "utf-8"), ("format", "flowed")])


def html_text(html: str) -> Part:
    return _text(html, "text/html", [("charset", "utf-8")])


def enclosed(enclosure: Enclosure, content: bytes) -> Part:
    """An attachment, byte for byte; but the line ends of an attached message are CRLF, as MIME wants them."""
    kind = enclosure.mime_type.lower()
    disposition = parameterized("Content-Disposition", "attachment", [("filename", enclosure.filename)])
    if kind == _MESSAGE and (message := _as_lines(content)) is not None:
        encoding = "7bit" if message.isascii() else "8bit"
        return Part(
            (parameterized("Content-Type", kind), _encoded_as(encoding), disposition),
            message,
            is_8bit=encoding == "8bit",
        )
    # A file that only says that it is a multipart, or a message that no line could carry.
    kind = kind if _TYPE.fullmatch(kind) else _UNTYPED
    return Part((parameterized("Content-Type", kind), _encoded_as("base64"), disposition), _base64(content))


def multipart(subtype: str, parts: Sequence[Part], seed: str) -> Part:
    """Several parts as one. The boundary is made of `seed` and of what it parts: no part can hold it."""
    contents = [bytes(part) for part in parts]
    digest = hashlib.sha256(f"{seed} {subtype}".encode())
    for content in contents:
        digest.update(content)
    boundary = f"=_{digest.hexdigest()[:40]}"
    delimiter = b"--" + boundary.encode()
    body = b"".join(b"%b\r\n%b\r\n" % (delimiter, content) for content in contents)
    is_8bit = any(part.is_8bit for part in parts)
    fields = [parameterized("Content-Type", f"multipart/{subtype}", [("boundary", boundary)])]
    if is_8bit:
        fields.append(_encoded_as("8bit"))
    return Part(tuple(fields), body + delimiter + b"--\r\n", is_8bit)


def _text(text: str, kind: str, parameters: list[tuple[str, str]]) -> Part:
    data = text.encode() if text.endswith("\n") else text.encode() + b"\n"
    encoding, body = _encoded(data)
    return Part((parameterized("Content-Type", kind, parameters), _encoded_as(encoding)), body)


def _encoded(data: bytes) -> tuple[str, bytes]:
    """Text whose lines end with LF, by the plainest encoding that keeps it whole on the way."""
    lines = _as_lines(data)
    if lines is not None and lines.isascii() and not _FROM_LINE.search(lines):
        return "7bit", lines
    printable = binascii.b2a_qp(data).replace(b"\n", b"\r\n")
    packed = _base64(data.replace(b"\n", b"\r\n"))
    # What an mbox would put a mark in front of, base64 hides.
    if len(printable) <= len(packed) and not _FROM_LINE.search(printable):
        return "quoted-printable", printable
    return "base64", packed


def _as_lines(data: bytes) -> bytes | None:
    """The same with CRLF; None where it does not consist of lines that every server takes."""
    lines = _LINE_END.sub(b"\r\n", data)
    if b"\0" in data or lines.count(b"\r") != lines.count(b"\r\n"):
        return None
    return None if max(map(len, lines.split(b"\r\n"))) > LONGEST_LINE else lines


def _base64(data: bytes) -> bytes:
    return base64.encodebytes(data).replace(b"\n", b"\r\n")


def _encoded_as(encoding: str) -> bytes:
    return parameterized("Content-Transfer-Encoding", encoding)
