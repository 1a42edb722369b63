"""Where a header ends, and which fields it has."""

from __future__ import annotations

import pytest

from mailatlas_core.mime.defects import Defects
from mailatlas_core.mime.fields import MAX_FIELDS, MAX_HEADER_BYTES, Header, read_header


def read(data: bytes, defects: Defects | None = None) -> Header:
    return read_header(data, 0, len(data), defects or Defects())


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_a_folded_value_is_one_line_and_the_body_begins_after_the_blank_one(end: bytes) -> None:
    data = end.join([b"Subject: one", b" two", b"\tthree", b"To: a@example.com", b"", b"body"])
    header = read(data)
    assert header.fields.first("subject") == b"one two\tthree"
    assert data[header.body :] == b"body"


def test_names_are_found_whatever_their_case_and_every_value_is_kept_in_order() -> None:
    header = read(b"RECEIVED: 1\nX: 2\nreceived : 3\n\n")
    assert header.fields.all("received") == [b"1", b"3"]


@pytest.mark.parametrize("line", [b"From a@example.com Mon Jan  1 00:00:00 2024\n", b">From somewhere\n"])
def test_an_envelope_line_before_or_among_the_fields_is_passed_over(line: bytes) -> None:
    assert read(line + b"Subject: a\n\nb").fields.first("subject") == b"a"
    assert read(b"X: 1\n" + line + b"Subject: a\n\nb").fields.first("subject") == b"a"


def test_a_header_without_a_blank_line_ends_at_the_first_line_that_is_no_field() -> None:
    data = b"Subject: a\nthis is text\nand: this too\n"
    defects = Defects()
    header = read(data, defects)
    assert data[header.body :] == b"this is text\nand: this too\n"
    assert defects.sentences() == ("The header ends without a blank line.",)


def test_a_stray_continuation_line_at_the_start_hides_nothing() -> None:
    assert read(b" stray\nSubject: a\n\nbody").fields.first("subject") == b"a"


def test_a_message_of_a_header_alone_has_an_empty_body() -> None:
    data = b"Subject: a"
    assert read(data).body == len(data)


@pytest.mark.parametrize(
    "header",
    [b"X: y\n" * (MAX_FIELDS + 5), b"X: " + b"a" * (MAX_HEADER_BYTES + 5) + b"\n"],
    ids=["many fields", "a long field"],
)
def test_a_header_beyond_its_bound_is_cut_and_the_body_is_still_found(header: bytes) -> None:
    data = header + b"Subject: late\n\nbody"
    defects = Defects()
    found = read(data, defects)
    assert data[found.body :] == b"body"
    assert found.fields.first("subject") == b""
    assert defects.sentences() == ("The header is too long: its end was left out.",)
