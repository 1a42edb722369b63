"""Bytes → the tree of a message's parts, as offsets into those bytes (RFC 2046).

A body is cut from the outside in: the delimiter lines of a multipart are found by one search
over its span, so an inner multipart that never ends ends with the outer one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from mailatlas_core.mime.defects import Defects
from mailatlas_core.mime.fields import Fields, read_header
from mailatlas_core.mime.parameters import Parameter, read_parameterized

MAX_DEPTH = 50
MAX_PARTS = 1_000
MAX_BOUNDARY_BYTES = 1_000  # RFC 2046 allows 70

_CONTENT_TYPE = re.compile(r"[!-.0-~]{1,127}/[!-.0-~]{1,127}")
_LEADING_BLANK_LINES = re.compile(rb"(?:[ \t]*+\r?\n)*+")


@dataclass(slots=True)
class Part:
    """One part: header from `start`, body from `body` to `end`.

    `content_type` is lower-case `type/subtype`; a multipart without children could not be
    divided and is to be kept as it stands.
    """

    fields: Fields
    start: int
    body: int
    end: int
    content_type: str
    parameters: Mapping[str, Parameter]
    children: list[Part] = field(default_factory=list)

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
    if boundary is None or not boundary.value.strip():
        defects.add("A multipart names no boundary.")
        return []
    for candidate in _boundaries(boundary.value):
        spans = list(_search(data, part, candidate, defects))
        if spans:
            return spans
    defects.add("A multipart holds no part.")
    return []


def _boundaries(value: bytes) -> Iterator[bytes]:
    """The boundary, and what may be meant where its quotes are odd."""
    value = value[:MAX_BOUNDARY_BYTES].rstrip()
    yield value
    bare = value.strip(b"\"' \t")
    if bare and bare != value:
        yield bare


def _search(data: bytes, part: Part, boundary: bytes, defects: Defects) -> Iterator[tuple[int, int]]:
    delimiter = re.compile(rb"\n--" + re.escape(boundary) + rb"(--)?[ \t]*+\r?(?=\n|\Z)")
    start: int | None = None
    # The line end before a delimiter belongs to it; the first one may be the header's own.
    for match in delimiter.finditer(data, max(part.body - 1, 0), part.end):
        if start is not None:
            end = match.start()
            if end > start and data[end - 1] == 0x0D:
                end -= 1
            yield start, max(start, end)
        if match[1] is not None:
            return
        start = min(match.end() + 1, part.end)
    if start is not None:
        defects.add("A multipart has no end.")
        yield start, part.end
