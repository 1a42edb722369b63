"""What is put into the full-text index can be taken out of it, and it stays in few pieces."""

from __future__ import annotations

import signal
import sqlite3
from _thread import interrupt_main
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from importlib.resources import files

import pytest

from mailatlas_core.fold import FOLD_VERSION, MARK, fold
from mailatlas_core.query.parse import parse_query
from mailatlas_core.store import search
from mailatlas_core.store.index import (
    FEW_SEGMENTS,
    MANY_SEGMENTS,
    insert_index,
    merge_index,
    remove_index,
    stored_index,
)
from mailatlas_core.store.migration import migrate
from mailatlas_core.store.texts import Texts
from tests.core.rows import NOW, new_store, record, sighting, write, write_texts

newest = partial(search.newest, now=NOW)

TEXTS = ["The harbor report of 2026", "請求書 x2 v1.2", "Crème brûlée", "no-one", ""]


@pytest.fixture
def store() -> Iterator[sqlite3.Connection]:
    with closing(new_store()) as connection:
        yield connection


def terms(store: sqlite3.Connection) -> set[str]:
    return {row[0] for row in store.execute("SELECT term FROM fts_terms")}


def segments(store: sqlite3.Connection) -> int:
    return int(store.execute("SELECT count(DISTINCT segid) FROM fts_idx").fetchone()[0])


def write_one_by_one(store: sqlite3.Connection, numbers: range) -> None:
    for number in numbers:
        data = str(number).encode()
        write(store, [sighting(data, f"/{number}")], [record(data, body=f"harbor x{number}", second=number)])


def test_beginnings_are_of_two_letters_and_of_what_is_not_of_letters_alone_longer_ones(
    store: sqlite3.Connection,
) -> None:
    write_texts(store, ["harbor inv20260314 求x2 a"])
    marked = {term.removeprefix(MARK) for term in terms(store) if term.startswith(MARK)}
    assert marked == {"ha", "in", "inv2", "inv202", "inv20260", "x2"}


def test_what_is_stored_of_a_document_takes_all_of_it_out_of_the_index(store: sqlite3.Connection) -> None:
    positions = write_texts(store, TEXTS)
    assert terms(store)
    for position in positions:
        remove_index(store, position, stored_index(store, position))
    assert terms(store) == set()


def test_a_document_that_is_put_in_again_is_found_as_before(store: sqlite3.Connection) -> None:
    positions = write_texts(store, TEXTS)
    before = terms(store)
    for position in positions:
        columns = stored_index(store, position)
        remove_index(store, position, columns)
        insert_index(store, {position: columns})
    assert terms(store) == before
    assert list(newest(store, parse_query("har*"))) == positions[:1]


def test_no_text_holds_the_mark_of_a_beginning() -> None:
    assert MARK not in fold(f"a{MARK}b")


def test_pieces_that_nobody_merges_do_not_pile_up(store: sqlite3.Connection) -> None:
    write_one_by_one(store, range(200))
    assert segments(store) < 70


def test_merging_between_the_batches_and_at_the_end_leaves_few_pieces_and_all_documents(
    store: sqlite3.Connection,
) -> None:
    for start in range(0, 300, 10):
        write_one_by_one(store, range(start, start + 10))
        merge_index(store, MANY_SEGMENTS)
        assert segments(store) < 2 * MANY_SEGMENTS
    while merge_index(store, FEW_SEGMENTS):
        pass
    assert segments(store) < FEW_SEGMENTS
    assert len(newest(store, parse_query("harbor"))) == 300


def test_merging_says_when_there_is_nothing_to_merge(store: sqlite3.Connection) -> None:
    write_one_by_one(store, range(1))
    assert not merge_index(store, FEW_SEGMENTS)


@pytest.fixture
def older() -> Iterator[sqlite3.Connection]:
    """A store of the fourth schema with one document."""
    folder = files("mailatlas_core.store") / "schema"
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as store:
        for number, name in enumerate(["messages", "conversations", "meaning", "search"], start=1):
            store.executescript((folder / f"{number:04}_{name}.sql").read_text("utf-8"))
        store.executescript(
            """
            INSERT INTO meta (name, value) VALUES ('fold_version', '1/14.0.0');
            INSERT INTO documents (position, id, content_hash, source_kind, received_at, sender_name,
                sender_email, subject, attachment_count, size, created_at)
                VALUES (16, x'01', x'02', 'eml', NULL, 'Ada', 'ada@example.org', 'Tides', 0, 9, '');
            INSERT INTO bodies (position, full_text, metadata, filed)
                VALUES (16, 'The harbor report', '{}', '[[],[[],false],["ada ada@example.org","",""]]');
            INSERT INTO fts (rowid, subject, sender, "to", cc, body, filenames)
                VALUES (16, 'tides', 'ada ada@example.org', '', '', 'the harbor report', '');
            PRAGMA user_version = 4;
            """
        )
        yield store


def test_a_store_of_the_schema_before_is_indexed_again_from_what_it_holds(older: sqlite3.Connection) -> None:
    migrate(older)
    for query in ("har*", "from:ad*", "subject:tides", '"harbor re"*'):
        assert list(newest(older, parse_query(query))) == [16], query
    assert older.execute("SELECT value FROM meta").fetchall() == [(FOLD_VERSION,)]
    assert Texts(*older.execute("SELECT texts, cleaned_from FROM bodies").fetchone()) == Texts.of(
        "The harbor report"
    )


def test_an_interrupt_while_a_store_is_brought_up_to_date_stays_one_and_changes_nothing(
    older: sqlite3.Connection,
) -> None:
    def interrupt(statement: str) -> None:
        if "UPDATE bodies" in statement:
            older.set_progress_handler(interrupt_main, 1)  # which SQLite calls while it packs the texts

    before = list(older.iterdump())
    handler = signal.signal(signal.SIGINT, signal.default_int_handler)  # tests in the background have none
    older.set_trace_callback(interrupt)
    with pytest.raises(KeyboardInterrupt):
        migrate(older)
    older.set_trace_callback(None)
    signal.signal(signal.SIGINT, handler)
    older.set_progress_handler(None, 0)
    older.execute("ROLLBACK")
    assert older.execute("PRAGMA user_version").fetchone() == (4,)
    assert list(older.iterdump()) == before
