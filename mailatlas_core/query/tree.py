"""The tree of a query: what a document must be like, in a normal form.

`all_of`, `any_of` and `negated` keep the form: no list stands directly in one of its kind, none
has fewer than two members or one of them twice, and no negation stands in another. So a tree
that is printed and parsed again is the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, Literal

Column = Literal["subject", "sender", "to", "cc", "body", "filenames"]
Bound = Literal["before", "after", "on", "newer_than"]


class _Node:
    """Nodes of one class that hold the same are equal.

    No dataclasses: each would take half a millisecond to make, in every process that searches.
    """

    __slots__ = ()
    __match_args__: tuple[str, ...] = ()

    def _content(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in self.__match_args__)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Node) and type(self) is type(other) and self._content() == other._content()

    def __hash__(self) -> int:
        return hash((type(self), self._content()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}{self._content()!r}"


class Text(_Node):
    """Consecutive words in one column of the index, or in any; with `prefix`, the last word may go on.

    In any column, a text with an @ also finds the document that has it as its Message-ID.
    """

    __slots__ = __match_args__ = ("text", "column", "prefix")

    def __init__(self, text: str, column: Column | None = None, prefix: bool = False) -> None:
        self.text: Final = text
        self.column: Final = column
        self.prefix: Final = prefix


class Dated(_Node):
    """Received before, after, in a period, or not longer ago than one; query/dates.py reads `text`."""

    __slots__ = __match_args__ = ("bound", "text")

    def __init__(self, bound: Bound, text: str) -> None:
        self.bound: Final = bound
        self.text: Final = text


class Sized(_Node):
    """Of more, or of fewer, than `size` bytes."""

    __slots__ = __match_args__ = ("bound", "size")

    def __init__(self, bound: Literal["larger", "smaller"], size: int) -> None:
        self.bound: Final = bound
        self.size: Final = size


class Not(_Node):
    """All documents but those of a query."""

    __slots__ = __match_args__ = ("node",)

    def __init__(self, node: Query) -> None:
        self.node: Final = node


class _Several(_Node):
    __slots__ = __match_args__ = ("nodes",)

    def __init__(self, nodes: tuple[Query, ...]) -> None:
        self.nodes: Final = nodes


class AllOf(_Several):
    """Documents that all of these find."""

    __slots__ = ()


class AnyOf(_Several):
    """Documents that at least one of these finds."""

    __slots__ = ()


class Everything(_Node):
    """All documents."""

    __slots__ = ()


class HasAttachment(_Node):
    """With a file attached."""

    __slots__ = ()


class Sent(_Node):
    """Sent by the owner of the workspace: seen on its way out, or in a folder of what was sent."""

    __slots__ = ()


class Forwarded(_Node):
    """Whose text forwards another message."""

    __slots__ = ()


class _Named(_Node):
    __slots__ = __match_args__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name: Final = name


class Source(_Named):
    """Seen in a source of the kind `name`."""

    __slots__ = ()


class Account(_Named):
    """Seen by the account of this id."""

    __slots__ = ()


class Folder(_Named):
    """Seen in a folder of this name, or whose last part is this name."""

    __slots__ = ()


class Thread(_Named):
    """In the conversation of the document whose id begins so."""

    __slots__ = ()


class Id(_Named):
    """The document whose id begins so, or that has this Message-ID."""

    __slots__ = ()


class Tag(_Named):
    """With this tag."""

    __slots__ = ()


Named = Source | Account | Folder | Thread | Id | Tag
Leaf = Everything | Text | Dated | HasAttachment | Sent | Forwarded | Sized | Named
Query = Leaf | Not | AllOf | AnyOf


def all_of(nodes: Iterable[Query]) -> Query:
    """What all of these find: everything, where there are none."""
    members: dict[Query, None] = {}
    for node in nodes:
        members.update(dict.fromkeys(node.nodes if isinstance(node, AllOf) else (node,)))
    members.pop(Everything(), None)
    if not members:
        return Everything()
    return AllOf(tuple(members)) if len(members) > 1 else next(iter(members))


def any_of(nodes: Iterable[Query]) -> Query:
    """What at least one of these, of which there must be one, finds."""
    members: dict[Query, None] = {}
    for node in nodes:
        members.update(dict.fromkeys(node.nodes if isinstance(node, AnyOf) else (node,)))
    return AnyOf(tuple(members)) if len(members) > 1 else next(iter(members))


def negated(node: Query) -> Query:
    """All but what this finds."""
    return node.node if isinstance(node, Not) else Not(node)


def leaves(query: Query) -> Iterator[Leaf]:
    """Everything in the tree that is made of nothing else."""
    match query:
        case Not(node):
            yield from leaves(node)
        case AllOf(nodes) | AnyOf(nodes):
            for node in nodes:
                yield from leaves(node)
        case _:
            yield query
