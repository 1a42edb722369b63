"""Fields of a header as they travel: in ASCII, encoded where they must be, folded (RFC 5322, 2047, 2231).

Written here, since the standard library of Python 3.11 alters some fields as it folds them: a name
loses its quotes (python/cpython#87720, #121284), the comma between two addresses is encoded (#100884).
Nothing that is folded here is taken apart anywhere but between the pieces it is given as.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta, timezone
from urllib.parse import quote

from mailatlas_core.models import Address
from mailatlas_core.outbound.compose.addresses import on_the_wire
from mailatlas_core.outbound.compose.header_values import single_spaced

WIDTH = 78

_WORD_LINE = 76  # the most that a line with an encoded word takes
_SHORTEST_WORD = 40
_AROUND_WORD = len("=?utf-8?q??=")
_LONGEST_QUOTED = 70
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_TO_ESCAPE = re.compile(r'["\\]')
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_Q_SAFE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/")
_LONGEST_PARAMETER = 50
_UNQUOTED = frozenset('"\\%*')
_PERCENT_RUN = re.compile("(?:%[0-9A-F]{2}|[^%]){1,18}")


def folded(name: str, pieces: Iterable[str]) -> bytes:
    """A whole field, with its line ends; it is folded between pieces alone, which have a space between."""
    lines: list[str] = []
    line = f"{name}:"
    for number, piece in enumerate(pieces):
        if number and len(line) + 1 + len(piece) > WIDTH:
            lines.append(line)
            line = ""
        line += f" {piece}"
    return "\r\n".join((*lines, line, "")).encode()


def unstructured(name: str, text: str) -> bytes:
    """A field that holds a text, which has no space at its edges and none beside another."""
    if _is_plain(text):
        return folded(name, text.split(" "))
    return folded(name, _encoded_words(text, _WORD_LINE - len(name) - 2))


def mailboxes(name: str, addresses: Sequence[Address]) -> bytes:
    """A field that holds addresses, one at least."""
    pieces: list[str] = []
    for address in addresses:
        email = on_the_wire(address.email)
        pieces += (
            [*_phrase(address.name, _WORD_LINE - len(name) - 2), f"<{email}>"] if address.name else [email]
        )
        pieces[-1] += ","
    pieces[-1] = pieces[-1][:-1]
    return folded(name, pieces)


def identifiers(name: str, ids: Iterable[str]) -> bytes:
    """A field that holds ids, which are given without their brackets."""
    return folded(name, (f"<{id}>" for id in ids))


def parameterized(name: str, value: str, parameters: Sequence[tuple[str, str]] = ()) -> bytes:
    """A field such as Content-Type."""
    pieces = [value, *(piece for key, text in parameters for piece in _parameter(key, text))]
    return folded(name, [*(f"{piece};" for piece in pieces[:-1]), pieces[-1]])


def mail_date(moment: datetime) -> str:
    """An aware moment as a Date field has it, on the wall clock of its own zone."""
    offset = moment.utcoffset() or timedelta()
    minutes = int(offset / timedelta(minutes=1))  # zones of long ago have seconds
    local = moment.astimezone(timezone(timedelta(minutes=minutes)))
    sign, (hours, rest) = "-" if minutes < 0 else "+", divmod(abs(minutes), 60)
    return (
        f"{_DAYS[local.weekday()]}, {local.day} {_MONTHS[local.month - 1]} {local.year:04} "
        f"{local:%H:%M:%S} {sign}{hours:02}{rest:02}"
    )


def _is_plain(text: str) -> bool:
    """Does a text stand for itself in a header?"""
    return text.isascii() and text.isprintable() and "=?" not in text and text == single_spaced(text)


def _phrase(name: str, room: int) -> list[str]:
    """The name before an address: as it is, in quotes, or encoded."""
    if _is_plain(name):
        if _ATOMS.fullmatch(name):
            return name.split(" ")
        quoted = '"' + _TO_ESCAPE.sub(r"\\\g<0>", name) + '"'
        if len(quoted) <= _LONGEST_QUOTED:
            return [quoted]
    return list(_encoded_words(name, room))


def _encoded_words(text: str, room: int) -> Iterator[str]:
    """The words that a text becomes; the first of them takes `room` columns, if that is enough for one."""
    costs = [1 if character in _Q_SAFE or character == " " else 3 * _size(character) for character in text]
    # The encoding Q, as long as most of the text can still be read in it.
    readable = sum(cost > 1 for cost in costs) * 3 <= len(text)
    limit = max(room, _SHORTEST_WORD) - _AROUND_WORD
    begin = taken = 0
    for index, character in enumerate(text):
        cost = costs[index] if readable else _size(character)
        if taken and taken + cost > (limit if readable else limit // 4 * 3):
            yield _encoded_word(text[begin:index], readable)
            begin, taken, limit = index, 0, _WORD_LINE - 1 - _AROUND_WORD
        taken += cost
    yield _encoded_word(text[begin:], readable)


def _size(character: str) -> int:
    return len(character.encode("utf-8", "replace"))


def _encoded_word(text: str, readable: bool) -> str:
    data = text.encode("utf-8", "replace")
    if not readable:
        return f"=?utf-8?b?{base64.b64encode(data).decode()}?="
    return f"=?utf-8?q?{''.join(map(_Q_CODES.__getitem__, data))}?="


_Q_CODES = [
    "_" if byte == 0x20 else chr(byte) if chr(byte) in _Q_SAFE else f"={byte:02X}" for byte in range(256)
]


def _parameter(name: str, text: str) -> list[str]:
    """A parameter in quotes, or by RFC 2231 where a reader could take that for something else."""
    if _is_plain(text) and len(text) <= _LONGEST_PARAMETER and _UNQUOTED.isdisjoint(text):
        return [f'{name}="{text}"']
    runs = _PERCENT_RUN.findall(quote(text.encode("utf-8", "replace"), safe=""))
    runs[0] = f"utf-8''{runs[0]}"
    if len(runs) == 1:
        return [f"{name}*={runs[0]}"]
    return [f"{name}*{number}*={run}" for number, run in enumerate(runs)]
