"""A process of its own that asks all queries, and prints how long each took, as JSON.

    python -m tests.benchmarks.asking newest|relevance|fts|notmuch|list FOLDER

Every query is asked for the first time, in turn, and then again. What is asked for is what a list shows:
the newest 200 messages; by relevance, 50 with snippets. Debian's own Python runs this with the bindings
of notmuch, so nothing but the standard library is imported before it is known who is asked.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks.queries import Query, all_queries

SCREEN = 200
SNIPPETS = 50

Ask = Callable[[Query], int]
"""Says how many messages a query gave."""


def main(who: str, folder: Path) -> None:
    answer = opening(folder) if who == "list" else asked(_ASKED[who](folder), who)
    json.dump(answer, sys.stdout)


def asked(ask: Ask, who: str) -> dict[str, list[str] | list[float] | list[int]]:
    """The `kind` of each query, its milliseconds, `first` and `again`, and how many messages it `found`."""
    queries = [query for query in all_queries() if who != "fts" or query.fts is not None]
    first = [_timed(ask, query) for query in queries]
    again = [_timed(ask, query) for query in queries]
    return {
        "kind": [query.kind for query in queries],
        "first": [milliseconds for milliseconds, _ in first],
        "again": [milliseconds for milliseconds, _ in again],
        "found": [found for _, found in first],
    }


def opening(folder: Path) -> dict[str, float]:
    """Milliseconds until the first screen of a list is there, and then all of its positions: the second
    time, on a connection that has read nothing, when all modules are imported."""
    from mailatlas_core.workspace import Workspace

    def opened() -> dict[str, float]:
        begun = time.perf_counter()
        with Workspace.open(folder / "root", actor="benchmark") as workspace:
            workspace.documents.page(limit=SCREEN)
            screen = time.perf_counter()
            workspace.documents.positions()
            return {"screen": (screen - begun) * 1000, "all": (time.perf_counter() - screen) * 1000}

    opened()
    return opened()


def _timed(ask: Ask, query: Query) -> tuple[float, int]:
    begun = time.perf_counter()
    found = ask(query)
    return (time.perf_counter() - begun) * 1000, found


def _newest(folder: Path) -> Ask:
    from mailatlas_core.workspace import Workspace

    documents = Workspace.open(folder / "root", actor="benchmark").documents
    return lambda query: len(documents.page(query.mailatlas, limit=SCREEN))


def _relevance(folder: Path) -> Ask:
    from mailatlas_core.workspace import Workspace

    documents = Workspace.open(folder / "root", actor="benchmark").documents
    return lambda query: len(documents.search(query.mailatlas, sort="relevance", limit=SNIPPETS))


def _fts(folder: Path) -> Ask:
    """The floor: the same index, asked for the numbers of its rows and nothing else."""
    from mailatlas_core.store.opening import STORE

    connection = sqlite3.connect(f"file:{folder / 'root' / STORE}?mode=ro", uri=True)
    statement = "SELECT rowid FROM fts WHERE fts MATCH ? ORDER BY rowid DESC LIMIT ?"
    return lambda query: len(connection.execute(statement, (query.fts, SCREEN)).fetchall())


def _notmuch(folder: Path) -> Ask:
    """The same columns as a list of ours has, by the bindings that are Debian's."""
    import notmuch2  # type: ignore[import-not-found]  # Debian's, not of this environment

    database = notmuch2.Database(folder / "database", config=folder / "config")

    def ask(query: Query) -> int:
        rows = 0
        for message in database.messages(query.notmuch, sort=database.SORT.NEWEST_FIRST):
            _ = (message.header("From"), message.header("Subject"), message.date, set(message.tags))
            rows += 1
            if rows == SCREEN:
                break
        return rows

    return ask


_ASKED = {"newest": _newest, "relevance": _relevance, "fts": _fts, "notmuch": _notmuch}


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
