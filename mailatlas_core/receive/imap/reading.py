"""What is in an answer: uids, folder names and messages, taken only where it is what it should be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from imapclient.datetime_util import parse_to_datetime
from imapclient.imap_utf7 import decode, encode

from mailatlas_core.receive.imap.connection import NotImap, Response
from mailatlas_core.receive.imap.parsing import parsed
from mailatlas_core.receive.model import FetchedMessage

LAST_UID = (1 << 32) - 1

BODY = b"BODY[]"
GMAIL_NUMBERS = (b"X-GM-MSGID", b"X-GM-THRID")
GMAIL_LABELS = b"X-GM-LABELS"

_MOST_TO_READ = 1 << 20  # bytes of the text round the literals of one response
_MOST_IN_SET = 4000  # characters: servers take command lines of 8000 (RFC 2683)
_CONTROL = re.compile("[\0-\x1f\x7f-\x9f]")  # servers say them back as they are, and end their line so
_DIGITS = re.compile(rb"[0-9]{1,20}")
_NUMBER = re.compile(rb"(?<![0-9])[0-9]{1,10}(?![0-9])")
_CANNOT_BE_OPENED = frozenset({b"\\NOSELECT", b"\\NONEXISTENT"})
# It says of the connections to a folder which one saw the message first, and nothing about the message.
_RECENT = "\\Recent"

Items = Mapping[bytes, Any]


class Uids(NamedTuple):
    """A set of uids as a command has it, and what is in it."""

    text: bytes
    uids: frozenset[int]


def uid_sets(uids: Iterable[int]) -> Iterator[Uids]:
    """Sets that have all of these, each once, and are short enough for a command."""
    parts: list[bytes] = []
    members: list[int] = []
    length = 0
    for first, last in _runs(sorted(set(uids))):
        part = b"%d" % first if first == last else b"%d:%d" % (first, last)
        if parts and length + len(part) > _MOST_IN_SET:
            yield Uids(b",".join(parts), frozenset(members))
            parts, members, length = [], [], 0
        parts.append(part)
        members += range(first, last + 1)
        length += len(part) + 1
    if parts:
        yield Uids(b",".join(parts), frozenset(members))


def _runs(ascending: Iterable[int]) -> Iterator[tuple[int, int]]:
    first = last = 0
    for uid in ascending:
        if uid != last + 1 or not last:
            if last:
                yield first, last
            first = uid
        last = uid
    if last:
        yield first, last


def found_uids(response: Response) -> Iterator[int]:
    """The uids of a SEARCH response, without what can be none."""
    numbers = response.text.partition(b"(")[0]  # behind it is the MODSEQ of RFC 7162
    return (uid for found in _NUMBER.finditer(numbers) if 0 < (uid := int(found[0])) <= LAST_UID)


def folder_name(response: Response) -> str | None:
    """The name in a LIST response as people read it, None where the folder cannot be opened by it."""
    match _parsed(response):
        case (tuple() as flags, _, bytes() as name):
            if any(flag.upper() in _CANNOT_BE_OPENED for flag in flags if isinstance(flag, bytes)):
                return None
            return _readable(name)
        case _:
            raise NotImap("answers LIST with what is no folder")


def _readable(name: bytes) -> str | None:
    try:
        text: str = decode(name)
        is_the_same = encode(text) == name
    except UnicodeError:
        return None
    return text if text and is_the_same and not _CONTROL.search(text) else None


def encoded_name(folder: str) -> bytes | None:
    """A folder's name as commands have it, None where no folder can have it."""
    try:
        name: bytes = encode(folder)
    except UnicodeError:
        return None
    if _CONTROL.search(folder):
        return None
    return b'"' + name.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'


def items(response: Response) -> Items:
    """What a FETCH response says of its message, by the names of the items."""
    match _parsed(response):
        case (tuple() as pairs,) if len(pairs) % 2 == 0:
            names, values = pairs[::2], pairs[1::2]
            named = zip(names, values, strict=True)
            return {name.upper(): value for name, value in named if isinstance(name, bytes)}
        case _:
            raise NotImap("answers FETCH with what is no message")


def number(value: object) -> int | None:
    """The number that a value is, None where it is none of 64 bits."""
    return int(value) if isinstance(value, bytes) and _DIGITS.fullmatch(value) else None


def message(uid: int, found: Items) -> FetchedMessage:
    """The message that these items are of."""
    data = found.get(BODY)
    if not isinstance(data, bytes):
        return FetchedMessage(uid, None, reason="The server has no content for it.")
    flags = found.get(b"FLAGS")
    return FetchedMessage(
        uid,
        data,
        internal_date=_date(found.get(b"INTERNALDATE")),
        flags=tuple(flag for flag in _texts(flags) if flag != _RECENT),
        gmail=_gmail(found),
    )


def _gmail(found: Items) -> Mapping[str, object] | None:
    """Gmail's own items by their names, its labels as people read them."""
    gmail: dict[str, object] = {one.decode(): number(found[one]) for one in GMAIL_NUMBERS if one in found}
    if GMAIL_LABELS in found:
        gmail[GMAIL_LABELS.decode()] = tuple(_label(label) for label in _texts(found[GMAIL_LABELS]))
    return gmail or None


def _label(text: str) -> str:
    return _readable(text.encode()) or text


def _texts(values: object) -> list[str]:
    """The words of a list."""
    if not isinstance(values, tuple):
        return []
    return [one.decode("utf-8", "replace") for one in values if isinstance(one, bytes)]


def _date(value: object) -> str | None:
    """An INTERNALDATE in ISO 8601, with its offset."""
    if not isinstance(value, bytes):
        return None
    try:
        moment = parse_to_datetime(value, normalise=False)
        return None if moment.tzinfo is None else moment.isoformat()
    except (ValueError, OverflowError):
        return None


def _parsed(response: Response) -> tuple[object, ...]:
    if sum(map(len, response.parts[::2])) > _MOST_TO_READ:
        raise NotImap("sends more than an answer can have")
    return parsed(response.parts)
