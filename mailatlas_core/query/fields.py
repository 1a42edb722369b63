"""The fields of the language, in one table: parser, completion and every sentence use it.

Each reads what stands behind its name, or raises `ValueError` where that cannot be.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple, get_args
from unicodedata import normalize

from mailatlas_core.query import dates
from mailatlas_core.query.tree import (
    Account,
    Bound,
    Column,
    Dated,
    Folder,
    Forwarded,
    HasAttachment,
    Id,
    Query,
    Sent,
    Sized,
    Source,
    Tag,
    Thread,
)
from mailatlas_core.rows import SourceKind

TEXT_COLUMNS: dict[str, Column] = {
    "from": "sender",
    "to": "to",
    "cc": "cc",
    "subject": "subject",
    "body": "body",
    "filename": "filenames",
}
STATE_TAGS = ("unread", "flagged", "archived")
_STATES: dict[str, Query] = {"sent": Sent(), "forwarded": Forwarded()}
_BOUNDS: dict[str, Bound] = {bound: bound for bound in get_args(Bound)}
_UNITS = {"": 1, "k": 1_000, "m": 1_000_000, "g": 1_000_000_000}
_SIZE = r"(?ai)(\d{1,15})([kmg]?)b?"
_HEX = r"[0-9a-f]{1,64}"


class Field(NamedTuple):
    """What may stand behind a name: `read` makes the node of it, `values` are those there are, or
    some of them where there are many, and `hint` says in a sentence what can stand there."""

    read: Callable[[str, datetime], Query]
    hint: str
    values: tuple[str, ...] = ()


def _choice(values: tuple[str, ...], make: Callable[[str], Query]) -> Field:
    def read(value: str, _: datetime) -> Query:
        if value.lower() not in values:
            raise ValueError(value)
        return make(value.lower())

    return Field(read, f"It can be {_listed(values)}.", values)


def _date(bound: Bound) -> Field:
    def read(value: str, now: datetime) -> Query:
        dated = Dated(bound, value)
        dates.instants(dated, now)
        return dated

    return Field(read, dates.HINT, (*dates.SPOKEN, *dates.AGES))


def _age() -> Field:
    hint = f"It is a number of days, weeks, months or years: {_listed(dates.AGES)}."
    return Field(_date("newer_than").read, hint, dates.AGES)


def _size(larger: bool) -> Field:
    def read(value: str, _: datetime) -> Query:
        found = re.fullmatch(_SIZE, value)
        if found is None:
            raise ValueError(value)
        return Sized("larger" if larger else "smaller", int(found[1]) * _UNITS[found[2].lower()])

    return Field(read, "A size is such as 500, 10k or 5M.", ("10k", "100k", "1M", "10M"))


def _name(make: Callable[[str], Query], hint: str) -> Field:
    return Field(lambda value, _: make(value), hint)


def _conversation(value: str, _: datetime) -> Query:
    if not re.fullmatch(_HEX, value.lower()):
        raise ValueError(value)
    return Thread(value.lower())


def _listed(values: tuple[str, ...]) -> str:
    *others, last = values
    return f"{', '.join(others)} or {last}" if others else last


FIELDS: dict[str, Field] = {
    "has": _choice(("attachment",), lambda _: HasAttachment()),
    "is": _choice((*STATE_TAGS, *_STATES), lambda value: _STATES.get(value) or Tag(value)),
    "before": _date("before"),
    "after": _date("after"),
    "on": _date("on"),
    "newer_than": _age(),
    "source": _choice(get_args(SourceKind), Source),
    "account": _name(Account, "It is the id of an account."),
    "folder": _name(Folder, "It is the name of a folder, or the last part of it."),
    "tag": _name(lambda name: Tag(normalize("NFC", name)), "It is the name of a tag."),
    "thread": Field(_conversation, "It is the id of a message, or its beginning."),
    "id": _name(Id, "It is the id of a message, its beginning, or a Message-ID."),
    "larger": _size(larger=True),
    "smaller": _size(larger=False),
}
NAMES = (*TEXT_COLUMNS, *FIELDS)
DATE_FIELDS = tuple(_BOUNDS)


def hint_of(name: str) -> str:
    """What can stand behind a field, in a sentence."""
    return FIELDS[name].hint if name in FIELDS else 'A word or a "phrase" can stand there.'
