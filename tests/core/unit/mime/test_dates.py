"""When a message was sent, or came."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailatlas_core.mime.dates import parse_date, received_at
from mailatlas_core.mime.defects import Defects


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"Mon, 1 Jan 2024 10:20:30 +0200", "2024-01-01T10:20:30+02:00"),
        (b"1 Jan 2024 10:20:30 -0330", "2024-01-01T10:20:30-03:30"),
        (b"Mon, 1 Jan 2024 10:20:30 -0000", "2024-01-01T10:20:30+00:00"),
        (b"Mon, 1 Jan 2024 10:20:30", "2024-01-01T10:20:30+00:00"),
        (b"Mon, 1 Jan 2024 10:20 +0100", "2024-01-01T10:20:00+01:00"),
        (b"Fri, 1 Jan 2024 10:20:30 +0000", "2024-01-01T10:20:30+00:00"),
        (b"Mon, 1 Jan 24 10:20:30 +0000", "2024-01-01T10:20:30+00:00"),
        (b"Sat, 1 Jan 94 10:20:30 GMT", "1994-01-01T10:20:30+00:00"),
        (b"Mon, 1 Jan 2024 10:20:30 EST", "2024-01-01T10:20:30-05:00"),
        (b"Mon, 1 Jan 2024 10:20:30 CEST", "2024-01-01T10:20:30+02:00"),
        (b"Mon, 1 Jan 2024 10:20:30 +0100 (Central (European) Time)", "2024-01-01T10:20:30+01:00"),
        (b"Mon, 1 Jan 2024 10:20:30 +0300 CEST", "2024-01-01T10:20:30+03:00"),
        (b"Mon, 1 Jan (New Year) 2024 10:20:30 +0100", "2024-01-01T10:20:30+01:00"),
        (b"Mon, 1 Jan 2024 10:20:30 +9999", "2024-01-01T10:20:30+00:00"),
        (b"Mon Jan  1 10:20:30 2024", "2024-01-01T10:20:30+00:00"),
        (b"2024-01-01T10:20:30Z", "2024-01-01T10:20:30+00:00"),
        (b"2024-01-01 10:20:30", "2024-01-01T10:20:30+00:00"),
    ],
)
def test_a_date_is_understood_with_its_own_offset(raw: bytes, expected: str) -> None:
    found = parse_date(raw)
    assert found is not None
    assert found.isoformat() == expected


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"yesterday",
        b"Mon, 1 Jan , 10:20:30 +0000",
        b"Mon, 31 Feb 2024 10:20:30 +0000",
        b"Mon, 1 Jan 2024 25:61:00 +0000",
        b"Mon, 1 Jan 9999 10:20:30 +0000",
        b"Mon, 1 Jan 99999999999999999999 10:20:30 +0000",
        b"Mon, 1 Jan 2024 10:20:30 +0000" + b" " * 1_000,
        b"0001-01-01T00:00:00+14:00",
        b"\xff\0",
    ],
)
def test_what_is_no_date_is_none(raw: bytes) -> None:
    assert parse_date(raw) is None


@given(st.one_of(st.binary(max_size=60), st.text("0123456789:+- JanMo,().\0", max_size=40).map(str.encode)))
def test_any_date_can_be_told_in_utc(raw: bytes) -> None:
    found = parse_date(raw)
    assert found is None or found.astimezone(UTC).tzinfo is UTC


SENT = b"Mon, 1 Jan 2024 10:00:00 +0200"
LATER = b"Wed, 3 Jan 2024 10:00:00 +0200"
RECEIVED = b"from a.example by b.example; Mon, 1 Jan 2024 09:00:00 +0000"
ARRIVED = datetime(2024, 1, 1, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("date", "received", "internal", "expected", "defect"),
    [
        (SENT, RECEIVED, ARRIVED, "2024-01-01T10:00:00+02:00", None),
        (SENT, None, None, "2024-01-01T10:00:00+02:00", None),
        (LATER, None, None, "2024-01-03T10:00:00+02:00", None),
        (LATER, None, ARRIVED, "2024-01-01T08:30:00+00:00", "The date is later than the message's arrival"),
        (LATER, RECEIVED, None, "2024-01-01T09:00:00+00:00", "The date is later than the message's arrival"),
        (
            LATER,
            RECEIVED,
            ARRIVED,
            "2024-01-01T08:30:00+00:00",
            "The date is later than the message's arrival",
        ),
        (b"never", RECEIVED, None, "2024-01-01T09:00:00+00:00", "The date cannot be understood"),
        (None, RECEIVED, ARRIVED, "2024-01-01T08:30:00+00:00", "The message has no date"),
        (None, b"no semicolon", None, None, "The message has no date"),
        (b"never", None, None, None, "The date cannot be understood"),
        (SENT, None, ARRIVED.replace(tzinfo=None), "2024-01-01T10:00:00+02:00", None),
    ],
)
def test_the_date_field_holds_unless_the_arrival_speaks_against_it(
    date: bytes | None,
    received: bytes | None,
    internal: datetime | None,
    expected: str | None,
    defect: str | None,
) -> None:
    defects = Defects()
    found = received_at(date, received, internal, defects)
    assert (found.isoformat() if found else None) == expected
    assert [sentence.split(":")[0].rstrip(".") for sentence in defects.sentences()] == (
        [defect] if defect else []
    )


def test_a_date_just_within_24_hours_of_the_arrival_is_believed() -> None:
    assert received_at(b"2 Jan 2024 08:30:00 +0000", None, ARRIVED, Defects()) == ARRIVED.replace(day=2)
    assert received_at(b"2 Jan 2024 08:30:01 +0000", None, ARRIVED, Defects()) == ARRIVED
