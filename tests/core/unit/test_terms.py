"""The terms that are read from the pages of the index are those that FTS5 itself tells."""

from __future__ import annotations

import random
import sqlite3
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailatlas_core.errors import WorkspaceDamaged
from mailatlas_core.query.parse import parse_query
from mailatlas_core.store.database import meaning_of_errors
from mailatlas_core.store.index import remove_index, stored_index
from mailatlas_core.store.match import match_expression
from mailatlas_core.store.terms import Terms
from tests.core.rows import new_store, record, sighting, write, write_texts

LAST = "\U0010ffff"
LETTERS = "abcdefghij"


def write_mixture(store: sqlite3.Connection, numbers: range) -> None:
    """Documents with two common words, each of which fills pages, and with rare ones of all scripts."""
    source = random.Random(numbers.start)
    for start in range(numbers.start, numbers.stop, 200):
        records = [
            record(
                str(number).encode(),
                body=" ".join(
                    [
                        *["the tide"] * 20,
                        *("".join(source.choices(LETTERS, k=source.randint(1, 6))) for _ in range(12)),
                        f"x{number}",
                        chr(0x4E00 + number % 700),
                        "новости" * (number % 5),
                    ]
                ),
                second=number,
            )
            for number in range(start, start + 200)
        ]
        write(store, [sighting(str(start + at).encode(), f"/{start + at}") for at in range(200)], records)


def listed(store: sqlite3.Connection) -> list[str]:
    """All terms, one after another."""
    terms, found, low = Terms(store), [], ""
    while (term := terms.first(low, LAST)) is not None:
        found.append(term)
        low = term + "\x00"
    return found


def told(store: sqlite3.Connection) -> list[str]:
    """All terms as FTS5 tells them."""
    return [row[0] for row in store.execute("SELECT DISTINCT term FROM fts_terms ORDER BY term")]


def segments(store: sqlite3.Connection) -> int:
    return int(store.execute("SELECT count(DISTINCT segid) FROM fts_idx").fetchone()[0])


def removed_pages(store: sqlite3.Connection) -> int:
    """How many pages are named that a merge has taken away already."""
    named = store.execute("SELECT (segid << 37) + (pgno >> 1) FROM fts_idx").fetchall()
    return len(set(named) - set(store.execute("SELECT id FROM fts_data")))


@pytest.fixture(scope="module")
def store() -> Iterator[sqlite3.Connection]:
    with closing(new_store()) as connection:
        write_mixture(connection, range(1_000))
        assert segments(connection) == 5
        yield connection


@pytest.fixture(scope="module")
def vocabulary(store: sqlite3.Connection) -> list[str]:
    return told(store)


def test_the_terms_of_an_empty_index_are_none() -> None:
    with closing(new_store()) as store:
        assert listed(store) == []


def test_all_terms_of_several_segments_are_listed_once_and_in_order(
    store: sqlite3.Connection, vocabulary: list[str]
) -> None:
    assert listed(store) == vocabulary


@given(st.data())
def test_what_is_sought_in_any_order_is_found(
    store: sqlite3.Connection, vocabulary: list[str], data: st.DataObject
) -> None:
    terms = Terms(store)
    starts = st.one_of(st.sampled_from(vocabulary), st.text(LETTERS + "thx01\uf8fe\u4e00", max_size=4))
    ends = st.sampled_from(["", "\x01", "0", "a", LAST])
    for start, end in data.draw(st.lists(st.tuples(starts, ends), max_size=12)):
        at = bisect_left(vocabulary, start + end)
        expected = vocabulary[at] if at < len(vocabulary) and vocabulary[at] < start + LAST else None
        assert terms.first(start + end, start + LAST) == expected


def test_all_terms_are_listed_at_every_step_of_a_merge() -> None:
    with closing(new_store()) as store:
        write_mixture(store, range(1_000))
        vocabulary = told(store)
        store.execute("INSERT INTO fts (fts, rank) VALUES ('usermerge', 2)")
        removed = 0
        while segments(store) > 1:
            store.execute("INSERT INTO fts (fts, rank) VALUES ('merge', 8)")  # pages
            removed = max(removed, removed_pages(store))
            assert listed(store) == vocabulary
        assert removed > 5


def test_a_term_that_no_document_has_any_more_hides_no_other() -> None:
    with closing(new_store()) as store:
        first, _ = write_texts(store, ["harbor tide", "harbor zinc"])
        remove_index(store, first, stored_index(store, first))
        assert set(told(store)) <= set(listed(store))


def test_a_damaged_page_is_said_to_be_damage() -> None:
    with closing(new_store()) as store:
        write_texts(store, ["harbor"])
        store.execute("UPDATE fts_data SET block = x'00000004ffff' WHERE id >= 1 << 37")
        with pytest.raises(WorkspaceDamaged), meaning_of_errors():
            listed(store)


def test_a_word_that_fts5_cuts_within_a_character_ends_no_search_and_no_listing() -> None:
    with closing(new_store()) as store:
        write_texts(store, ["abcdefghij" + "\U00010428" * 9_000 + " abcdefghik"])
        assert [term[:10] for term in listed(store)] == ["abcdefghij", "abcdefghik", "\uf8feab"]
        expression = match_expression(store, parse_query("abcdefghi*"))
        assert store.execute("SELECT count(*) FROM fts WHERE fts MATCH ?", (expression,)).fetchone() == (1,)
