"""The query language: anything typed is understood or refused with a place, and is never syntax."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mailatlas_core.errors import QueryError
from mailatlas_core.store import reading
from mailatlas_core.store.query import AllOf, Everything, Term, parse_query
from tests.core.rows import new_store, write_texts

TEXTS = ["The harbor report, in full.", "請求書 invoice 2026-03", "NEAR and OR or NOT body subject fts"]

# Every code point, lone surrogates too, and what means something to FTS5 or to SQL.
TYPED = st.text(
    st.one_of(st.sampled_from("\"'*()^+-:{}\\ \t\n\0.,%_ab語é"), st.characters(codec=None)), max_size=30
)


@pytest.fixture(scope="module")
def store() -> Iterator[sqlite3.Connection]:
    with closing(new_store()) as connection:
        write_texts(connection, TEXTS)
        yield connection


@pytest.mark.parametrize("query", ["", " ", "*", "  *  ", "\t\n"])
def test_an_empty_query_and_a_star_are_everything(query: str) -> None:
    assert parse_query(query) == Everything()


@pytest.mark.parametrize(
    ("query", "terms"),
    [
        ("harbor", [Term("harbor")]),
        ("harbor report", [Term("harbor"), Term("report")]),
        ("harb*", [Term("harb", prefix=True)]),
        ('"harbor report" full', [Term("harbor report"), Term("full")]),
        ('a"b c"d', [Term("a"), Term("b c"), Term("d")]),
        ("harbor -- !", [Term("harbor")]),
        ("* harbor", [Term("harbor")]),
        ('harbor ""', [Term("harbor")]),
    ],
)
def test_words_prefixes_and_phrases_become_terms(query: str, terms: list[Term]) -> None:
    assert parse_query(query) == AllOf(tuple(terms))


def test_while_typing_the_last_word_may_go_on() -> None:
    assert parse_query("harbor rep", typing=True) == AllOf((Term("harbor"), Term("rep", prefix=True)))


def test_while_typing_a_word_that_is_followed_by_a_space_is_complete() -> None:
    assert parse_query("harbor ", typing=True) == AllOf((Term("harbor"),))


def test_while_typing_the_last_word_of_an_open_phrase_may_go_on() -> None:
    assert parse_query('"harbor rep', typing=True) == AllOf((Term("harbor rep", prefix=True),))


def test_while_typing_a_closed_phrase_is_complete() -> None:
    assert parse_query('"harbor rep"', typing=True) == AllOf((Term("harbor rep"),))


@pytest.mark.parametrize(("query", "position"), [('"harbor', 0), ('full "harbor report', 5)])
def test_an_open_quotation_is_refused_with_its_place(query: str, position: int) -> None:
    with pytest.raises(QueryError) as raised:
        parse_query(query)
    assert raised.value.position == position
    assert raised.value.hint


@pytest.mark.parametrize("query", ["!!", "-", '""', "***", '"..."', "\udc80"])
def test_a_query_without_a_letter_or_digit_is_refused(query: str) -> None:
    with pytest.raises(QueryError, match="no letter or digit"):
        parse_query(query)


@given(TYPED, st.booleans())
@example("a\ud800", False)
@example("a\0b*", True)
@example("NEAR(harbor report)", False)
@example("subject : x", False)
@example('x" OR fts MATCH "y', True)
def test_anything_typed_gives_an_answer_or_a_query_error(
    store: sqlite3.Connection, query: str, typing: bool
) -> None:
    try:
        tree = parse_query(query, typing=typing)
    except QueryError as error:
        position = error.position
    else:
        position = 0
        assert len(reading.newest(store, tree)) == reading.count(store, tree) <= len(TEXTS)
    assert 0 <= position <= len(query)


@pytest.mark.parametrize("operator", ["NEAR", "OR", "AND", "NOT", "subject", "body", "fts"])
def test_words_that_are_operators_elsewhere_are_words(store: sqlite3.Connection, operator: str) -> None:
    assert len(reading.newest(store, parse_query(operator))) == 1
    assert not reading.newest(store, parse_query(f"harbor {operator}"))


@given(st.integers(1, len("harbor report")))
def test_a_document_is_found_at_every_step_of_typing_its_words(
    store: sqlite3.Connection, length: int
) -> None:
    tree = parse_query("harbor report"[:length], typing=True)
    assert len(reading.newest(store, tree)) == 1


@given(st.integers(2, len('"harbor report"')))
def test_a_document_is_found_at_every_step_of_typing_its_phrase(
    store: sqlite3.Connection, length: int
) -> None:
    tree = parse_query('"harbor report"'[:length], typing=True)
    assert len(reading.newest(store, tree)) == 1


def test_a_query_of_five_thousand_words_is_answered(store: sqlite3.Connection) -> None:
    assert len(reading.newest(store, parse_query("harbor report " * 2_500))) == 1


def test_repeated_words_count_once_and_too_many_different_ones_are_refused() -> None:
    assert parse_query("word " * 20_000) == AllOf((Term("word"),))
    with pytest.raises(QueryError, match="more than 100"):
        parse_query(" ".join(f"word{number}" for number in range(101)))
