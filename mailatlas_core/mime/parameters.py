"""Content-Type and Content-Disposition: a value and its parameters (RFC 2045, RFC 2183, RFC 2231)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from mailatlas_core.mime import charset
from mailatlas_core.mime.defects import Defects
from mailatlas_core.mime.encoded_words import collapse, decode_raw, decode_words

MAX_PARAMETERS = 1_000
_REPEATED_BYTES = 100

_PARAMETER = re.compile(
    rb';\s*+([^=;\s"]++)\s*+=\s*+(?:"((?:[^"\\]|\\.)*+)(?:"|\Z)|([^;]*+))',
    re.DOTALL,
)
# A type followed by a parameter without the semicolon between them.
_NO_SEMICOLON = re.compile(rb"\A\s*+[^\s;/=]++/[^\s;/=]++(?=\s++[A-Za-z][A-Za-z0-9*-]*+=)")
_QUOTED_PAIR = re.compile(rb'\\(["\\])')
_SECTION = re.compile(rb"([^*]++)(?:\*([0-9]{1,4}))?(\*)?")
_PERCENT = re.compile(rb"%([0-9A-Fa-f]{2})")
_COMMENT = re.compile(rb"\s*+\([^()]*+\)\s*+\Z")


class Parameter(NamedTuple):
    """A parameter's bytes; `charset` is the label that RFC 2231 gives them, None where it gives none."""

    value: bytes
    charset: str | None

    def text(self, defects: Defects, hint: str | None = None) -> str:
        """The decoded text: by its own label, else by encoded words and 8-bit bytes as in any field,
        which may be in the character set `hint`."""
        if self.charset is not None:
            decoded = charset.decode(self.value, self.charset)
            defects.add(decoded.defect)
            return collapse(decoded.text)
        return collapse(decode_words(decode_raw(self.value, defects, hint), defects))

    def token(self) -> str:
        """The value as a word of the protocol, such as a charset or a format, in lower case."""
        return _COMMENT.sub(b"", self.value).strip(b" \t\"'").decode("ascii", "replace").lower()


@dataclass(frozen=True, slots=True)
class Parameterized:
    """A value in lower case, empty where there is none, and its parameters by lower-case name."""

    value: str
    parameters: Mapping[str, Parameter]


class _Piece(NamedTuple):
    section: int
    extended: bool
    value: bytes


def read_parameterized(raw: bytes) -> Parameterized:
    """Read the unfolded value of a field."""
    return _read_repeated(raw) if len(raw) <= _REPEATED_BYTES else _read(raw)


def _read(raw: bytes) -> Parameterized:
    raw = _NO_SEMICOLON.sub(rb"\g<0>;", raw)
    value, semicolon, _ = raw.partition(b";")
    text = _COMMENT.sub(b"", value).strip().lower().decode("ascii", "replace")
    if not semicolon:
        return Parameterized(text, {})
    pieces: dict[str, list[_Piece]] = {}
    position = len(value)
    for _ in range(MAX_PARAMETERS):
        match = _PARAMETER.search(raw, position)
        if match is None:
            break
        position = match.end()
        name, piece = _read_piece(match)
        pieces.setdefault(name, []).append(piece)
    return Parameterized(text, {name: _join(found) for name, found in pieces.items()})


# `text/plain; charset=utf-8`, `7bit` and the like are in message after message.
_read_repeated = lru_cache(maxsize=1024)(_read)


def _read_piece(match: re.Match[bytes]) -> tuple[str, _Piece]:
    quoted, bare = match[2], match[3]
    value = _QUOTED_PAIR.sub(rb"\1", quoted) if quoted is not None else bare.strip()
    section = _SECTION.fullmatch(match[1])
    if section is None:
        return match[1].lower().decode("ascii", "replace"), _Piece(-1, False, value)
    extended = section[3] is not None
    # A plain value comes before its sections, so that the sections win (RFC 2231, section 4).
    number = int(section[2]) if section[2] else 0 if extended else -1
    return section[1].lower().decode("ascii", "replace"), _Piece(number, extended, value)


def _join(pieces: list[_Piece]) -> Parameter:
    """Put the sections of a parameter in order; without any, its first plain value holds."""
    sections = sorted((piece for piece in pieces if piece.section >= 0), key=lambda piece: piece.section)
    if not sections:
        return Parameter(pieces[0].value, None)
    label: str | None = None
    first = sections[0]
    if first.extended and first.value.count(b"'") >= 2:
        raw_label, _, rest = first.value.split(b"'", 2)
        label = raw_label.decode("ascii", "replace") or None
        sections[0] = first._replace(value=rest)
    return Parameter(b"".join(_unescape(piece) for piece in sections), label)


def _unescape(piece: _Piece) -> bytes:
    if not piece.extended:
        return piece.value
    return _PERCENT.sub(lambda match: bytes((int(match[1], 16),)), piece.value)
