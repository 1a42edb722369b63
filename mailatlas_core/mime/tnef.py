"""winmail.dat: the files inside a TNEF stream ([MS-OXTNEF]), read in one pass.

Our own, since the parser at hand runs for as long as a count in the file says, and copies the
rest of the file for each of its attributes: fifty bytes keep it busy for minutes.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from mailatlas_core.mime import charset
from mailatlas_core.mime.defects import Defects

MAX_FILES = 1_000

_MIME_TYPE = re.compile(r"[!-.0-~]{1,127}/[!-.0-~]{1,127}")

_SIGNATURE = b"\x78\x9f\x3e\x22"
_HEADER_BYTES = 6  # the signature and a key
_ATTRIBUTE = struct.Struct("<BHHI")  # level, name, type, length; a checksum of two bytes follows the data
_CHECKSUM_BYTES = 2
_UNSIGNED = struct.Struct("<I")
_PROPERTY = struct.Struct("<HH")

_LEVEL_ATTACHMENT = 2
_RENDERING = 0x9002  # begins an attachment
_TITLE = 0x8010
_DATA = 0x800F
_PROPERTIES = 0x9005
_OEM_CODE_PAGE = 0x9007

_LONG_FILENAME = 0x3707
_MIME_TAG = 0x370E
_CONTENT_ID = 0x3712
_STRING_8 = 0x001E
_UNICODE = 0x001F
_FIXED_BYTES = {
    0x02: 4,
    0x03: 4,
    0x04: 4,
    0x05: 8,
    0x06: 8,
    0x07: 8,
    0x0A: 4,
    0x0B: 4,
    0x14: 8,
    0x40: 8,
    0x48: 16,
}
_VARIABLE = frozenset({0x0D, _STRING_8, _UNICODE, 0x0102})
_MULTIPLE = 0x1000
_NAMED = 0x8000


@dataclass(slots=True)
class TnefFile:
    """One file: its name, its MIME type and its Content-ID where the stream has them."""

    name: str | None = None
    mime_type: str | None = None
    cid: str | None = None
    content: bytes = b""


class _Attribute(NamedTuple):
    level: int
    name: int
    start: int
    end: int


def read_tnef(data: bytes, defects: Defects) -> list[TnefFile]:
    """The files of a stream, in order; as many as can be read where it is damaged."""
    if not data.startswith(_SIGNATURE):
        defects.add("A winmail.dat is no TNEF stream.")
        return []
    files: list[TnefFile] = []
    code_page = "cp1252"
    for attribute in _attributes(data, defects):
        value = data[attribute.start : attribute.end]
        if attribute.name == _OEM_CODE_PAGE and len(value) >= _UNSIGNED.size:
            code_page = f"cp{_UNSIGNED.unpack_from(value)[0]}"
        if attribute.level != _LEVEL_ATTACHMENT:
            continue
        if attribute.name == _RENDERING:
            if len(files) == MAX_FILES:
                defects.add("A winmail.dat holds too many files: the last ones were left out.")
                return files
            files.append(TnefFile())
        elif files:
            _read_attachment(files[-1], attribute.name, value, code_page, defects)
    return files


def _attributes(data: bytes, defects: Defects) -> Iterator[_Attribute]:
    position = _HEADER_BYTES
    while position + _ATTRIBUTE.size <= len(data):
        level, name, _, length = _ATTRIBUTE.unpack_from(data, position)
        start = position + _ATTRIBUTE.size
        end = start + length
        if end > len(data):
            defects.add("A winmail.dat is cut off.")
            end = len(data)
        yield _Attribute(level, name, start, end)
        position = end + _CHECKSUM_BYTES


def _read_attachment(file: TnefFile, name: int, value: bytes, code_page: str, defects: Defects) -> None:
    if name == _DATA:
        file.content = value
    elif name == _TITLE:
        file.name = file.name or _text(value, code_page)
    elif name == _PROPERTIES:
        try:
            properties = dict(_text_properties(value, code_page))
        except struct.error:
            defects.add("A winmail.dat is damaged.")
            return
        file.name = properties.get(_LONG_FILENAME) or file.name
        named = properties.get(_MIME_TAG)
        file.mime_type = named.lower() if named and _MIME_TYPE.fullmatch(named) else None
        file.cid = properties.get(_CONTENT_ID)


def _text_properties(data: bytes, code_page: str) -> Iterator[tuple[int, str | None]]:
    """The texts among the MAPI properties of an attachment, up to the first one that cannot be read."""
    (count,) = _UNSIGNED.unpack_from(data)
    position = _UNSIGNED.size
    for _ in range(min(count, len(data) // _PROPERTY.size)):
        kind, name = _PROPERTY.unpack_from(data, position)
        position += _PROPERTY.size
        if name >= _NAMED:
            position = _after_name(data, position)
        values = 1
        if kind & _MULTIPLE or kind in _VARIABLE:
            (values,) = _UNSIGNED.unpack_from(data, position)
            position += _UNSIGNED.size
        kind &= ~_MULTIPLE
        if kind in _FIXED_BYTES:
            position += _FIXED_BYTES[kind] * values
            continue
        if kind not in _VARIABLE:
            return
        for _ in range(min(values, len(data))):
            (length,) = _UNSIGNED.unpack_from(data, position)
            position += _UNSIGNED.size
            if kind in (_STRING_8, _UNICODE):
                yield (
                    name,
                    _text(data[position : position + length], "utf-16-le" if kind == _UNICODE else code_page),
                )
            position += _padded(length)


def _after_name(data: bytes, position: int) -> int:
    """Where a property goes on after the GUID and the number or name that identify it."""
    position += 16
    kind, number = struct.unpack_from("<II", data, position)
    return position + 8 + (_padded(number) if kind else 0)


def _padded(length: int) -> int:
    return length + -length % 4


def _text(data: bytes, label: str) -> str | None:
    return charset.decode(data, label).text.split("\0", 1)[0].strip() or None
