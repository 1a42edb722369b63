"""The documents room of a workspace: lists, searches, one document, its bytes."""

from __future__ import annotations

import re
from array import array
from typing import TYPE_CHECKING, Literal

from mailatlas_core.errors import DocumentAmbiguous, DocumentNotFound, WorkspaceDamaged
from mailatlas_core.query.highlight import snippet
from mailatlas_core.query.parse import parse_query
from mailatlas_core.store import names, reading, search
from mailatlas_core.store.files import raw_path

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from mailatlas_core.cancel import CancelToken
    from mailatlas_core.models import Asset, Document, DocumentRef
    from mailatlas_core.ports import Clock
    from mailatlas_core.query.completion import Known
    from mailatlas_core.query.tree import Query
    from mailatlas_core.store.database import Database
    from mailatlas_core.store.derived import Derived

Sort = Literal["newest", "relevance"]

_ROWS_AT_ONCE = 50  # with snippets, a tenth of a second's work
_ID = re.compile(r"[0-9a-f]{1,64}")


class Documents:
    """Stored messages.

    A query is in the language of docs/search.md: words, `word*` prefixes and "phrases", fields such
    as `from:` or `after:`, `-`, `OR` and parentheses; empty or `*`, it finds everything. With `typing`
    it is taken as being typed: its last word counts as a prefix. `folded`, each conversation is one
    row: its newest message that the query finds. Every reading method raises `QueryError` for a query
    that it cannot understand, and `Cancelled` when its token is cancelled.
    """

    def __init__(self, root: Path, database: Database, clock: Clock) -> None:
        self._root = root
        self._database = database
        self._clock = clock

    def count(
        self,
        query: str = "",
        *,
        folded: bool = False,
        typing: bool = False,
        cancel: CancelToken | None = None,
    ) -> int:
        """How many documents a query finds; folded, in how many conversations."""
        asked = self._asked(query, typing=typing)
        with self._database.reading(cancel) as connection:
            return search.count(connection, *asked, folded=folded)

    def page(
        self,
        query: str = "",
        *,
        before: int | None = None,
        limit: int = 200,
        offset: int = 0,
        folded: bool = False,
        typing: bool = False,
        cancel: CancelToken | None = None,
    ) -> list[DocumentRef]:
        """Rows newest first, below the position `before`; a page costs the same wherever it is, but
        each document passed over by `offset`, or to fold, costs a little. See `at` for folded ones."""
        asked = self._asked(query, typing=typing)
        with self._database.reading(cancel) as connection:
            find = search.newest_folded if folded else search.newest
            positions = find(connection, *asked, before=before, limit=limit, offset=offset, cancel=cancel)
            return reading.refs(connection, positions, folded=folded)

    def search(
        self,
        query: str,
        *,
        sort: Sort = "newest",
        limit: int = 50,
        offset: int = 0,
        cancel: CancelToken | None = None,
    ) -> list[DocumentRef]:
        """Rows with the stretch of their text in which the query was found, newest first; by
        `relevance`, the best of the newest few thousand that the query finds, best first."""
        found = self.rows(query, sort=sort, snippets=True, limit=limit, offset=offset, cancel=cancel)
        return list(found)

    def rows(
        self,
        query: str = "",
        *,
        sort: Sort = "newest",
        snippets: bool = False,
        limit: int = 50,
        offset: int = 0,
        cancel: CancelToken | None = None,
    ) -> Iterator[DocumentRef]:
        """As `search`, but some rows at a time, as they are asked for, so that any number takes no
        memory but eight bytes each. Those that go meanwhile are left out."""
        tree, now = self._asked(query)
        with self._database.reading(cancel) as connection:
            find = search.newest if sort == "newest" else search.most_relevant
            positions = find(connection, tree, now, limit=limit, offset=offset, cancel=cancel)
        for start in range(0, len(positions), _ROWS_AT_ONCE):
            some = positions[start : start + _ROWS_AT_ONCE]
            with self._database.reading(cancel) as connection:
                refs = reading.refs(connection, some)
                texts = reading.full_texts(connection, some) if snippets else ()
                found = {position: snippet(text, tree) for position, text in texts}
            for ref in refs:
                text, spans = found.get(ref.position, ("", ()))
                yield ref._replace(snippet=text, snippet_spans=spans) if snippets else ref

    def positions(
        self,
        query: str = "",
        *,
        folded: bool = False,
        typing: bool = False,
        cancel: CancelToken | None = None,
    ) -> array[int]:
        """The positions of all that a query finds, newest first: eight bytes each."""
        asked = self._asked(query, typing=typing)
        with self._database.reading(cancel) as connection:
            return (search.newest_folded if folded else search.newest)(connection, *asked, cancel=cancel)

    def known(self, *, cancel: CancelToken | None = None) -> Known:
        """The names of tags, folders and accounts, with which a query can be completed."""
        with self._database.reading(cancel) as connection:
            return names.known(connection)

    def at(
        self, positions: Sequence[int], *, folded: bool = False, cancel: CancelToken | None = None
    ) -> list[DocumentRef]:
        """The rows at these positions, in the order given; those that are gone are left out. Folded, a
        row stands for its conversation, and has the tags of all of it."""
        with self._database.reading(cancel) as connection:
            return reading.refs(connection, positions, folded=folded)

    def get(self, id: str, *, cancel: CancelToken | None = None) -> Document:
        """One document by its id or an unambiguous beginning of it.

        Raises `DocumentNotFound` and `DocumentAmbiguous`.
        """
        from mailatlas_core.store.document import document

        with self._database.reading(cancel) as connection:
            return document(connection, found_id(connection, id))

    def thread(self, id: str, *, cancel: CancelToken | None = None) -> list[DocumentRef]:
        """The whole conversation of a document, oldest first, those without a date last.

        Any member's id names it, as in `get`. Raises `DocumentNotFound` and `DocumentAmbiguous`.
        """
        from mailatlas_core.store import threads

        with self._database.reading(cancel) as connection:
            positions = threads.members(connection, found_id(connection, id))
            return reading.refs(connection, positions)

    def full_text(self, id: str, *, cancel: CancelToken | None = None) -> str:
        """The uncleaned text of a document: what search looks through. See `get` for `id`."""
        document = self.get(id, cancel=cancel)
        with self._database.reading(cancel) as connection:
            return reading.full_text(connection, bytes.fromhex(document.id))

    def html(self, id: str, *, images: bool = True, cancel: CancelToken | None = None) -> str | None:
        """The sanitized HTML of a document as a page that fetches and runs nothing, with its images
        in it if they are wanted; None where the message had none. See `get` for `id`. Raises as `raw`.
        """
        document = self.get(id, cancel=cancel)
        return None if document.body_html_path is None else self.derived(document).page(images=images)

    def asset(self, asset: Asset) -> bytes:
        """The bytes of an attachment or image. Raises as `raw`, and `IndexOutdated`."""
        return self.derived(self.get(asset.document_id)).content(asset)

    def derived(self, document: Document) -> Derived:
        """What can be made of a document's original. Raises as `raw`."""
        from mailatlas_core.store.derived import Derived

        return Derived(document, self.raw(document.id))

    def raw(self, id: str, *, cancel: CancelToken | None = None) -> bytes:
        """The original bytes of a document, checked against its id.

        Raises `WorkspaceDamaged` where the file is missing or was changed.
        """
        import hashlib  # which loads OpenSSL

        document = self.get(id, cancel=cancel)
        path = raw_path(bytes.fromhex(document.id))
        try:
            data = (self._root / path).read_bytes()
        except OSError as error:
            raise WorkspaceDamaged(f"The original {path} cannot be read: {error.strerror}.") from None
        if hashlib.sha256(data).hexdigest() != document.id:
            raise WorkspaceDamaged(
                f"The original {path} is not as it was stored: its SHA-256 is not its name."
            )
        return data

    def _asked(self, query: str, *, typing: bool = False) -> tuple[Query, datetime]:
        """The tree of a query, and the moment at which it was asked."""
        now = self._clock.now()
        return parse_query(query, typing=typing, now=now), now


def found_id(connection: sqlite3.Connection, id: str) -> bytes:
    """The one id that begins so."""
    prefix = id.strip().lower()
    if not _ID.fullmatch(prefix):
        raise DocumentNotFound(
            f"{id!r} is no document id.", hint="An id is hexadecimal; `mailatlas list` shows ids."
        )
    ids = reading.ids_with_prefix(connection, prefix, limit=6)
    if not ids:
        raise DocumentNotFound(f"There is no document {prefix}.", hint="`mailatlas list` shows ids.")
    if len(ids) > 1:
        some = ", ".join(found.hex()[: len(prefix) + 4] for found in ids[:5])
        raise DocumentAmbiguous(f"Several ids begin with {prefix}: {some}.", hint="Give more of the id.")
    return ids[0]
