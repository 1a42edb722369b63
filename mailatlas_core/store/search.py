"""What a query finds: its positions, newest first, all of them or a screenful.

A query that must find a text walks the index's rows, which are in the order of positions, and
stops when it has enough. Any other walks the documents, or the shortest list of its conditions; so
does one with a text, where such a list is very short.
Where very many words begin as is asked for, the newest documents that have a word with the same first
letters are looked through.
Where lists are looked up, a screenful is looked for among the newest documents first, then among
more, then among all: so what finds much is answered at once, and what finds little costs as much
as to look for all.
"""

from __future__ import annotations

import json
import math
import sqlite3
from array import array
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain, islice

from mailatlas_core.cancel import CancelToken
from mailatlas_core.query.tree import AllOf, AnyOf, Dated, Everything, Query, Text, all_of, any_of
from mailatlas_core.store.conditions import ABOVE_ALL, BELOW_ALL, LISTED, Conditions, Listed
from mailatlas_core.store.index import stored_texts
from mailatlas_core.store.match import (
    MERGED,
    conjunction,
    holds_all,
    match_expression,
    text_expression,
    wanted_texts,
    widened,
)

MOST_RANKED = 2_000
_WINDOWS = (1_000, 10_000)
_LOOKED_THROUGH, _COMMON = 250, 0.2
_FOLDED_AT_ONCE = 1_000
_SHORT, _LONG = 500, 5_000
_WEIGHTS = {"subject": 4, "sender filenames to cc": 2, "body": 1}


def newest(
    connection: sqlite3.Connection,
    query: Query,
    now: datetime,
    *,
    before: int | None = None,
    limit: int = -1,
    offset: int = 0,
    cancel: CancelToken | None = None,
) -> array[int]:
    """Positions of the documents that a query finds, newest first, below `before`; -1 is no limit.

    Raises `Cancelled`: `cancel` is for what is done between the statements, which it cannot interrupt.
    """
    if query == Everything() and limit < 0 and before is None:
        # Every document is indexed, and the index's own list of rows is far narrower.
        rows = connection.execute("SELECT rowid FROM fts ORDER BY rowid DESC")
        return array("q", (row[0] for row in rows))[offset:]
    end = ABOVE_ALL if before is None else before
    limit, offset = min(limit, ABOVE_ALL >> 1), min(offset, ABOVE_ALL >> 1)
    branches = _branches(connection, query)
    if limit < 0 or len(branches) == 1:
        plan = _Plan(connection, query, now)
        if plan.merges and limit > 0 and limit + offset <= MOST_RANKED:
            wide, sought = plan.widened(query)
            if sought:
                cancel = cancel or CancelToken()
                return _looked_through(connection, wide, sought, now, end, limit + offset, cancel)[offset:]
        return array("q", plan.newest(end, limit, offset))
    found = {
        position
        for branch in branches
        for position in _Plan(connection, branch, now).newest(end, limit + offset, 0)
    }
    return array("q", sorted(found, reverse=True)[offset : limit + offset])


def _looked_through(
    connection: sqlite3.Connection,
    wide: Query,
    sought: Sequence[Text],
    now: datetime,
    before: int,
    limit: int,
    cancel: CancelToken,
) -> array[int]:
    """The newest of a wide query that hold the texts which are sought, as long as these are common
    among them; where they are not, FTS5 merges the words that there are."""
    found = array("q")
    while len(found) < limit:
        seen = newest(connection, wide, now, before=before, limit=_LOOKED_THROUGH)
        held = list(_holding(connection, seen, sought, cancel))
        found.extend(held)
        if len(seen) < _LOOKED_THROUGH:
            break
        before = seen[-1]
        if len(held) < _LOOKED_THROUGH * _COMMON:
            query = all_of([wide, *sought])
            rest = _Plan(connection, query, now).newest(before, max(0, limit - len(found)), 0)
            found.extend(rest)
            break
    return found[:limit]


def _holding(
    connection: sqlite3.Connection, positions: Iterable[int], sought: Sequence[Text], cancel: CancelToken
) -> Iterator[int]:
    """Those of the positions whose documents have all that is sought."""
    for position in positions:
        cancel.check()
        if holds_all(stored_texts(connection, position), sought):
            yield position


def newest_folded(
    connection: sqlite3.Connection,
    query: Query,
    now: datetime,
    *,
    before: int | None = None,
    limit: int = -1,
    offset: int = 0,
    cancel: CancelToken | None = None,
) -> array[int]:
    """As `newest`, but of each conversation only the newest document that the query finds.

    A page is walked to from the newest on, so that the first costs least.
    """
    if limit < 0 and before is None:
        return array("q", _Plan(connection, query, now).newest_of_conversations())[offset:]
    found = _of_new_conversations(connection, query, now, cancel)
    rows = (at for at in found if before is None or at < before)
    first = min(offset, ABOVE_ALL >> 1)
    return array("q", islice(rows, first, None if limit < 0 else first + min(limit, ABOVE_ALL >> 1)))


def count(connection: sqlite3.Connection, query: Query, now: datetime, *, folded: bool = False) -> int:
    """How many documents a query finds; folded, in how many conversations."""
    if query == Everything() and not folded:
        return int(connection.execute("SELECT count(*) FROM documents").fetchone()[0])
    return _Plan(connection, query, now).count(folded=folded)


def most_relevant(
    connection: sqlite3.Connection,
    query: Query,
    now: datetime,
    *,
    limit: int,
    offset: int = 0,
    cancel: CancelToken | None = None,
) -> array[int]:
    """Positions whose texts fit the query best first, of the newest `MOST_RANKED` that it finds; the
    newest first among equals, and where documents are found without any text.

    A text weighs more in a subject, a name or an address than in a body, and the more the fewer of
    these documents have it. FTS5's own BM25 would count the rows of each word among all messages.
    """
    candidates = newest(connection, query, now, limit=MOST_RANKED, cancel=cancel)
    plan = _Plan(connection, query, now, ranks=True)
    if plan.merges:
        plan = _Plan(connection, plan.widened(query)[0], now, ranks=True)
    fit = dict.fromkeys(candidates, 0.0)
    for text in wanted_texts(query):
        held = {at: weight for at, weight in plan.weights(text, candidates) if at in fit}
        rarity = math.log(1 + len(candidates) / (1 + len(held)))
        for position, weight in held.items():
            fit[position] += weight * rarity
    best = sorted(candidates, key=lambda position: (-fit[position], -position))
    return array("q", best[offset : limit + offset])


class _Plan:
    """The statement for one query: what it walks, between which positions, under which conditions."""

    def __init__(
        self, connection: sqlite3.Connection, query: Query, now: datetime, *, ranks: bool = False
    ) -> None:
        self._connection = connection
        self._now = now
        self._low, self._high = BELOW_ALL, ABOVE_ALL
        nodes = query.nodes if isinstance(query, AllOf) else (query,)
        one_by_one = not ranks and _has_short_list(connection, nodes, now)
        self._match, others = (None, list(nodes)) if one_by_one else conjunction(connection, nodes)
        # With a plus, so that SQLite never asks the index about one document after another.
        position = "d.position" if self._match is None else "+fts.rowid"
        self._made = Conditions(connection, now, position, one_by_one=one_by_one)
        others = self._narrowed(others)
        self._where = self._listing(others) if self._match is None else list(map(self._made.of, others))

    @property
    def merges(self) -> bool:
        """Whether FTS5 has to merge the rows of many words before it gives the first."""
        return self._match is not None and MERGED in self._match

    def widened(self, query: Query) -> tuple[Query, list[Text]]:
        """What to look through instead, and for what; see store/match.py."""
        return widened(query, self._match or "")

    def _narrowed(self, nodes: Iterable[Query]) -> list[Query]:
        """Take out the dates, which say between which positions to look."""
        others: list[Query] = []
        for node in nodes:
            if not isinstance(node, Dated):
                others.append(node)
                continue
            low, high, check = self._made.range(node)
            self._low, self._high = max(self._low, low), min(self._high, high)
            if check is not None:
                others.append(node)
        return others

    def _listing(self, nodes: list[Query]) -> list[str]:
        """The conditions where no text is walked: the shortest list finds the documents."""
        between = "d.position >= :low AND d.position < :high"
        lists = [node for node in nodes if isinstance(node, LISTED)]
        if not lists:
            return [between, *map(self._made.of, nodes)]
        first = min(lists, key=lambda node: _length(self._connection, node, self._now))
        rest = all_of(node for node in nodes if node != first)
        return [self._made.listed(first), between, self._made.of(rest)]

    def newest(self, before: int, limit: int, offset: int) -> Iterator[int]:
        """Positions below `before`, newest first; a negative limit is none."""
        high = min(self._high, before)
        if limit < 0 or not self._made.has_lists:
            yield from chain.from_iterable(self._walked(self._low, high, limit, offset))
            return
        for low, end in _windows(self._connection, self._low, high):
            found = [position for (position,) in self._walked(low, end, limit + offset, 0)]
            yield from found[offset:]
            limit -= max(0, len(found) - offset)
            offset = max(0, offset - len(found))
            if limit == 0:
                return

    def count(self, *, folded: bool) -> int:
        """How many documents there are, or how many conversations of them."""
        what = "count(DISTINCT d.conversation)" if folded else "count(*)"
        statement = f"SELECT {what} {self._from(with_row=folded)}"
        return int(self._execute(statement, self._low, self._high).fetchone()[0])

    def newest_of_conversations(self) -> Iterator[int]:
        """The newest position of each conversation that has any, newest first."""
        statement = (
            f"SELECT max(d.position) {self._from(with_row=True)} GROUP BY d.conversation ORDER BY 1 DESC"
        )
        return (row[0] for row in self._execute(statement, self._low, self._high))

    def weights(self, text: Text, candidates: Sequence[int]) -> Iterator[tuple[int, float]]:
        """The positions between those of the candidates that have a text, with what it weighs there;
        none where no text is walked, or FTS5 would have to merge rows. All have the only text that is
        asked for: its bodies, of which a common phrase has very many, are not walked again."""
        expression = text_expression(self._connection, text)
        if self._match is None or not candidates or MERGED in expression:
            return iter(())
        is_all = self._match == f"({expression})"
        bound: dict[str, str | int] = {"low": candidates[-1], "high": candidates[0]}
        selects = []
        for number, (columns, weight) in enumerate(_WEIGHTS.items()):
            if is_all and columns == "body":
                continue
            within = "" if is_all else f"({self._match}) AND "
            bound[f"p{number}"] = f"{within}{{{columns}}} : ({expression})"
            selects.append(
                f"SELECT rowid AS position, {weight} AS weight FROM fts"
                f" WHERE fts MATCH :p{number} AND rowid BETWEEN :low AND :high"
            )
        statement = f"SELECT position, sum(weight) FROM ({' UNION ALL '.join(selects)}) GROUP BY position"
        return self._connection.execute(statement, bound)

    def _walked(self, low: int, high: int, limit: int, offset: int) -> sqlite3.Cursor:
        position = "d.position" if self._match is None else "fts.rowid"
        statement = f"SELECT {position} {self._from()} ORDER BY {position} DESC LIMIT {limit} OFFSET {offset}"
        return self._execute(statement, low, high)

    def _from(self, *, with_row: bool = False) -> str:
        if self._match is None:
            return f"FROM documents AS d WHERE {' AND '.join(self._where)}"
        # CROSS: the index is walked, and the document looked up; never the other way round.
        documents = " CROSS JOIN documents AS d ON d.position = fts.rowid"
        joined = documents if with_row or self._made.needs_row else ""
        between = "fts MATCH :match AND fts.rowid >= :low AND fts.rowid < :high"
        return f"FROM fts{joined} WHERE {' AND '.join([between, *self._where])}"

    def _execute(self, statement: str, low: int, high: int) -> sqlite3.Cursor:
        bound = {**self._made.parameters, "match": self._match, "low": low, "high": high}
        return self._connection.execute(statement, bound)


def _has_short_list(connection: sqlite3.Connection, nodes: Iterable[Query], now: datetime) -> bool:
    """Whether one of the conditions is met by so few documents that each can be looked at."""
    lists = (node for node in nodes if isinstance(node, LISTED))
    return any(_length(connection, node, now) <= _SHORT for node in lists)


def _length(connection: sqlite3.Connection, node: Listed, now: datetime) -> int:
    """How many rows a list has; it is not counted further than to see that it is long."""
    made = Conditions(connection, now, "d.position")
    statement = f"SELECT count(*) FROM ({made.list_of(node)} LIMIT {_LONG})"
    return int(connection.execute(statement, made.parameters).fetchone()[0])


def _branches(connection: sqlite3.Connection, query: Query) -> list[Query]:
    """The members of a choice, whose newest are among the newest of each; what the index answers
    together is one."""
    if not isinstance(query, AnyOf):
        return [query]
    texts = [node for node in query.nodes if match_expression(connection, node) is not None]
    others = [node for node in query.nodes if node not in texts]
    return [any_of(texts), *others] if texts else others


def _of_new_conversations(
    connection: sqlite3.Connection, query: Query, now: datetime, cancel: CancelToken | None
) -> Iterator[int]:
    """Positions newest first, passing over the conversations that have been seen."""
    seen: set[int] = set()
    size, before = _FOLDED_AT_ONCE, None
    while found := newest(connection, query, now, before=before, limit=size, cancel=cancel):
        numbers = _conversations(connection, found)
        for position in found:
            if numbers[position] not in seen:
                seen.add(numbers[position])
                yield position
        size, before = size * 2, found[-1]


def _conversations(connection: sqlite3.Connection, positions: array[int]) -> dict[int, int]:
    """The conversation of each position."""
    rows = connection.execute(
        "SELECT position, conversation FROM documents WHERE position IN (SELECT value FROM json_each(?))",
        (json.dumps(list(positions)),),
    )
    return dict(rows)


def _windows(connection: sqlite3.Connection, low: int, high: int) -> Iterator[tuple[int, int]]:
    """Ranges of positions that cover the one from `low` to `high`: of the newest documents, of more
    that are older, and of all the others."""
    for size in _WINDOWS:
        row = connection.execute(
            "SELECT position FROM documents WHERE position >= ? AND position < ?"
            " ORDER BY position DESC LIMIT 1 OFFSET ?",
            (low, high, size),
        ).fetchone()
        if row is not None:
            yield row[0], high
            high = row[0]
    yield low, high
