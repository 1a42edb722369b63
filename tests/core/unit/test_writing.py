"""Dedupe: what is one message, with nothing lost and nothing doubled, in any order of arrival."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailatlas_core.models import Source
from mailatlas_core.store.document import document
from mailatlas_core.store.records import DocumentRecord, Sighting
from mailatlas_core.store.writing import is_known
from tests.core.rows import digest, new_store, record, sighting, write

# The same message in two transport wrappings, another with its Message-ID, and one without any.
ONE = record(b"Received: a\none", content=b"one", message_id="m@example.com")
WRAPPED = record(b"Received: b\none", content=b"one", message_id="m@example.com")
FORGED = record(b"forged", message_id="m@example.com")
NAMELESS = record(b"Received: a\nnameless", content=b"nameless")
NAMELESS_WRAPPED = record(b"Received: b\nnameless", content=b"nameless")
RECORDS = {one.id: one for one in (ONE, WRAPPED, FORGED, NAMELESS, NAMELESS_WRAPPED)}


@pytest.fixture
def store() -> Iterator[sqlite3.Connection]:
    with closing(new_store()) as connection:
        yield connection


def see(connection: sqlite3.Connection, *seen: tuple[DocumentRecord, str]) -> list[str]:
    """Write these as one batch; the statuses."""
    sightings = [Sighting(one.id, Source(kind="eml", path=path)) for one, path in seen]
    return [one.status for one in write(connection, sightings, [one for one, _ in seen])]


def contents(connection: sqlite3.Connection) -> set[tuple[bytes, frozenset[tuple[str, int | None, bytes]]]]:
    """Each document by its content, with where it was seen and with which bytes."""
    rows = connection.execute("SELECT position, content_hash, id FROM documents").fetchall()
    return {
        (
            content,
            frozenset(
                (path, item, own if raw is None else raw)
                for path, item, raw in connection.execute(
                    "SELECT path, item, raw FROM sources WHERE position = ?", (position,)
                )
            ),
        )
        for position, content, own in rows
    }


def counts(connection: sqlite3.Connection) -> tuple[int, int, int]:
    """How many rows documents, sources and the index have."""
    documents, sources, indexed = connection.execute(
        "SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM sources), (SELECT count(*) FROM fts)"
    ).fetchone()
    return documents, sources, indexed


def test_the_same_bytes_are_one_document_with_one_more_source(store: sqlite3.Connection) -> None:
    assert see(store, (ONE, "/a"), (ONE, "/b")) == ["ingested", "duplicate"]
    assert counts(store) == (1, 2, 1)


def test_another_wrapping_is_one_document_whose_source_keeps_its_own_bytes(store: sqlite3.Connection) -> None:
    assert see(store, (ONE, "/a"), (WRAPPED, "/b")) == ["ingested", "duplicate"]
    found = document(store, ONE.id)
    assert [source.raw_path is None for source in found.sources] == [True, False]
    assert found.sources[1].raw_path == f"raw/{WRAPPED.id.hex()[:2]}/{WRAPPED.id.hex()}.eml"


def test_a_message_id_that_is_used_twice_makes_two_documents_each_of_which_says_so(
    store: sqlite3.Connection,
) -> None:
    assert see(store, (ONE, "/a"), (FORGED, "/b")) == ["ingested", "ingested"]
    for one in (ONE, FORGED):
        defects = document(store, one.id).metadata.defects
        assert any("Message-ID is also that of 1 other" in defect for defect in defects)


def test_without_a_message_id_the_content_decides(store: sqlite3.Connection) -> None:
    assert see(store, (NAMELESS, "/a"), (NAMELESS_WRAPPED, "/b")) == ["ingested", "duplicate"]


def test_the_bytes_of_every_sighting_are_known_afterwards(store: sqlite3.Connection) -> None:
    see(store, (ONE, "/a"), (WRAPPED, "/b"))
    assert is_known(store, ONE.id)
    assert is_known(store, WRAPPED.id)
    assert not is_known(store, FORGED.id)


def test_a_second_sighting_in_the_same_place_is_no_news(store: sqlite3.Connection) -> None:
    write(store, [sighting(b"forged")], [FORGED])
    (again,) = write(store, [sighting(b"forged")], [])
    assert (again.status, again.is_news) == ("duplicate", False)
    assert counts(store) == (1, 1, 1)


def test_a_file_that_now_holds_another_message_is_a_source_of_both(store: sqlite3.Connection) -> None:
    see(store, (ONE, "/a"))
    see(store, (FORGED, "/a"))
    assert counts(store) == (2, 2, 2)


def test_the_same_message_twice_in_one_mbox_has_two_sources(store: sqlite3.Connection) -> None:
    write(store, [sighting(b"forged", "/m.mbox", index) for index in (0, 3)], [FORGED])
    assert counts(store) == (1, 2, 1)


def maildir(name: str, *flags: str) -> Sighting:
    path = f"/mail/{'cur' if flags else 'new'}/{name}"
    return Sighting(FORGED.id, Source(kind="maildir", path=path, folder="/mail", flags=flags))


@pytest.mark.parametrize("separator", [":", ";", "!"])
def test_a_maildir_entry_that_was_renamed_is_the_same_source_brought_up_to_date(
    store: sqlite3.Connection, separator: str
) -> None:
    write(store, [maildir("1.host")], [FORGED])
    (again,) = write(store, [maildir(f"1.host{separator}2,FS", "F", "S")], [])
    assert again.is_news
    ((path, flags),) = store.execute("SELECT path, flags FROM sources").fetchall()
    assert path == f"/mail/cur/1.host{separator}2,FS"
    assert json.loads(flags) == ["F", "S"]


def test_two_entries_of_a_maildir_with_the_same_bytes_are_two_sources(store: sqlite3.Connection) -> None:
    write(store, [maildir("1.host"), maildir("2.host")], [FORGED])
    assert counts(store) == (1, 2, 1)


def test_a_message_without_its_meaning_is_refused_and_nothing_is_written(store: sqlite3.Connection) -> None:
    with pytest.raises(LookupError):
        write(store, [sighting(b"unheard of")], [])
    store.execute("ROLLBACK")
    assert counts(store) == (0, 0, 0)


def test_first_tags_are_those_of_the_first_sighting(store: sqlite3.Connection) -> None:
    source = Source(kind="eml", path="/a")
    write(store, [Sighting(ONE.id, source, tags=("unread", "unread"))], [ONE])
    write(store, [Sighting(ONE.id, source, tags=("flagged",))], [])
    assert store.execute("SELECT name FROM tags").fetchall() == [("unread",)]


SIGHTINGS = [
    Sighting(one.id, Source(kind="eml", path=path, index=index))
    for one in RECORDS.values()
    for path, index in (("/a", None), ("/m.mbox", 0), ("/m.mbox", 1))
]


@given(st.permutations(SIGHTINGS), st.integers(1, len(SIGHTINGS)))
def test_any_order_and_any_batches_give_the_same_documents_and_sources(
    order: Sequence[Sighting], batch: int
) -> None:
    with closing(new_store()) as store:
        for start in range(0, len(order), batch):
            write(store, order[start : start + batch], list(RECORDS.values()))
        found = contents(store)
    assert found == EXPECTED


PLACES = (("/a", None), ("/m.mbox", 0), ("/m.mbox", 1))
EXPECTED = {
    (
        content,
        frozenset(
            (path, index, one.id)
            for one in RECORDS.values()
            if one.content_hash == content
            for path, index in PLACES
        ),
    )
    for content in {one.content_hash for one in RECORDS.values()}
}


def test_there_are_three_messages_among_the_five_that_were_permuted() -> None:
    assert len(EXPECTED) == 3
    assert digest(b"forged") in RECORDS
