"""The mail and the queries of the benchmarks are what their page says, and the same every time."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from itertools import islice, pairwise

import pytest

from mailatlas_core.query.parse import parse_query
from tests.benchmarks.mailbox import LONGEST_CONVERSATION, Language, Mailbox
from tests.benchmarks.queries import EACH, KINDS, all_queries

COUNT = 2_000


@pytest.fixture(scope="module")
def messages() -> list[tuple[datetime, bytes]]:
    return list(Mailbox(COUNT).messages())


def test_the_same_mail_is_made_every_time(messages: list[tuple[datetime, bytes]]) -> None:
    assert list(islice(Mailbox(COUNT).messages(), 20)) == messages[:20]


def test_messages_are_as_large_as_real_ones(messages: list[tuple[datetime, bytes]]) -> None:
    sizes = sorted(len(message) for _, message in messages)
    assert 7_500 < sizes[COUNT // 2] < 9_500
    assert 950_000 < sizes[COUNT * 99 // 100] < 1_100_000


def test_messages_are_as_mixed_as_real_ones(messages: list[tuple[datetime, bytes]]) -> None:
    found = Counter[str]()
    for _, data in messages:
        message = message_from_bytes(data)
        found["html"] += any(part.get_content_type() == "text/html" for part in message.walk())
        found["attachment"] += any(part.get_filename() is not None for part in message.walk())
        found["han"] += bool(re.search("[一-鿿]", str(make_header(decode_header(message["Subject"])))))
    assert 0.37 < found["html"] / COUNT < 0.43
    assert 0.13 < found["attachment"] / COUNT < 0.17
    assert 0.08 < found["han"] / COUNT < 0.12


def test_messages_arrive_one_after_another_over_twenty_years(messages: list[tuple[datetime, bytes]]) -> None:
    moments = [moment for moment, _ in messages]
    assert all(earlier <= later for earlier, later in pairwise(moments))
    assert (moments[-1] - moments[0]).days > 19 * 365
    assert moments[0].tzinfo is UTC


def test_conversations_are_mostly_short_and_a_few_are_long(messages: list[tuple[datetime, bytes]]) -> None:
    lengths = Counter[str]()
    for _, data in messages:
        message = message_from_bytes(data)
        lengths[(message["References"] or message["Message-ID"]).split()[0]] += 1
    assert LONGEST_CONVERSATION // 2 < max(lengths.values()) <= LONGEST_CONVERSATION
    assert sum(length == 1 for length in lengths.values()) > len(lengths) // 2


def test_no_line_of_a_message_could_begin_another_one_in_an_mbox(
    messages: list[tuple[datetime, bytes]],
) -> None:
    assert not any(b"\nFrom " in message for _, message in messages)
    assert "from" not in Language().words


def test_there_are_two_hundred_queries_forty_of_each_kind() -> None:
    queries = all_queries()
    assert Counter(query.kind for query in queries) == dict.fromkeys(KINDS, EACH)
    assert queries == all_queries()


def test_hardly_a_query_is_asked_twice() -> None:
    assert len({query.mailatlas for query in all_queries()}) > 190


def test_every_query_is_understood() -> None:
    for query in all_queries():
        parse_query(query.mailatlas, typing=False, now=datetime(2026, 1, 1, tzinfo=UTC))


def test_the_bare_index_is_asked_all_queries_but_those_for_a_field() -> None:
    asked = [query.fts for query in all_queries() if query.fts is not None]
    assert len(asked) == 170
    assert not any(":" in expression for expression in asked)
