"""Bytes → the tree of a message's parts, as offsets into those bytes (RFC 2046).

A body is cut from the outside in: the delimiter lines of a multipart are found by one search
over its span, so an inner multipart that never ends ends with the outer one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from mailatlas_core.mime.defects import Defects
from mailatlas_core.mime.fields import Fields, read_header
from mailatlas_core.mime.parameters import Parameter, read_parameterized

MAX_DEPTH = 50
MAX_PARTS = 1_000
MAX_BOUNDARY_BYTES = 1_000  # RFC 2046 allows 70
GUESSED_WITHIN_BYTES = 65_536
MAX_GUESSES = 10

_CONTENT_TYPE = re.compile(r"[!-.0-~]{1,127}/[!-.0-~]{1,127}")
_LEADING_BLANK_LINES = re.compile(rb"(?:[ \t]*+\r?\n)*+")
# A line that may be a delimiter: two dashes and a word that is more than dashes.
_DASHED_LINE = re.compile(rb"^--(-{0,40}[^\s-]\S{0,69})[ \t]{0,9}\r?$", re.MULTILINE)
# What may follow the boundary in a delimiter line.
_DELIMITER_END = re.compile(rb"(--)?[ \t]*+\r?(?=\n|\Z)")
_NOT_BLANK = re.compile(rb"[^\s\0]")
_PART_FIELD = re.compile(rb"\r?\nContent-[A-Za-z-]{1,40}:", re.IGNORECASE)


@dataclass(slots=True)
class Part:
    """One part: header from `start`, body from `body` to `end`.

    `content_type` is lower-case `type/subtype`; a multipart without children could not be
    divided and is to be kept as it stands. `epilogues` is where a multipart holds more than
    white space after its end.
    """

    fields: Fields
    start: int
    body: int
    end: int
    content_type: str
    parameters: Mapping[str, Parameter]
    children: list[Part] = field(default_factory=list)
    epilogues: list[tuple[int, int]] = field(default_factory=list)

    @property
    def is_multipart(self) -> bool:
        return self.content_type.startswith("multipart/")


def read_structure(data: bytes, defects: Defects) -> Part:
    """Divide a message, whose lines end with LF or CRLF, into its parts."""
    blank = _LEADING_BLANK_LINES.match(data)
    root = _read_part(data, blank.end() if blank else 0, len(data), "text/plain", defects)
    parts = 1
    level = [root]
    for _ in range(MAX_DEPTH):
        level = [part for part in level if part.is_multipart]
        if not level:
            return root
        children: list[Part] = []
        for part in level:
            _divide(data, part, MAX_PARTS - parts, defects)
            parts += len(part.children)
            children += part.children
        level = children
    if any(part.is_multipart for part in level):
        defects.add("Parts are nested too deeply: the innermost ones were not divided.")
    return root


def _read_part(data: bytes, start: int, end: int, default_type: str, defects: Defects) -> Part:
    header = read_header(data, start, end, defects)
    content = read_parameterized(header.fields.first("content-type"))
    content_type = content.value if _CONTENT_TYPE.fullmatch(content.value) else default_type
    return Part(header.fields, start, header.body, end, content_type, content.parameters)


def _divide(data: bytes, part: Part, room: int, defects: Defects) -> None:
    """Give a multipart its children, at most `room` and one for the rest."""
    spans = _spans(data, part, defects)
    if not spans:
        part.content_type, part.parameters = "text/plain", {}
        return
    if len(spans) > room:
        defects.add("The message has too many parts: the last ones were not divided.")
        if room <= 0:
            return
        spans[room - 1 :] = [(spans[room - 1][0], part.end)]
    default_type = "message/rfc822" if part.content_type == "multipart/digest" else "text/plain"
    part.children = [_read_part(data, start, end, default_type, defects) for start, end in spans]


def _spans(data: bytes, part: Part, defects: Defects) -> list[tuple[int, int]]:
    """Where the parts of a multipart lie; none where it cannot be divided."""
    boundary = part.parameters.get("boundary")
    named = boundary.value if boundary is not None else b""
    if not named.strip():
        defects.add("A multipart names no boundary.")
    for candidate in _boundaries(named):
        if spans := _search(data, part, candidate, defects):
            return spans
    for candidate in _guesses(data, part):
        if spans := _search(data, part, candidate, defects):
            defects.add("A multipart does not name its boundary: it was taken from the lines of the body.")
            return spans
    if named.strip():
        defects.add("A multipart holds no part.")
    return []


def _boundaries(value: bytes) -> Iterator[bytes]:
    """The boundary, and what may be meant where its quotes are odd."""
    value = value[:MAX_BOUNDARY_BYTES].rstrip()
    if value:
        yield value
    bare = value.strip(b"\"' \t")
    if bare and bare != value:
        yield bare


def _guesses(data: bytes, part: Part) -> Iterator[bytes]:
    """What the first lines that begin with dashes may be the delimiters of: a field of a part
    follows one, or the same line with dashes at its end comes later."""
    lines = _DASHED_LINE.finditer(data, part.body, min(part.end, part.body + GUESSED_WITHIN_BYTES))
    for line in islice(lines, MAX_GUESSES):
        boundary = line[1]
        if (
            _PART_FIELD.match(data, line.end(), part.end) is not None
            or data.find(b"\n--" + boundary + b"--", line.end(), part.end) >= 0
        ):
            yield boundary


def _search(data: bytes, part: Part, boundary: bytes, defects: Defects) -> list[tuple[int, int]]:
    """The spans between the delimiters of a boundary, those after the end of the multipart among them."""
    spans: list[tuple[int, int]] = []
    start: int | None = None
    closed: int | None = None
    # The line end before a delimiter belongs to it; the first one may be the header's own.
    for begin, after, closes in _delimiters(data, boundary, max(part.body - 1, 0), part.end):
        if start is not None:
            end = begin - 1 if begin > start and data[begin - 1] == 0x0D else begin
            spans.append((start, max(start, end)))
        elif closed is not None:
            _read_epilogue(data, part, closed, begin, defects)
            if not closes:
                defects.add("Parts follow the end of a multipart.")
        start = None if closes else min(after + 1, part.end)
        closed = after if closes else None
    if start is not None:
        defects.add("A multipart has no end.")
        spans.append((start, part.end))
    elif closed is not None and spans:
        _read_epilogue(data, part, closed, part.end, defects)
    return spans


def _delimiters(data: bytes, boundary: bytes, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    """The delimiter lines: where each begins and ends, and whether it closes the multipart.

    Found by their text, since hardly two messages have one boundary: a pattern for each would
    take longer to compile than to use.
    """
    line = b"\n--" + boundary
    begin = data.find(line, start, end)
    while begin >= 0:
        rest = _DELIMITER_END.match(data, begin + len(line), end)
        if rest is not None:
            yield begin, rest.end(), rest[1] is not None
        begin = data.find(line, begin + 1 if rest is None else rest.end(), end)


def _read_epilogue(data: bytes, part: Part, start: int, end: int, defects: Defects) -> None:
    if _NOT_BLANK.search(data, start, end) is not None:
        defects.add("Text follows the end of a multipart.")
        part.epilogues.append((start, end))
