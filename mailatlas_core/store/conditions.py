"""The nodes of a query as SQL conditions on a document: the one place where they are.

What a person types is a bound parameter. `:low` and `:high` are the positions between which a
statement looks; what is looked up as a list is looked up between them only.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from mailatlas_core.query.dates import instants
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
from mailatlas_core.store.match import (
    bindable,
    conjunction,
    is_own_message_id,
    match_expression,
    message_id,
    text_expression,
)
from mailatlas_core.store.names import folders_named
from mailatlas_core.store.positions import SLOT_BITS, UNDATED_END, longest_spill, second_of
from mailatlas_core.store.threads import OWN

BELOW_ALL, ABOVE_ALL = -(1 << 63), (1 << 63) - 1

# As servers and programs name the folder in which they keep what was sent.
SENT_FOLDERS = ("Sent", "Sent Items", "Sent Mail", "Sent Messages")

# What a search can begin with: there is a list of the documents.
Listed = Named | Sent
LISTED = (Id, Thread, Tag, Sent, Folder, Account, Source)

_HEX = re.compile(r"[0-9a-f]{1,64}")
# SQLite knows no zone more than 14 hours from UTC, which mail may have; then its position tells.
_SECOND = f"ifnull(CAST(strftime('%s', d.received_at) AS INTEGER), d.position >> {SLOT_BITS})"


class Range(NamedTuple):
    """Positions from `low` on and before `high`; where messages have spilled into later seconds,
    `check` is the condition that keeps out those of another time."""

    low: int
    high: int
    check: str | None


class Conditions:
    """Makes the conditions of one statement.

    `position` is what the document's position is in it; `one_by_one` says that the documents to be
    looked at are few, so that the index is asked about each. `parameters` are what is bound, `has_lists`
    says whether a list is looked up, so that it is better met between near positions, and `needs_row`
    whether the row `d` of the table `documents` is looked at.
    """

    def __init__(
        self, connection: sqlite3.Connection, now: datetime, position: str, *, one_by_one: bool = False
    ) -> None:
        self._connection = connection
        self._now = now
        self._position = position
        self._one_by_one = one_by_one
        self.parameters: dict[str, str | int | bytes] = {}
        self.has_lists = False
        self.needs_row = False

    def of(self, node: Query) -> str:
        """The condition that a document must meet; true or false, never NULL."""
        match node:
            case Everything():
                return "TRUE"
            case Not(inner):
                return f"NOT {self.of(inner)}"
            case AllOf(nodes):
                return f"({' AND '.join(self._members(*conjunction(self._connection, nodes)))})"
            case AnyOf(nodes):
                return f"({' OR '.join(self._branches(nodes))})"
            case Text():
                return self._text(node)
            case Dated():
                return self._dated(node)
            case HasAttachment() | Forwarded() | Sized():
                return self._of_row(node)
            case Id() | Thread():
                return self.listed(node)
            case Tag() | Sent() | Folder() | Account() | Source():
                table, condition = self._rows_of(node)
                return f"EXISTS (SELECT 1 FROM {table} WHERE {condition} AND position = {self._position})"

    def listed(self, node: Listed) -> str:
        """The condition in the form that finds the documents, instead of looking at each."""
        if isinstance(node, Id | Thread):
            return f"{self._position} IN ({self.list_of(node)})"
        self.has_lists = True
        between = "position >= :low AND position < :high"
        return f"{self._position} IN ({self.list_of(node)} AND {between})"

    def list_of(self, node: Listed) -> str:
        """The statement that lists the positions of the documents."""
        match node:
            case Id(id):
                first, last = self._ids(id)
                return (
                    f"SELECT position FROM documents WHERE id BETWEEN {first} AND {last}"
                    " UNION SELECT position FROM message_ids"
                    f" WHERE message_id = {self.bound(message_id(id))} AND role = {OWN}"
                )
            case Thread(id):
                first, last = self._ids(id)
                return (
                    "SELECT position FROM documents WHERE conversation IN"
                    f" (SELECT conversation FROM documents WHERE id BETWEEN {first} AND {last})"
                )
            case _:
                table, condition = self._rows_of(node)
                return f"SELECT position FROM {table} WHERE {condition}"

    def range(self, dated: Dated) -> Range:
        """The positions that a date allows; no message without a date has one of them."""
        since, until = instants(dated, self._now)
        spill = longest_spill(self._connection)
        low, high, checks = UNDATED_END, ABOVE_ALL, []
        if since is not None:
            low = second_of(since) << SLOT_BITS
            checks.append(f"{_SECOND} >= {second_of(since)}")
        if until is not None:
            high = second_of(until) + spill << SLOT_BITS
            checks.append(f"{_SECOND} < {second_of(until)}")
        return Range(low, high, f"({' AND '.join(checks)})" if spill else None)

    def bound(self, value: str | int | bytes) -> str:
        """A value as a parameter of the statement."""
        name = f"p{len(self.parameters)}"
        self.parameters[name] = bindable(value) if isinstance(value, str) else value
        return f":{name}"

    def _dated(self, node: Dated) -> str:
        low, high, check = self.range(node)
        between = f"{self._position} >= {self.bound(low)} AND {self._position} < {self.bound(high)}"
        if check is None:
            return f"({between})"
        self.needs_row = True
        return f"({between} AND {check})"

    def _of_row(self, node: HasAttachment | Forwarded | Sized) -> str:
        """What only the row of the document says."""
        self.needs_row = True
        match node:
            case HasAttachment():
                return "d.attachment_count > 0"
            case Forwarded():
                return "d.is_forwarded"
            case Sized(bound, size):
                return f"d.size {'>' if bound == 'larger' else '<'} {self.bound(min(size, ABOVE_ALL))}"

    def _members(self, texts: str | None, others: Iterable[Query]) -> list[str]:
        found = [self.of(node) for node in others]
        return found if texts is None else [self._matching(texts), *found]

    def _branches(self, nodes: Iterable[Query]) -> list[str]:
        """The members of a choice: what the index answers is one of them."""
        texts, others = [], []
        for node in nodes:
            expression = match_expression(self._connection, node)
            if expression is None:
                others.append(self.of(node))
            else:
                texts.append(expression)
        return [self._matching(" OR ".join(texts)), *others] if texts else others

    def _text(self, text: Text) -> str:
        found = self._matching(text_expression(self._connection, text))
        if is_own_message_id(self._connection, text):
            return f"({found} OR {self.listed(Id(text.text))})"
        return found

    def _matching(self, expression: str) -> str:
        if self._one_by_one:
            matching = f"fts MATCH {self.bound(expression)} AND rowid = {self._position}"
            return f"EXISTS (SELECT 1 FROM fts WHERE {matching})"
        # A list, for to ask the index about one document costs as much as about a hundred.
        self.has_lists = True
        return (
            f"{self._position} IN (SELECT rowid FROM fts WHERE fts MATCH {self.bound(expression)}"
            " AND rowid >= :low AND rowid < :high)"
        )

    def _rows_of(self, node: Tag | Sent | Folder | Account | Source) -> tuple[str, str]:
        """The table in which it is written, and the condition on its rows."""
        match node:
            case Tag(name):
                return "tags", f"name = {self.bound(name)}"
            case Account(id):
                return "sources", f"account_id = {self.bound(id)}"
            case Source(kind):
                return "sources", f"kind = {self.bound(kind)}"
            case Folder(name):
                return "sources", self._in_folder(name)
            case Sent():
                return "sources", f"(kind = 'outbound' OR {self._in_folder(*SENT_FOLDERS)})"

    def _in_folder(self, *names: str) -> str:
        folders = folders_named(self._connection, names)
        return f"folder IN ({', '.join(map(self.bound, folders))})" if folders else "FALSE"

    def _ids(self, prefix: str) -> tuple[str, str]:
        """The first and the last id that begins so; none lies between where it is no id."""
        if not _HEX.fullmatch(prefix.lower()):
            return self.bound(b"\xff"), self.bound(b"")
        first, last = (bytes.fromhex(prefix.lower().ljust(64, digit)) for digit in "0f")
        return self.bound(first), self.bound(last)
