"""The type of a file: what its label says, unless its first bytes know better."""

from __future__ import annotations

import re
from typing import NamedTuple

_LOOKED_AT = 512
_ZIP_DIRECTORY_BYTES = 65_536

# Labels that say nothing.
_GENERIC = frozenset(
    {
        "application/octet-stream",
        "application/octetstream",
        "application/x-octet-stream",
        "binary/octet-stream",
        "application/binary",
        "application/unknown",
        "application/x-unknown",
        "application/x-unknown-content-type",
        "application/download",
        "application/x-download",
        "application/force-download",
        "unknown/unknown",
    }
)
_ALIASES = {
    "image/jpg": "image/jpeg",
    "image/pjpeg": "image/jpeg",
    "image/x-png": "image/png",
    "application/x-pdf": "application/pdf",
    "application/x-zip-compressed": "application/zip",
    "application/x-zip": "application/zip",
    "application/x-gzip": "application/gzip",
    "application/x-bzip": "application/x-bzip2",
    "application/x-rar-compressed": "application/vnd.rar",
    "application/x-rar": "application/vnd.rar",
    "text/rtf": "application/rtf",
    "application/vnd.ms-tnef": "application/ms-tnef",
    "application/x-msdownload": "application/vnd.microsoft.portable-executable",
    "application/x-dosexec": "application/vnd.microsoft.portable-executable",
}

# Binary formats by how they begin. What is a lie under another of these labels, or as plain text.
_MAGIC = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"PK\x03\x04", "application/zip"),
    (b"\x1f\x8b\x08", "application/gzip"),
    (b"BZh9", "application/x-bzip2"),
    (b"\xfd7zXZ\0", "application/x-xz"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"\x78\x9f\x3e\x22", "application/ms-tnef"),
    (b"{\\rtf", "application/rtf"),
    (b"\x7fELF", "application/x-executable"),
)
_TYPES_WITH_MAGIC = frozenset(
    {mime_type for _, mime_type in _MAGIC}
    | {"image/webp", "text/plain", "application/vnd.microsoft.portable-executable"}
)
_OFFICE = (
    (b"word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (b"xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (b"ppt/presentation.xml", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
)
# The first file of an OpenDocument or an EPUB is named mimetype, and holds just that.
_MIMETYPE_FILE = re.compile(rb"PK\x03\x04.{26}mimetype(application/[a-z0-9.+-]{1,80})", re.DOTALL)

_TEXTS = (
    (b"<!doctype html", "text/html"),
    (b"<html", "text/html"),
    (b"<svg", "image/svg+xml"),
    (b"begin:vcalendar", "text/calendar"),
    (b"begin:vcard", "text/vcard"),
)

_FIELD = re.compile(rb"[!-9;-~]{1,60}:[^\n]*\n(?:[ \t][^\n]*\n)*")
_MESSAGE_FIELDS = frozenset(
    {b"from", b"to", b"date", b"subject", b"message-id", b"received", b"return-path", b"mime-version"}
)


class FileType(NamedTuple):
    """A MIME type, and what is wrong with the label."""

    mime_type: str
    defect: str | None


def settle_type(declared: str, content: bytes) -> FileType:
    """The declared type; the one of the content where the label says nothing or names another format."""
    label = _ALIASES.get(declared, declared)
    if label in _GENERIC:
        return FileType(_binary_type(content) or _text_type(content) or declared, None)
    if label not in _TYPES_WITH_MAGIC:
        return FileType(declared, None)
    found = _binary_type(content)
    if found is None or found == label or (label == "application/zip" and content.startswith(b"PK")):
        return FileType(declared, None)
    return FileType(found, f"A file that is labelled {label} is {found}.")


def _binary_type(content: bytes) -> str | None:
    for magic, mime_type in _MAGIC:
        if content.startswith(magic):
            return _zip_type(content) if mime_type == "application/zip" else mime_type
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "image/webp"
    if content.startswith(b"MZ"):
        header = int.from_bytes(content[0x3C:0x40], "little")
        if content[header : header + 4] == b"PE\0\0":
            return "application/vnd.microsoft.portable-executable"
    return None


def _zip_type(content: bytes) -> str:
    named = _MIMETYPE_FILE.match(content)
    if named is not None:
        return named[1].removesuffix(b"PK").decode("ascii")
    directory = content[-_ZIP_DIRECTORY_BYTES:]
    return next((mime_type for name, mime_type in _OFFICE if name in directory), "application/zip")


def _text_type(content: bytes) -> str | None:
    start = content[:_LOOKED_AT].lstrip(b"\xef\xbb\xbf \t\r\n")
    lowered = start.lower()
    for begins, mime_type in _TEXTS:
        if lowered.startswith(begins):
            return mime_type
    return "message/rfc822" if _looks_like_a_message(start) else None


def _looks_like_a_message(start: bytes) -> bool:
    """Do two fields that every message has stand among its first lines, and nothing but fields?"""
    names: set[bytes] = set()
    position = 0
    while (field := _FIELD.match(start, position)) is not None:
        names.add(field[0].partition(b":")[0].lower())
        position = field.end()
    return len(names & _MESSAGE_FIELDS) >= 2
