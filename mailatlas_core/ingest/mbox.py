"""An mbox file as exact slices: every byte of it is a message's, or framing that is told apart.

Framing is the `From ` line before a message and the one line end after it. A slice is never
re-serialized; only for `mboxrd`, and only where that type was named, one `>` is taken from
`>From ` lines. A line that begins with `From ` separates messages where

- it reads like one (a weekday, a month, a time, a year) and a header line follows it,
- it is not inside the length that a `Content-Length` header gives (mboxcl), which is believed
  only as long as every message before had one that led exactly to the next separator, and
- it is not inside a MIME multipart that is closed further on: a patch attached to a mail
  begins with such a line. How far is looked ahead is bounded by what was read so far.

A separator must follow an empty line or be the first line. Memory is bounded by the largest
message, which may have `MESSAGE_LIMIT` bytes.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass

MESSAGE_LIMIT = 1 << 30

_BLOCK = 1 << 20
_WINDOW = 1 << 20
_NEAR = 1 << 16
_LINE = 8_192
_AHEAD = 64 << 20

_SEPARATOR_LINE = re.compile(
    rb"From .*?(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? .{0,8}?"
    rb"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec).{0,16}?\d:\d\d.{0,40}?\d{4}"
)
_HEADER_LINE = re.compile(rb"[!-9;-~]+[ \t]*:|>?From ")
_END_OF_HEADERS = re.compile(rb"\r?\n\r?\n")
_CONTENT_LENGTH = re.compile(
    rb"^content-length[ \t]*:[ \t]*(\d{1,12})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE
)
_BOUNDARY = re.compile(
    rb"^content-type[ \t]*:[ \t\r\n]*multipart/[^\0]{0,1000}?;[ \t\r\n]*boundary[ \t]*="
    rb"[ \t]*(?:\"([^\"\r\n]{1,200})\"|([^\s;\"]{1,200}))",
    re.IGNORECASE | re.MULTILINE,
)
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Slice:
    """One message of an mbox: the line before it, its bytes, and the line end after it."""

    from_line: bytes
    data: bytes
    end: bytes


@dataclass(frozen=True, slots=True)
class TooLarge:
    """A message of more than `MESSAGE_LIMIT` bytes, which begins with the byte `offset` of the file."""

    offset: int


def unquoted(data: bytes) -> bytes:
    """A message of an mboxrd, with one `>` taken from each `>From ` line."""
    return _QUOTED_FROM.sub(rb"\1", data)


def slices(descriptor: int, size: int) -> Iterator[Slice | TooLarge]:
    """The messages of the first `size` bytes of a seekable file, in order.

    Joined, `from_line + data + end` of all are the file, but for those that are too large.
    """
    reader = _Reader(descriptor, size)
    start = 0
    while start < size:
        reader.look_from(start)
        line_end = reader.line_end(start) if reader.read(start, 5) == b"From " else start
        end = reader.next_separator(line_end)
        if end - line_end > MESSAGE_LIMIT:
            yield TooLarge(start)
        else:
            data = reader.read(line_end, end - line_end)
            framing = _line_end_after_empty_line(data)
            yield Slice(reader.read(start, line_end - start), data[: len(data) - len(framing)], framing)
        start = end


def _line_end_after_empty_line(data: bytes) -> bytes:
    if data.endswith((b"\r\n\r\n",)) or data == b"\r\n":
        return b"\r\n"
    if data.endswith(b"\n\n") or data == b"\n":
        return b"\n"
    return b""


class _Reader:
    def __init__(self, descriptor: int, size: int) -> None:
        self._descriptor = descriptor
        self._size = size
        self._lengths_hold = True
        self._ahead_used = 0
        self._window = b""
        self._window_start = 0

    def read(self, offset: int, length: int) -> bytes:
        """Up to `length` bytes; fewer only at the end."""
        start = offset - self._window_start
        if start >= 0 and start + length <= len(self._window):
            return self._window[start : start + length]
        return self._read(offset, length)

    def look_from(self, offset: int) -> None:
        """Have what follows at hand: a message is looked at in many small pieces."""
        end = self._window_start + len(self._window)
        if not self._window_start <= offset <= end - _NEAR:
            self._window, self._window_start = self._read(offset, _WINDOW), offset

    def _read(self, offset: int, length: int) -> bytes:
        pieces = []
        length = min(length, self._size - offset)
        while length > 0 and (piece := os.pread(self._descriptor, length, offset)):
            pieces.append(piece)
            offset += len(piece)
            length -= len(piece)
        return b"".join(pieces)

    def line_end(self, offset: int) -> int:
        """Where the line after the one at `offset` begins."""
        line = self.read(offset, _LINE)
        newline = line.find(b"\n")
        return offset + (len(line) if newline < 0 else newline + 1)

    def next_separator(self, message: int) -> int:
        """Where the message whose bytes begin at `message` ends: at a separator, or the end of the file."""
        headers = self._headers(message)
        end = self._end_by_length(message, headers)
        if end is not None:
            return end
        boundary = _boundary(headers)
        position = message
        while (candidate := self._candidate(position)) is not None:
            closed = None if boundary is None else self._closed_later(message, candidate, boundary)
            if closed is None:
                return candidate
            boundary = None
            position = closed
        return self._size

    def _headers(self, message: int) -> bytes:
        head = self.read(message, _LINE)
        end = _END_OF_HEADERS.search(head)
        if end is None:
            head = self.read(message, 8 * _LINE)
            end = _END_OF_HEADERS.search(head)
        return head if end is None else head[: end.end()]

    def _end_by_length(self, message: int, headers: bytes) -> int | None:
        """The end that Content-Length gives, where all lengths have held so far."""
        length = _CONTENT_LENGTH.search(headers) if self._lengths_hold else None
        if length is None:
            self._lengths_hold = False
            return None
        body_end = message + len(headers) + int(length[1])
        for empty_line in (b"", b"\n", b"\r\n"):
            end = body_end + len(empty_line)
            if self.read(body_end, len(empty_line)) == empty_line and (
                end == self._size or self._is_separator(end)
            ):
                return end
        self._lengths_hold = False
        return None

    def _candidate(self, position: int) -> int | None:
        """The next line after `position` that separates by its looks."""
        length = _LINE
        while position < self._size:
            block = self.read(position, length)
            found = -1
            while (found := block.find(b"\nFrom ", found + 1)) >= 0:
                offset = position + found + 1
                if self._follows_empty_line(offset) and self._is_separator(offset):
                    return offset
            if len(block) < length:
                return None
            position += length - len(b"\nFrom ") + 1
            length = min(2 * length, _BLOCK)
        return None

    def _follows_empty_line(self, offset: int) -> bool:
        before = self.read(max(0, offset - 3), min(3, offset))
        return before.endswith((b"\n\n", b"\n\r\n")) or before in (b"\n", b"\r\n")

    def _is_separator(self, offset: int) -> bool:
        following = self.line_end(offset)
        return bool(
            _SEPARATOR_LINE.match(self.read(offset, min(_LINE, following - offset)))
            and (following >= self._size or _HEADER_LINE.match(self.read(following, 256)))
        )

    def _closed_later(self, message: int, candidate: int, boundary: bytes) -> int | None:
        """Where the multipart of a message that is still open at `candidate` is closed; None where
        it is not open, or is never closed before another message declares the same boundary."""
        close = b"\n--" + boundary + b"--"
        if close in self.read(message, min(candidate - message, MESSAGE_LIMIT)):
            return None
        allowance = min(_AHEAD, _AHEAD + 2 * candidate - self._ahead_used)
        if allowance <= 0:
            return None
        ahead = self._read_up_to(close, candidate, allowance)
        found = ahead.find(close)
        self._ahead_used += len(ahead) if found < 0 else found
        if found < 0 or any(_named(match) == boundary for match in _BOUNDARY.finditer(ahead[:found])):
            return None
        return candidate + found

    def _read_up_to(self, wanted: bytes, offset: int, most: int) -> bytes:
        """The bytes from `offset` on until `wanted` is among them, at most `most` or a line's worth:
        in ever longer reads, because what is wanted is near as a rule."""
        length = _LINE
        ahead = self.read(offset, length)
        while wanted not in ahead and len(ahead) == length < most:
            length = min(4 * length, most)
            ahead = self.read(offset, length)
        return ahead


def _boundary(headers: bytes) -> bytes | None:
    match = _BOUNDARY.search(headers)
    return None if match is None else _named(match)


def _named(match: re.Match[bytes]) -> bytes:
    return match[1] if match[1] is not None else match[2]
