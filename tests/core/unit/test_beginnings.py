"""By the beginnings of words exactly that is found which a plain reading finds."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailatlas_core.cancel import CancelToken
from mailatlas_core.errors import Cancelled
from mailatlas_core.fold import fold, words
from mailatlas_core.query.parse import parse_query
from mailatlas_core.query.tree import AllOf, AnyOf, Column, Not, Query, Text, all_of, negated
from mailatlas_core.store import search
from mailatlas_core.store.columns import IndexColumns, indexed
from mailatlas_core.store.records import AssetRecord, DocumentRecord
from tests.core.rows import NOW, digest, new_store, record, sighting, write

newest = partial(search.newest, now=NOW)
count = partial(search.count, now=NOW)

COLUMNS: tuple[Column, ...] = ("subject", "sender", "to", "cc", "body", "filenames")
LETTERS = "abcdefghij"
DOCUMENTS = 900


def make_words(source: random.Random) -> list[str]:
    """Words of letters, of which more begin with `inter` than are written out, numbers, and words of
    other scripts."""
    return [
        *("".join(source.choices(LETTERS, k=source.randint(1, 9))) for _ in range(200)),
        *(f"inter{a}{b}{c}" for a in LETTERS for b in LETTERS for c in LETTERS),
        *(f"inv{number:05}" for number in range(0, 90_000, 150)),
        "i", "in", "int", "inter", "Ünter", "in2", "inte4", "2026", "x2", "v1.2", "x_y",
        "請求書", "หิน", "हिन्दी", "новости",
    ]  # fmt: skip


def make_documents() -> list[IndexColumns]:
    source = random.Random(11)
    vocabulary = make_words(source)
    longest = [6 if name == "body" else 2 for name in IndexColumns._fields]
    return [
        IndexColumns(*(" ".join(source.choices(vocabulary, k=source.randint(0, most))) for most in longest))
        for _ in range(DOCUMENTS)
    ]


TEXTS = make_documents()


def record_of(number: int, texts: IndexColumns) -> DocumentRecord:
    one = record(
        str(number).encode(), body=texts.body, subject=texts.subject, sender=texts.sender, second=number
    )
    asset = AssetRecord("attachment", texts.filenames, "text/plain", 1, None, digest(b""))
    folded = IndexColumns(*map(fold, texts))
    people = (folded.sender, folded.to, folded.cc)
    return replace(one, assets=(asset,), people=people, index=indexed(folded))


@pytest.fixture(scope="module")
def store() -> Iterator[sqlite3.Connection]:
    with closing(new_store()) as connection:
        records = [record_of(number, texts) for number, texts in enumerate(TEXTS)]
        for start in range(0, DOCUMENTS, 100):  # several segments
            some = range(start, start + 100)
            write(
                connection,
                [sighting(str(at).encode(), f"/{at}") for at in some],
                records[start : start + 100],
            )
        yield connection


@pytest.fixture(scope="module")
def many_short() -> Iterator[sqlite3.Connection]:
    """Each document has in every column another word of two letters that begins with q; there are more
    of these, and of those that begin with `inter`, than are written out."""
    texts = [f"foo q{chr(0xA000 + number)} inter{chr(0xA000 + number)}" for number in range(700)]
    with closing(new_store()) as connection:
        write(
            connection,
            [sighting(str(number).encode(), f"/{number}") for number in range(700)],
            [record_of(number, IndexColumns(*[text] * 6)) for number, text in enumerate(texts)],
        )
        yield connection


@pytest.fixture(scope="module")
def positions(store: sqlite3.Connection) -> list[int]:
    """The position of each document, in the order of `TEXTS`."""
    return [row[0] for row in store.execute("SELECT position FROM documents ORDER BY position")]


def finds(query: Query, texts: IndexColumns) -> bool:
    """The oracle: a plain reading."""
    match query:
        case AllOf(nodes):
            return all(finds(node, texts) for node in nodes)
        case AnyOf(nodes):
            return any(finds(node, texts) for node in nodes)
        case Not(node):
            return not finds(node, texts)
        case Text(text, column, prefix):
            looked_at = texts if column is None else (getattr(texts, column),)
            return any(stands(words(fold(text)), words(fold(one)), prefix=prefix) for one in looked_at)
    raise AssertionError(query)


def stands(wanted: list[str], among: list[str], *, prefix: bool) -> bool:
    for start in range(len(among) - len(wanted) + 1):
        found = among[start : start + len(wanted)]
        if prefix and found[-1].startswith(wanted[-1]):
            found[-1] = wanted[-1]
        if found == wanted:
            return True
    return False


@st.composite
def beginnings(draw: st.DrawFn) -> Text:
    """The beginning of a word that is in some column, alone or at the end of a phrase, there or anywhere."""
    texts = draw(st.sampled_from(TEXTS))
    columns = [name for name in COLUMNS if words(fold(getattr(texts, name)))]
    column = draw(st.sampled_from(columns or ["body"]))
    found = words(fold(getattr(texts, column))) or ["nothing"]
    at = draw(st.integers(0, len(found) - 1))
    first = draw(st.integers(max(0, at - 2), at))
    last = found[at][: draw(st.integers(1, len(found[at])))]
    text = " ".join([*found[first:at], last])
    return Text(text, draw(st.sampled_from([None, column])), prefix=draw(st.integers(0, 9)) > 0)


def queries() -> st.SearchStrategy[Query]:
    one = beginnings()
    return st.one_of(
        one,
        st.builds(lambda a, b: all_of([a, b]), one, one),
        st.builds(lambda a, b: all_of([a, negated(b)]), one, one),
        st.builds(lambda a, b, c: all_of([AnyOf((a, b)), c]), one, one, one).filter(is_in_form),
        st.builds(negated, one),
    )


def is_in_form(query: Query) -> bool:
    return not isinstance(query, AllOf) or all(
        len(set(node.nodes)) == len(node.nodes) for node in query.nodes if isinstance(node, AnyOf)
    )


@given(queries(), st.sampled_from([1, 7, 60, 400]), st.sampled_from([0, 3, 300]))
def test_any_beginning_anywhere_finds_exactly_what_a_plain_reading_finds(
    store: sqlite3.Connection, positions: list[int], query: Query, limit: int, offset: int
) -> None:
    found = [at for at, texts in zip(positions, TEXTS, strict=True) if finds(query, texts)][::-1]
    assert list(newest(store, query)) == found
    assert list(newest(store, query, limit=limit, offset=offset)) == found[offset : offset + limit]
    assert count(store, query) == len(found)
    if len(found) > 1:
        assert list(newest(store, query, before=found[0], limit=limit)) == found[1 : limit + 1]


@pytest.mark.parametrize("column", [None, *COLUMNS])
@pytest.mark.parametrize(
    "text",
    ["i", "in", "int", "inte", "inter", "intera", "inv", "inv0", "inv00", "inv0015", "请", "請", "x", "v"],
)
def test_every_length_of_a_beginning_is_right_in_every_column(
    store: sqlite3.Connection, positions: list[int], text: str, column: Column | None
) -> None:
    query = Text(text, column, prefix=True)
    found = [at for at, texts in zip(positions, TEXTS, strict=True) if finds(query, texts)][::-1]
    assert list(newest(store, query)) == found
    assert list(newest(store, query, limit=20)) == found[:20]
    assert list(newest(store, query, offset=3)) == found[3:]


def test_the_words_put_together_here_are_more_than_are_written_out() -> None:
    vocabulary = {word for texts in TEXTS for one in texts for word in words(fold(one))}
    assert len([word for word in vocabulary if word.startswith("inter")]) > 512


@pytest.mark.parametrize("column", [None, *COLUMNS])
@pytest.mark.parametrize("text", ["q", "foo q"])
def test_a_letter_with_which_too_many_words_of_two_begin_finds_them_in_every_column(
    many_short: sqlite3.Connection, text: str, column: Column | None
) -> None:
    query = Text(text, column, prefix=True)
    found = list(newest(many_short, query))
    assert len(found) == count(many_short, query) == 700
    assert list(newest(many_short, query, limit=20, offset=3)) == found[3:23]
    assert list(search.most_relevant(many_short, query, NOW, limit=20)) == found[:20]


@pytest.mark.parametrize("typed", ["q", '"foo q', "inter q", '"foo q" inter', "q* inter"])
def test_such_a_letter_is_found_while_it_is_typed_and_beside_a_beginning_that_is_looked_through(
    many_short: sqlite3.Connection, typed: str
) -> None:
    query = parse_query(typed, typing=True)
    assert list(newest(many_short, query, limit=20)) == list(newest(many_short, query))[:20]


def test_cancelled_while_documents_are_looked_through_no_further_one_is_looked_at(
    many_short: sqlite3.Connection,
) -> None:
    cancel = CancelToken()
    looks = 0

    def cancel_at_the_third(statement: str) -> None:
        nonlocal looks
        looks += "JOIN bodies" in statement
        if looks == 3:
            cancel.cancel()

    many_short.set_trace_callback(cancel_at_the_third)
    with pytest.raises(Cancelled):
        newest(many_short, Text("inter", prefix=True), limit=50, cancel=cancel)
    many_short.set_trace_callback(None)
    assert looks == 3
