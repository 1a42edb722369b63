"""Search finds exactly what a plain reading of every text finds, newest first."""

from __future__ import annotations

import random
import sqlite3
from array import array
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailatlas_core.fold import fold, is_word_character
from mailatlas_core.query.parse import parse_query
from mailatlas_core.query.show import quoted
from mailatlas_core.query.tree import Text
from mailatlas_core.store import search
from mailatlas_core.store.migration import migrate
from tests.core.rows import NOW, new_store, record, write, write_texts
from tests.core.rows import sighting as seen

newest = partial(search.newest, now=NOW)
count = partial(search.count, now=NOW)

STEMS = ("a", "in", "int", "inte", "inter", "intern", "internat", "international", "internationalisation")
SCRIPTS = ("請求書", "日本語の請求書", "한국어", "สวัสดี", "हिन्दी", "Übergröße", "новости", "x2", "2026")


def make_texts() -> list[str]:
    draw = random.Random(7)
    letters = "abcdefghij"
    words = [
        *STEMS,
        *SCRIPTS,
        *("".join(draw.choices(letters, k=draw.randint(1, 12))) for _ in range(300)),
        *(f"interna{first}{second}" for first in letters for second in letters),
        *(f"internation{number:04}" for number in range(200)),
    ]
    return [" ".join(draw.choices(words, k=draw.randint(1, 8))) for _ in range(600)]


TEXTS = make_texts()


@pytest.fixture(scope="module")
def store() -> Iterator[sqlite3.Connection]:
    with closing(new_store()) as connection:
        write_texts(connection, TEXTS)
        yield connection


@pytest.fixture(scope="module")
def positions(store: sqlite3.Connection) -> list[int]:
    """The position of each text."""
    return [row[0] for row in store.execute("SELECT position FROM documents ORDER BY position")]


def words_of(text: str) -> list[str]:
    return "".join(c if is_word_character(c) else " " for c in fold(text)).split()


def holds(text: str, wanted: Sequence[str], *, prefix: bool) -> bool:
    """The oracle: whether the words stand one after another in the text."""
    words, count = words_of(text), len(wanted)
    for start in range(len(words) - count + 1):
        *exact, last = words[start : start + count]
        if exact == [*wanted[:-1]] and (last.startswith(wanted[-1]) if prefix else last == wanted[-1]):
            return True
    return False


def expected(positions: list[int], query: str, *, prefix: bool) -> list[int]:
    wanted = words_of(query)
    hits = [at for at, text in zip(positions, TEXTS, strict=True) if holds(text, wanted, prefix=prefix)]
    return hits[::-1]


@pytest.mark.parametrize("length", range(1, 13))
@pytest.mark.parametrize("word", ["internationalisation", "abcdefghijab", "interna"])
def test_a_prefix_of_any_length_finds_what_begins_so(
    store: sqlite3.Connection, positions: list[int], word: str, length: int
) -> None:
    query = word[:length]
    found = newest(store, parse_query(query + "*"))
    assert list(found) == expected(positions, query, prefix=True)


@given(text=st.sampled_from(TEXTS), data=st.data())
def test_a_prefix_of_any_word_finds_what_a_plain_reading_finds(
    store: sqlite3.Connection, positions: list[int], text: str, data: st.DataObject
) -> None:
    word = data.draw(st.sampled_from(text.split()))
    query = word[: data.draw(st.integers(1, len(word)))]
    if words_of(query):
        found = newest(store, parse_query(query + "*"))
        assert list(found) == expected(positions, query, prefix=True)


@given(text=st.sampled_from(TEXTS), data=st.data())
def test_a_phrase_that_goes_on_finds_what_a_plain_reading_finds(
    store: sqlite3.Connection, positions: list[int], text: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    phrase = text[start : data.draw(st.integers(start + 1, len(text)))].strip()
    if words_of(phrase):
        found = newest(store, parse_query(f'"{phrase}', typing=True))
        assert list(found) == expected(positions, phrase, prefix=True)
        found = newest(store, parse_query(f'"{phrase}"'))
        assert list(found) == expected(positions, phrase, prefix=False)


def test_characters_of_unspaced_scripts_are_found_as_runs(
    store: sqlite3.Connection, positions: list[int]
) -> None:
    for query in ("請求", "求書", "本語の請", "한국", "สวัส"):
        assert list(newest(store, parse_query(query))) == expected(positions, query, prefix=False)


def test_a_prefix_that_ends_in_punctuation_finds_the_word_before_it() -> None:
    with closing(new_store()) as store:
        write_texts(store, ["an e-mail", "the letter e"])
        assert len(newest(store, parse_query("e-*"))) == 2
        assert len(newest(store, parse_query("e-", typing=True))) == 2


def test_a_page_begins_below_the_position_it_is_asked_for(store: sqlite3.Connection) -> None:
    for query in ("", "inte*"):
        tree = parse_query(query)
        everything = list(newest(store, tree))
        paged: list[int] = []
        while page := newest(store, tree, before=paged[-1] if paged else None, limit=7):
            paged.extend(page)
        assert paged == everything
        assert count(store, tree) == len(everything)


def test_offset_passes_over_the_newest(store: sqlite3.Connection) -> None:
    tree = parse_query("inte*")
    assert newest(store, tree, limit=5, offset=3) == newest(store, tree)[3:8]


def test_numbers_larger_than_sqlite_knows_are_no_error(store: sqlite3.Connection) -> None:
    assert len(newest(store, parse_query(""), limit=1 << 70)) == len(TEXTS)
    assert not newest(store, parse_query(""), limit=5, offset=1 << 70)


def test_every_field_is_searched_and_terms_may_be_in_different_ones() -> None:
    with closing(new_store()) as store:
        rows = record(b"1", subject="Harbor", sender="Ada Lovelace", body="Report", filenames="plan.pdf")
        write(store, [seen(b"1")], [rows])
        assert len(newest(store, parse_query("harbor lovelace report plan"))) == 1
        assert not newest(store, parse_query('"harbor report"'))


@given(st.text(st.characters(categories=("L", "M", "N")), min_size=1, max_size=12), st.data())
def test_a_word_of_any_script_is_found_by_its_beginnings(word: str, data: st.DataObject) -> None:
    words = words_of(word)
    if not words:
        return
    with closing(new_store()) as store:
        write_texts(store, [word])
        beginning = words[0][: data.draw(st.integers(1, len(words[0])))]
        assert len(newest(store, parse_query(quoted(word)))) == 1
        if words_of(beginning) == [beginning]:
            assert len(newest(store, parse_query(quoted(beginning) + "*"))) == 1


def test_mail_that_spilled_into_the_next_day_is_of_the_day_it_is_of() -> None:
    last_second = datetime(2026, 3, 13, 23, 59, 59, tzinfo=UTC)
    records = [
        replace(
            record(str(number).encode(), body="harbor", second=int(last_second.timestamp())),
            received_at=last_second.isoformat(),
        )
        for number in range(50)
    ]
    with closing(new_store()) as store:
        write(store, [seen(str(number).encode(), f"/{number}") for number in range(50)], records)
        for query in ("on:2026-03-13", "harbor on:2026-03-13", "before:2026-03-14", "-after:2026-03-14"):
            assert len(newest(store, parse_query(query))) == count(store, parse_query(query)) == 50
        for query in ("on:2026-03-14", "harbor after:2026-03-14", "-before:2026-03-14", "-on:2026-03-13"):
            assert len(newest(store, parse_query(query))) == count(store, parse_query(query)) == 0


def test_mail_of_a_zone_that_sqlite_does_not_know_is_on_one_side_of_a_date() -> None:
    moment = datetime(2026, 3, 13, 12, tzinfo=timezone(timedelta(hours=23, minutes=59)))
    there = replace(record(b"far", second=int(moment.timestamp())), received_at=moment.isoformat())
    names = [str(number).encode() for number in range(20)]  # more than fit a second
    records = [there, *(record(name) for name in names)]
    with closing(new_store()) as store:
        write(store, [seen(one, f"/{one!r}") for one in (b"far", *names)], records)
        (position,) = newest(store, parse_query("on:2026-03-12"))
        assert position not in newest(store, parse_query("-on:2026-03-12"))
        assert position in newest(store, parse_query("-after:2026-03-13"))


def test_a_screenful_is_the_beginning_of_all_wherever_it_is_found() -> None:
    """More documents than are looked through at first, and conditions of every kind."""
    texts = [f"n{number % 7} x{number % 1_999}" for number in range(12_000)]
    with closing(new_store()) as store:
        places = write_texts(store, texts)
        tags = [("seven", at) for at in places[::7]] + [("old", at) for at in places[:300]]
        store.executemany("INSERT INTO tags (name, position) VALUES (?, ?)", tags)
        for query in (
            "tag:seven", "tag:old", "-tag:seven", "-n3", "tag:old -n3", "(n1 OR tag:old) -x5",
            "x5 OR tag:old", "n1 tag:old", "-(n1 OR n2 OR n3)", "x1998 -tag:seven", "tag:nowhere",
        ):  # fmt: skip
            tree = parse_query(query)
            whole = newest(store, tree)
            assert list(whole) == sorted(set(whole), reverse=True)
            assert count(store, tree) == len(whole)
            for limit, offset in ((10, 0), (7, 5), (400, 1_100), (20_000, 0)):
                assert newest(store, tree, limit=limit, offset=offset) == whole[offset : offset + limit]
            middle = places[5_000]
            older = [at for at in whole if at < middle]
            assert newest(store, tree, before=middle, limit=9) == array("q", older[:9])


def test_a_store_of_an_earlier_version_learns_which_messages_are_forwards() -> None:
    scripts = sorted((files("mailatlas_core.store") / "schema").iterdir(), key=lambda script: script.name)
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as store:
        for script in scripts[:3]:
            store.executescript(script.read_text("utf-8"))
        store.execute("PRAGMA user_version = 3")
        for position, metadata in enumerate(['{"headers":{}}', '{"provenance":{"forwarded_chain":[]}}']):
            store.execute(
                "INSERT INTO documents (position, id, content_hash, source_kind, sender_name, sender_email,"
                " subject, attachment_count, size, created_at)"
                " VALUES (?, ?, x'', 'eml', '', '', '', 0, 0, '')",
                (position, bytes([position])),
            )
            store.execute(
                "INSERT INTO bodies (position, full_text, metadata) VALUES (?, '', ?)", (position, metadata)
            )
        migrate(store)
        assert list(newest(store, parse_query("is:forwarded"))) == [1]
        assert list(newest(store, parse_query("-is:forwarded"))) == [0]


def best(store: sqlite3.Connection, query: str) -> list[int]:
    return list(search.most_relevant(store, parse_query(query), NOW, limit=10))


def test_by_relevance_a_subject_is_before_a_name_and_that_before_a_text() -> None:
    rows = [
        record(b"1", subject="Harbor", second=1),
        record(b"2", sender="Harbor office", second=2),
        record(b"3", body="The harbor", second=3),
    ]
    with closing(new_store()) as store:
        write(store, [seen(str(number).encode(), f"/{number}") for number in (1, 2, 3)], rows)
        by_time = list(newest(store, parse_query("harbor")))
        assert best(store, "harbor") == best(store, "harb*") == by_time[::-1]
        assert best(store, "subject:harbor") == by_time[2:]
        assert best(store, "harbor -from:office") == [by_time[2], by_time[0]]


def test_by_relevance_a_rare_word_weighs_more_than_a_common_one_and_equals_are_newest_first() -> None:
    with closing(new_store()) as store:
        places = write_texts(store, ["tide", "harbor", "harbor", "harbor"])
        assert best(store, "harbor OR tide") == [places[0], *places[:0:-1]]


def test_by_relevance_only_the_newest_of_what_is_found_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MOST_RANKED", 2)
    rows = [
        record(b"1", subject="Harbor", second=1),
        *(record(b"%d" % at, body="harbor", second=at) for at in (2, 3)),
    ]
    with closing(new_store()) as store:
        write(store, [seen(str(number).encode(), f"/{number}") for number in (1, 2, 3)], rows)
        assert best(store, "harbor") == list(newest(store, parse_query("harbor"), limit=2))


def test_an_asterisk_in_a_text_is_punctuation_to_the_relevance_too() -> None:
    rows = [record(b"1", subject="5 * 3", second=1), record(b"2", body="5 * 3", second=2)]
    with closing(new_store()) as store:
        write(store, [seen(b"1", "/1"), seen(b"2", "/2")], rows)
        ranked = [list(search.most_relevant(store, Text(text), NOW, limit=10)) for text in ("5 * 3", "5 3")]
        assert ranked[0] == ranked[1] == list(newest(store, Text("5 3")))[::-1]
