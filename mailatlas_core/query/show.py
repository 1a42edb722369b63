"""A query tree as text that parses to the same tree."""

from __future__ import annotations

import re

from mailatlas_core.query.fields import STATE_TAGS, TEXT_COLUMNS
from mailatlas_core.query.tree import (
    Account,
    AllOf,
    AnyOf,
    Dated,
    Everything,
    Folder,
    Forwarded,
    HasAttachment,
    Id,
    Leaf,
    Named,
    Not,
    Query,
    Sent,
    Sized,
    Source,
    Tag,
    Text,
    Thread,
)

_FIELD_OF = {column: name for name, column in TEXT_COLUMNS.items()}
_PLAIN = re.compile(r"(?!(?:AND|OR|NOT)\Z)\w[\w.@+/&'-]*")


def show_query(query: Query) -> str:
    """The query as a person would type it."""
    match query:
        case AllOf(nodes):
            return " ".join(_grouped(node) if isinstance(node, AnyOf) else show_query(node) for node in nodes)
        case AnyOf(nodes):
            return " OR ".join(map(show_query, nodes))
        case Not(AllOf() | AnyOf() as node):
            return f"-{_grouped(node)}"
        case Not(node):
            return f"-{show_query(node)}"
        case _:
            return _leaf(query)


def quoted(text: str) -> str:
    """A text as it stands in a query: in quotation marks where it would mean something else without."""
    return text if _PLAIN.fullmatch(text) else f'"{text.replace(chr(34), chr(34) * 2)}"'


def _grouped(node: Query) -> str:
    return f"({show_query(node)})"


def _leaf(node: Leaf) -> str:
    match node:
        case Everything():
            return "*"
        case Text(text, column, prefix):
            shown = f"{quoted(text)}{'*' if prefix else ''}"
            return shown if column is None else f"{_FIELD_OF[column]}:{shown}"
        case HasAttachment():
            return "has:attachment"
        case Sent():
            return "is:sent"
        case Forwarded():
            return "is:forwarded"
        case Sized(bound, size):
            return f"{bound}:{_size(size)}"
        case Dated(bound, text):
            return f"{bound}:{quoted(text)}"
        case _:
            name, value = _named(node)
            return f"{name}:{quoted(value)}"


def _named(node: Named) -> tuple[str, str]:
    match node:
        case Source(kind):
            return "source", kind
        case Account(id):
            return "account", id
        case Folder(name):
            return "folder", name
        case Thread(id):
            return "thread", id
        case Id(id):
            return "id", id
        case Tag(name):
            return "is" if name in STATE_TAGS else "tag", name


def _size(size: int) -> str:
    """Bytes, in the largest unit that leaves no fraction."""
    for unit, factor in (("G", 1_000_000_000), ("M", 1_000_000), ("k", 1_000)):
        if size and size % factor == 0:
            return f"{size // factor}{unit}"
    return str(size)
