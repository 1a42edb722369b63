"""Files that stand in a text: uuencoded ones and yEnc ones, as before MIME and as in news."""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable
from typing import NamedTuple

from mailatlas_core.mime.defects import Defects
from mailatlas_core.mime.transfer import decode_uu_line

_UU_BEGIN = re.compile(rb"^begin [0-7]{3,4} ([^\r\n]{1,1000})\r?\n", re.MULTILINE)
_UU_LINE = re.compile(rb"([ -`]{1,100})\r?(?:\n|\Z)")
_UU_END = re.compile(rb"(?:[ `]?[ \t]*+\r?\n)?end[ \t]*+\r?(?:\n|\Z)")

_YENC_BEGIN = re.compile(rb"^=ybegin ([^\r\n]{0,500}?)\bname=([^\r\n]{1,1000})\r?\n", re.MULTILINE)
_YENC_PART = re.compile(rb"=ypart [^\r\n]*\r?\n")
_YENC_END = re.compile(rb"^=yend[^\r\n]*\r?(?:\n|\Z)", re.MULTILINE)
_YENC_ESCAPE = re.compile(rb"=(.)", re.DOTALL)
_MINUS_42 = bytes((value - 42) & 255 for value in range(256))


class InlineFile(NamedTuple):
    """A file as its sender named it, in raw bytes, and its content."""

    name: bytes
    content: bytes


class _Found(NamedTuple):
    file: InlineFile
    end: int


def take_out_files(text: bytes, defects: Defects) -> tuple[bytes, list[InlineFile]]:
    """The text without the files that stand in it, and these, in order."""
    files: list[InlineFile] = []
    if b"begin " in text:
        text = _take_out(text, _UU_BEGIN, _read_uuencoded, files, defects)
    if b"=ybegin " in text:
        text = _take_out(text, _YENC_BEGIN, _read_yenc, files, defects)
    return text, files


def _take_out(
    text: bytes,
    begin: re.Pattern[bytes],
    read: Callable[[bytes, re.Match[bytes], Defects], _Found | None],
    files: list[InlineFile],
    defects: Defects,
) -> bytes:
    pieces: list[bytes] = []
    position = 0
    start = begin.search(text)
    while start is not None:
        found = read(text, start, defects)
        if found is None:
            start = begin.search(text, start.end())
            continue
        pieces.append(text[position : start.start()])
        files.append(found.file)
        position = found.end
        start = begin.search(text, position)
    pieces.append(text[position:])
    return b"".join(pieces)


def _read_uuencoded(text: bytes, begin: re.Match[bytes], defects: Defects) -> _Found | None:
    """The file whose first line is `begin`; None where what follows is no uuencoded line."""
    pieces: list[bytes] = []
    position = begin.end()
    while (line := _UU_LINE.match(text, position)) is not None and _is_uuencoded(line[1]):
        try:
            pieces.append(decode_uu_line(line[1]))
        except binascii.Error:
            break
        position = line.end()
    if not pieces:
        return None
    end = _UU_END.match(text, position)
    if end is None:
        defects.add("A uuencoded file in the text has no end.")
    return _Found(InlineFile(begin[1], b"".join(pieces)), position if end is None else end.end())


def _is_uuencoded(line: bytes) -> bool:
    """Is a line as long as its first character announces? Some senders add a checksum."""
    length = (line[0] - 32) & 63
    return length > 0 and (length * 4 + 2) // 3 <= len(line) - 1 <= (length + 2) // 3 * 4 + 2


def _read_yenc(text: bytes, begin: re.Match[bytes], defects: Defects) -> _Found | None:
    part = _YENC_PART.match(text, begin.end())
    if part is not None:
        defects.add("A yEnc file in the text is one piece of several: the others are not here.")
    start = begin.end() if part is None else part.end()
    end = _YENC_END.search(text, start)
    if end is None:
        defects.add("A yEnc file in the text has no end.")
    encoded = text[start : len(text) if end is None else end.start()].translate(None, b"\r\n")
    escaped = _YENC_ESCAPE.sub(lambda match: bytes(((match[1][0] - 64) & 255,)), encoded)
    return _Found(
        InlineFile(begin[2].rstrip(), escaped.translate(_MINUS_42)), len(text) if end is None else end.end()
    )
