"""A screenful costs the same however many messages there are; counted, not timed."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Sized
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from mailatlas_core.query.parse import parse_query
from mailatlas_core.query.tree import Text
from mailatlas_core.store import search
from mailatlas_core.store.match import text_expression
from tests.core.rows import NOW, new_store, write_texts

newest = partial(search.newest, now=NOW)
count = partial(search.count, now=NOW)

LETTERS = "abcdefghij"
SCREENFUL, PAGE = 50, 4_096


def bytes_read(path: Path, work: Callable[[sqlite3.Connection], Sized]) -> int:
    """What it takes to find a screenful, on a connection that has read nothing yet."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        before = _bytes_read_so_far()
        found = work(connection)
        after = _bytes_read_so_far()
    assert len(found) == SCREENFUL
    return after - before


def bytes_listed(path: Path, text: Text) -> int:
    """What it takes to write out the words that begin so."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        before = _bytes_read_so_far()
        text_expression(connection, text)
        return _bytes_read_so_far() - before


def _bytes_read_so_far() -> int:
    counts = dict(line.split(": ") for line in Path("/proc/self/io").read_text().splitlines())
    return int(counts["rchar"])


def write_common_words(path: Path, rows: int) -> None:
    """Documents each of which has three of the 700 words that begin with `interior`."""
    source = random.Random(3)
    endings = [f"{a}{b}{c}" for a in LETTERS for b in LETTERS for c in LETTERS]
    vocabulary = [f"interior{ending}" for ending in endings[:700]]
    rest = [f"{ending}x" for ending in endings]
    texts = [
        " ".join(["the", *source.choices(vocabulary, k=3), *source.choices(rest, k=12)]) for _ in range(rows)
    ]
    with closing(new_store(path)) as connection:
        write_texts(connection, texts)


@pytest.fixture(scope="module")
def few_and_many(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("stores")
    few, many = folder / "few.db", folder / "many.db"
    write_common_words(few, 5_000)
    write_common_words(many, 20_000)
    return few, many


@pytest.mark.parametrize("query", ['"the"', "in", "the in", "body:in", "in* -zz", "zz OR in", "-zz"])
def test_a_screenful_is_read_at_the_same_cost_among_four_times_as_many_messages(
    few_and_many: tuple[Path, Path], query: str
) -> None:
    tree = parse_query(query, typing=True)
    few, many = (bytes_read(path, partial(newest, query=tree, limit=SCREENFUL)) for path in few_and_many)
    assert many < 2 * few


@pytest.mark.parametrize("text", ["t", "the", "thea", "foo the"])
def test_words_are_listed_at_the_same_cost_however_many_messages_have_the_word_before(
    few_and_many: tuple[Path, Path], text: str
) -> None:
    few, many = (bytes_listed(path, Text(text, prefix=True)) for path in few_and_many)
    assert many <= few + 4 * PAGE  # a larger tree is deeper


def test_where_fts5_merges_the_rows_of_all_words_the_cost_grows(few_and_many: tuple[Path, Path]) -> None:
    merging = "SELECT rowid FROM fts WHERE fts MATCH '\"i\" *' ORDER BY rowid DESC LIMIT 50"
    few, many = (
        bytes_read(path, lambda connection: connection.execute(merging).fetchall()) for path in few_and_many
    )
    assert many > 2 * few


def test_a_search_stops_when_it_is_interrupted_while_the_index_is_read(
    few_and_many: tuple[Path, Path],
) -> None:
    _, path = few_and_many
    tree = parse_query("interior*")
    with closing(sqlite3.connect(path)) as connection:
        connection.set_progress_handler(connection.interrupt, 500)
        with pytest.raises(sqlite3.OperationalError, match="interrupted"):
            count(connection, tree)
        connection.set_progress_handler(None, 0)
        assert count(connection, tree) == 20_000
