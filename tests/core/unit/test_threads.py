"""Conversations: the same messages in any order of arrival are the same conversations."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailatlas_core.models import Source
from mailatlas_core.store import meaning, threads
from mailatlas_core.store.columns import IndexColumns
from mailatlas_core.store.migration import migrate
from mailatlas_core.store.records import DocumentRecord, Sighting
from mailatlas_core.store.subjects import base_subject, subject_keys
from mailatlas_core.store.texts import Texts
from mailatlas_core.store.writing import write_batch

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAYS = 30


@dataclass(frozen=True)
class Letter:
    """A message as far as conversations care; `day` None is one without a date."""

    name: str
    day: float | None = 0
    message_id: str | None = None
    answers: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    subject: str = ""
    people: tuple[str, ...] = ("ada@example.com",)

    @property
    def id(self) -> bytes:
        return hashlib.sha256(self.name.encode()).digest()

    @property
    def second(self) -> int | None:
        return None if self.day is None else round(self.day * 86_400)


def record(letter: Letter) -> DocumentRecord:
    second = letter.second
    return DocumentRecord(
        id=letter.id,
        content_hash=letter.id,
        message_id=letter.message_id,
        in_reply_to=letter.answers,
        references=letter.references,
        received_at=None if second is None else (EPOCH + timedelta(seconds=second)).isoformat(),
        second=second,
        sender_name="",
        sender_email=letter.people[0],
        subject=letter.subject,
        size=1,
        texts=Texts.of(""),
        metadata=json.dumps({"headers": {}, "defects": []}),
        people=("", "", ""),
        index=IndexColumns("", "", "", "", "", ""),
        subjects=subject_keys(
            letter.subject, letter.people, refers=bool(letter.answers or letter.references)
        ),
    )


@pytest.fixture
def store() -> Iterator[sqlite3.Connection]:
    with new_store() as connection:
        yield connection


def new_store() -> closing[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    migrate(connection)
    return closing(connection)


def arrive(connection: sqlite3.Connection, letters: Iterable[Letter]) -> None:
    """One batch."""
    records = {letter.id: record(letter) for letter in letters}
    sightings = [Sighting(id, Source(kind="eml", path="/mail")) for id in records]
    connection.execute("BEGIN")
    write_batch(connection, sightings, records, created_at="2026-03-14T16:44:00.000000Z")
    connection.execute("COMMIT")


def partition(connection: sqlite3.Connection) -> dict[bytes, bytes]:
    """The thread id of each document; what is kept of the conversations is checked by the way."""
    found = dict(
        connection.execute("SELECT id, thread_id FROM documents JOIN conversations ON number = conversation")
    )
    assert len(found) == connection.execute("SELECT count(*) FROM documents").fetchone()[0]
    sizes = connection.execute(
        "SELECT size, (SELECT count(*) FROM documents WHERE conversation = number) FROM conversations"
    )
    assert all(said == counted > 0 for said, counted in sizes)
    return found


def linked(one: Letter, other: Letter) -> bool:
    """The definition, word for word."""
    ids = [
        {letter.message_id, *letter.answers, *letter.references} - {None, "yes"} for letter in (one, other)
    ]
    if ids[0] & ids[1]:
        return True
    if one.second is None or other.second is None:
        return False
    earlier, later = sorted((one, other), key=lambda letter: letter.second or 0)
    subjects = {base_subject(letter.subject)[0] for letter in (one, other)}
    return (
        len(subjects) == 1
        and subjects != {""}
        and bool(set(one.people) & set(other.people))
        and abs(one.second - other.second) <= DAYS * 86_400
        and (is_bare(later) or (one.second == other.second and is_bare(earlier)))
    )


def is_bare(letter: Letter) -> bool:
    return base_subject(letter.subject)[1] and not letter.answers and not letter.references


def oracle(letters: Sequence[Letter]) -> dict[bytes, bytes]:
    """The thread ids by a union-find over all pairs."""
    leader = {letter: letter for letter in letters}

    def find(letter: Letter) -> Letter:
        while leader[letter] is not letter:
            letter = leader[letter]
        return letter

    for one, other in combinations(letters, 2):
        if linked(one, other):
            leader[find(one)] = find(other)
    groups: dict[Letter, list[Letter]] = {}
    for letter in letters:
        groups.setdefault(find(letter), []).append(letter)
    first = {
        group: min(members, key=lambda letter: (letter.second is None, letter.second or 0, letter.id)).id
        for group, members in groups.items()
    }
    return {letter.id: first[find(letter)] for letter in letters}


IDS = st.sampled_from(["yes", *(f"{number}@example.com" for number in range(9))])
SUBJECTS = st.sampled_from(
    ["", "x", "Harbor", "Re: Harbor", "AW: harbor ", "Fwd: Re: Harbor", "Re:", "Re: x"]
)
PEOPLE = st.lists(
    st.sampled_from(["ada@example.com", "bob@example.org", "Ada@Example.com", "list@example.net"]),
    min_size=1, max_size=3,
).map(tuple)  # fmt: skip
DAY = st.none() | st.sampled_from([0.0, 1.0, 15.0, 29.0, 30.0, 30.5, 45.0, 60.0, 61.0, 90.0, -400.0])
REFERENCES = st.lists(IDS, max_size=3).map(tuple)


@st.composite
def letters(draw: st.DrawFn) -> list[Letter]:
    found = []
    for number in range(draw(st.integers(1, 14))):
        chained = draw(st.booleans())
        found.append(
            Letter(
                name=f"letter {number}",
                day=draw(DAY),
                message_id=draw(st.none() | IDS) if chained else None,
                answers=draw(st.lists(IDS, max_size=1).map(tuple)) if chained else (),
                references=draw(REFERENCES) if chained else (),
                subject=draw(SUBJECTS),
                people=draw(PEOPLE),
            )
        )
    return found


@st.composite
def letters_under_one_subject(draw: st.DrawFn) -> list[Letter]:
    """Letters that only the subject can join, at and about the distances that decide."""
    days = draw(
        st.lists(st.tuples(st.integers(0, 9), st.sampled_from([-1, 0, 0, 1])), min_size=2, max_size=9)
    )
    return [
        Letter(
            name=f"letter {number}",
            day=tens * 10 + more / 86_400,
            subject=draw(st.sampled_from(["Harbor", "Re: Harbor"])),
        )
        for number, (tens, more) in enumerate(days)
    ]


@settings(max_examples=300)
@given(letters() | letters_under_one_subject(), st.data())
def test_any_order_of_arrival_in_any_batches_gives_the_conversations_of_the_definition(
    given_letters: list[Letter], data: st.DataObject
) -> None:
    order = data.draw(st.permutations(given_letters))
    cuts = sorted(data.draw(st.sets(st.integers(0, len(order)), max_size=4)))
    with new_store() as connection:
        for start, end in zip([0, *cuts], [*cuts, len(order)], strict=True):
            arrive(connection, order[start:end])
        folded = [
            replace(letter, people=tuple(person.casefold() for person in letter.people))
            for letter in given_letters
        ]
        assert partition(connection) == oracle(folded)


@given(letters() | letters_under_one_subject(), st.data())
def test_a_conversation_taken_apart_and_entered_again_is_what_it_was(
    given_letters: list[Letter], data: st.DataObject
) -> None:
    with new_store() as connection:
        arrive(connection, given_letters)
        before = partition(connection)
        number = data.draw(
            st.sampled_from([row[0] for row in connection.execute("SELECT number FROM conversations")])
        )
        for position in data.draw(st.permutations(threads.leave(connection, number))):
            meaning.enter_as_stored(connection, position)
        assert partition(connection) == before


def same(connection: sqlite3.Connection, *letters: Letter) -> bool:
    """Whether these ended in one conversation."""
    found = partition(connection)
    return len({found[letter.id] for letter in letters}) == 1


def test_messages_are_joined_through_one_that_is_not_stored(store: sqlite3.Connection) -> None:
    one = Letter("one", answers=("absent@example.com",))
    other = Letter("other", references=("absent@example.com",), people=("bob@example.org",))
    arrive(store, [one, other])
    assert same(store, one, other)


def test_the_earliest_message_names_the_conversation_whenever_it_comes(store: sqlite3.Connection) -> None:
    late = Letter("late", day=2, references=("first@example.com",))
    undated = Letter("undated", day=None, references=("first@example.com",))
    first = Letter("first", day=1, message_id="first@example.com")
    arrive(store, [undated])
    assert set(partition(store).values()) == {undated.id}
    arrive(store, [late])
    assert set(partition(store).values()) == {late.id}
    arrive(store, [first])
    assert set(partition(store).values()) == {first.id}
    assert store.execute("SELECT id FROM documents ORDER BY position").fetchone() == (undated.id,)
    ids = dict(store.execute("SELECT position, id FROM documents"))
    assert [ids[position] for position in threads.members(store, late.id)] == [first.id, late.id, undated.id]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Letter("a", subject="Harbor"), Letter("b", day=1, subject="Harbor")),
        (Letter("a", subject="Re: Harbor"), Letter("b", day=1, subject="Harbor")),
        (
            Letter("a", subject="Harbor"),
            Letter("b", day=1, subject="Re: Harbor", people=("bob@example.org",)),
        ),
        (Letter("a", subject="Harbor"), Letter("b", day=30.1, subject="Re: Harbor")),
        (Letter("a", subject="Harbor"), Letter("b", day=1, subject="Re: Harbor", answers=("x@example.com",))),
        (Letter("a", subject=""), Letter("b", day=1, subject="Re: ")),
        (Letter("a", subject="x"), Letter("b", day=1, subject="Re: x")),
        (Letter("a", day=None, subject="Harbor"), Letter("b", day=None, subject="Re: Harbor")),
    ],
    ids=["no-prefix", "later-is-none", "strangers", "too-late", "refers", "empty", "one-letter", "undated"],
)
def test_a_subject_alone_joins_nothing(store: sqlite3.Connection, one: Letter, other: Letter) -> None:
    arrive(store, [one, other])
    assert not same(store, one, other)


def test_a_bare_answer_joins_what_it_answers_and_a_later_one_goes_on(store: sqlite3.Connection) -> None:
    question = Letter("q", day=0, subject="Harbor", message_id="q@example.com")
    answer = Letter("a", day=29, subject="Re: Harbor")
    again = Letter("b", day=58, subject="RE: Re: harbor")
    arrive(store, [again, question])
    assert not same(store, question, again)
    arrive(store, [answer])
    assert same(store, question, answer, again)


def test_messages_of_one_gmail_thread_are_joined_whenever_the_account_sees_them(
    store: sqlite3.Connection,
) -> None:
    one, other, stranger = Letter("one"), Letter("other", day=90), Letter("stranger", day=9)
    arrive(store, [one, other, stranger])
    places = dict(store.execute("SELECT id, position FROM documents"))
    seen = [(one, "me", "t1"), (other, "me", "t1"), (stranger, "you", "t1")]
    for number, (letter, account, thread) in enumerate(seen):
        store.execute(
            "INSERT INTO sources (position, kind, account_id, gmail_message_id, gmail_thread_id)"
            " VALUES (?, 'gmail', ?, ?, ?)",
            (places[letter.id], account, str(number), thread),
        )
        threads.enter_by_gmail(store, places[letter.id])
    assert same(store, one, other)
    assert not same(store, one, stranger)


def test_a_forged_header_joins_no_more_than_it_may_name(store: sqlite3.Connection) -> None:
    victims = [Letter(f"v{number}", message_id=f"{number}@example.com") for number in range(200)]
    every = tuple(f"{number}@example.com" for number in range(200))
    arrive(store, [*victims, Letter("forged", references=every, answers=every)])
    assert (
        len(set(partition(store).values())) == 200 - (threads.MOST_REFERENCED + threads.MOST_ANSWERED - 1) + 1
    )


@pytest.mark.parametrize("step", [1, -1], ids=["oldest-first", "newest-first"])
def test_the_work_for_a_message_does_not_grow_with_its_conversation(step: int) -> None:
    """Counted in rows that change, for a chain and for bare answers under one subject."""

    def changes(count: int) -> int:
        made = [
            Letter(
                f"{number}",
                day=number / 1000,
                message_id=f"{number}@example.com",
                references=(f"{number - 1}@example.com",),
            )
            for number in range(count)
        ]
        bare = [Letter(f"s{number}", day=number / 1000, subject="Re: Harbor") for number in range(count)]
        with new_store() as connection:
            before = connection.total_changes
            arrive(connection, [*made, *bare][::step])
            assert len(set(partition(connection).values())) == 2
            return connection.total_changes - before

    assert changes(2_000) < 10.5 * changes(200)
