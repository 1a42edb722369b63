"""The tags room of a workspace: local labels of documents, changed many at a time, and taken back.

A tag belongs to the one who reads the mail: it is never sent to a server, and the audit log, which
tells of what goes in, out or away, does not mention it. It stays with its document when that is
parsed again and when the index is rebuilt; only a store that is lost takes the tags with it.
"""

from __future__ import annotations

import json
import re
import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, TypeVar

from mailatlas_core.cancel import CancelToken
from mailatlas_core.errors import Cancelled, TagInvalid, UsageError
from mailatlas_core.models import TagChange
from mailatlas_core.ports import Clock
from mailatlas_core.query.parse import parse_query
from mailatlas_core.store.database import Database
from mailatlas_core.store.room import found_id
from mailatlas_core.store.search import newest

T = TypeVar("T")

LONGEST_NAME = 64
_FORBIDDEN = re.compile(r"""\A[-#/]|[\s"'“”‘’(),]""")
_JOINERS = frozenset("\u200c\u200d")  # letters of Persian and emoji are made with them

# So many documents a transaction: other writers wait for far less than 200 ms.
_BATCH = 1_000


def tag_name(text: str) -> str:
    """The name of a tag as it is stored: in NFC. Raises `TagInvalid`.

    A name is 1 to 64 visible characters without white space, quotes, parentheses and commas, and
    does not begin with a hyphen or a slash, so that `tag:name` in a query is always this tag, nor with
    the # that stands before it where tags are shown.
    """
    name = unicodedata.normalize("NFC", text)
    if 1 <= len(name) <= LONGEST_NAME and not _FORBIDDEN.search(name) and all(map(_is_visible, name)):
        return name
    raise TagInvalid(
        f"{text!r} cannot be the name of a tag.",
        hint=f"A name is 1 to {LONGEST_NAME} characters, without white space, quotes, parentheses and"
        " commas, and does not begin with a hyphen, a slash or #.",
    )


def _is_visible(character: str) -> bool:
    return unicodedata.category(character) not in ("Cc", "Cf", "Cs") or character in _JOINERS


class Tags:
    """Local tags: `unread`, `flagged`, `archived`, and the user's own."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def change(
        self,
        *,
        ids: Iterable[str] = (),
        query: str | None = None,
        add: Iterable[str] = (),
        remove: Iterable[str] = (),
        whole_threads: bool = False,
        cancel: CancelToken | None = None,
    ) -> TagChange:
        """Give tags to documents and take tags from them: those of `ids`, which may be unambiguous
        beginnings, or all that `query` finds; with `whole_threads`, to all of their conversations.

        What the change did can be given to `undo`; a cancelled one kept what it had done. Raises
        `UsageError`, `TagInvalid`, `QueryError`, `DocumentNotFound`, `DocumentAmbiguous` and
        `WorkspaceReadOnly`, all before anything was changed.
        """
        added: dict[str, list[str]] = {tag_name(name): [] for name in add}
        removed: dict[str, list[str]] = {tag_name(name): [] for name in remove}
        if both := added.keys() & removed.keys():
            raise UsageError(f"The tag {min(both)} is to be added and removed.", hint="Do one of the two.")
        cancel = cancel or CancelToken()
        status: Literal["ok", "cancelled"] = "ok"
        documents = 0
        try:
            for batch in _batches(self._found(list(ids), query, whole_threads, cancel)):
                cancel.check()
                documents += self._write(batch, added, removed)
        except Cancelled:
            status = "cancelled"
        return TagChange(status, documents, _frozen(added), _frozen(removed))

    def undo(self, change: TagChange) -> None:
        """Take back exactly what a change has changed: tags that were there before stay, and documents
        that are gone are left out. Raises `WorkspaceReadOnly`."""
        for name, ids in change.added.items():
            for batch in _batches(ids):
                self._write(batch, {}, {name: []})
        for name, ids in change.removed.items():
            for batch in _batches(ids):
                self._write(batch, {name: []}, {})

    def counts(self, *, cancel: CancelToken | None = None) -> dict[str, int]:
        """How many documents have which tag, by name."""
        with self._database.reading(cancel) as connection:
            return dict(connection.execute("SELECT name, count(*) FROM tags GROUP BY name ORDER BY name"))

    def _found(
        self, ids: Sequence[str], query: str | None, whole_threads: bool, cancel: CancelToken
    ) -> list[str]:
        """The ids of all documents that were meant. They are told by id, not by position, from here on:
        a document may change its position, even until a change of it is undone."""
        if ids and query is not None:
            raise UsageError("The documents are named by ids and by a query.", hint="Use one of the two.")
        with self._database.reading(cancel) as connection:
            if query is None:
                found = list(dict.fromkeys(found_id(connection, one).hex() for one in ids))
            else:
                now = self._clock.now()
                positions = newest(connection, parse_query(query, now=now), now)
                found = [id for batch in _batches(positions) for id in _ids_at(connection, batch)]
            return _with_threads(connection, found) if whole_threads else found

    def _write(
        self, ids: Sequence[str], add: Mapping[str, list[str]], remove: Mapping[str, list[str]]
    ) -> int:
        """Change a batch of documents and write down, under each tag, which of them got or lost it;
        how many changed."""
        changed: set[int] = set()
        with self._database.writing() as connection:
            places = _places(connection, ids)
            wanted = json.dumps(list(places))
            for statement, tags in ((_ADD, add), (_REMOVE, remove)):
                for name, done in tags.items():
                    positions = [row[0] for row in connection.execute(statement, (name, wanted))]
                    done += [places[position] for position in positions]
                    changed.update(positions)
        return len(changed)


_ADD = (
    "INSERT OR IGNORE INTO tags (name, position) SELECT ?, value FROM json_each(?) WHERE true"
    " RETURNING position"
)
_REMOVE = (
    "DELETE FROM tags WHERE name = ? AND position IN (SELECT value FROM json_each(?)) RETURNING position"
)


def _ids_at(connection: sqlite3.Connection, positions: Sequence[int]) -> list[str]:
    rows = connection.execute(
        "SELECT id FROM documents WHERE position IN (SELECT value FROM json_each(?)) ORDER BY position DESC",
        (json.dumps(list(positions)),),
    )
    return [row[0].hex() for row in rows]


def _with_threads(connection: sqlite3.Connection, ids: Sequence[str]) -> list[str]:
    """The ids of all documents in the conversations of these."""
    conversations = (
        "SELECT DISTINCT conversation FROM documents WHERE position IN (SELECT value FROM json_each(?))"
    )
    found: dict[str, None] = {}
    for batch in _batches(ids):
        rows = connection.execute(
            f"SELECT id FROM documents WHERE conversation IN ({conversations})",
            (json.dumps(list(_places(connection, batch))),),
        )
        found.update((row[0].hex(), None) for row in rows)
    return list(found)


def _places(connection: sqlite3.Connection, ids: Iterable[str]) -> dict[int, str]:
    """The ids of documents by position; those that are gone are left out."""
    places = {}
    for id in ids:
        row = connection.execute(
            "SELECT position FROM documents WHERE id = ?", (bytes.fromhex(id),)
        ).fetchone()
        if row is not None:
            places[int(row[0])] = id
    return places


def _batches(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), _BATCH):
        yield items[start : start + _BATCH]


def _frozen(tags: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(ids) for name, ids in tags.items()}
