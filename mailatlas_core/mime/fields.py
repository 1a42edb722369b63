"""Bytes → header fields, raw: names in lower case, values as they stand but unfolded.

Where a header ends is part of what `content_hash` promises, and so are the two bounds: a
change of either gives stored messages another hash.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from mailatlas_core.mime.defects import Defects

MAX_HEADER_BYTES = 1 << 20
MAX_FIELDS = 10_000

# A name, perhaps empty, a colon, the rest of the line and its continuation lines.
_FIELD = re.compile(rb"([!-9;-~]*+)[ \t]*+:([^\n]*+(?:\n[ \t][^\n]*+)*+)\n?")
_BLANK_LINE = re.compile(rb"\r?\n")
_BLANK_LINE_AHEAD = re.compile(rb"\n\r?\n")
# What an mbox or a relay puts where a field should be.
_ENVELOPE_LINE = re.compile(rb">?From [^\n]*+\n?")
_STRAY_CONTINUATION = re.compile(rb"[ \t]+[^\s][^\n]*+\n")


class Fields:
    """The header of a message or of a part.

    Made of the values as they stand; each is unfolded when it is asked for, since most fields of
    most messages never are.
    """

    def __init__(self, values: Mapping[str, Sequence[bytes]]) -> None:
        self._values = values
        self._unfolded: dict[str, Sequence[bytes]] = {}

    def all(self, name: str) -> Sequence[bytes]:
        """Every value of a field, in order, unfolded; `name` is in lower case."""
        found = self._unfolded.get(name)
        if found is None:
            found = self._unfolded[name] = [unfold(value) for value in self._values.get(name, ())]
        return found

    def first(self, name: str) -> bytes:
        """The first value of a field, empty where there is none."""
        values = self._values.get(name)
        return unfold(values[0]) if values else b""

    def among(self, names: Iterable[str]) -> Iterator[tuple[str, Sequence[bytes]]]:
        """Those of the named fields that there are, in the order of `names`, each with its values."""
        present = self._values
        for name in names:
            if name in present:
                yield name, self.all(name)

    def mapped(self, change: Callable[[bytes], bytes]) -> Fields:
        """The same fields, each unfolded value changed."""
        return Fields({name: [change(value) for value in self.all(name)] for name in self._values})


@dataclass(frozen=True, slots=True)
class Header:
    """Fields, and where the body begins."""

    fields: Fields
    body: int


def read_header(data: bytes, start: int, end: int, defects: Defects) -> Header:
    """Read the header that begins at `start`; it ends at a blank line, at the first line
    that is no field, or at `end`."""
    values: dict[str, list[bytes]] = {}
    bound = min(end, start + MAX_HEADER_BYTES)
    position, count = start, 0
    match = _FIELD.match
    while position < bound and count < MAX_FIELDS:
        field = match(data, position, bound)
        if field is not None:
            name = _lower(field[1])
            if name in values:
                values[name].append(field[2])
            else:
                values[name] = [field[2]]
            position = field.end()
            count += 1
            continue
        blank = _BLANK_LINE.match(data, position, end)
        if blank is not None:
            return Header(Fields(values), blank.end())
        skipped = _ENVELOPE_LINE.match(data, position, bound)
        if skipped is None and position == start:
            skipped = _STRAY_CONTINUATION.match(data, position, bound)
        if skipped is None or not _continues(data, skipped.end(), bound):
            defects.add("The header ends without a blank line.")
            return Header(Fields(values), position)
        if count:
            defects.add("The header holds a line that is no field.")
        position = skipped.end()
        count += 1
    if position >= end:
        return Header(Fields(values), end)
    defects.add("The header is too long: its end was left out.")
    blank = _BLANK_LINE_AHEAD.search(data, max(start, position - 1), end)
    return Header(Fields(values), end if blank is None else blank.end())


@lru_cache(maxsize=1024)
def _lower(name: bytes) -> str:
    return name.lower().decode("ascii")


def _continues(data: bytes, position: int, end: int) -> bool:
    """Is there a header after a line that is no field?"""
    return position >= end or any(
        pattern.match(data, position, end) is not None for pattern in (_FIELD, _BLANK_LINE, _ENVELOPE_LINE)
    )


def unfold(value: bytes) -> bytes:
    """A value on one line, without the white space around it."""
    if b"\n" in value:
        value = value.replace(b"\r\n", b"").replace(b"\n", b"")
    return value.strip(b" \t\r")
