"""One message has one hash, however it travelled."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailatlas_core.mime.content_hash import HASHED_FIELDS
from mailatlas_core.mime.parse import parse

MESSAGE = b"From: a@example.com\nTo: b@example.com\nSubject: one\n two\nX-Other: 1\n\nbody\n"


def content_hash(data: bytes) -> str:
    return parse(data).content_hash


def test_the_hash_is_over_the_documented_bytes() -> None:
    hashed = b"from 13\na@example.com\nto 13\nb@example.com\nsubject 7\none two\n\nbody"
    assert content_hash(MESSAGE) == hashlib.sha256(hashed).hexdigest()


@pytest.mark.parametrize(
    "other",
    [
        b"Received: by c.example; Mon, 1 Jan 2024 10:00:00 +0000\nDelivered-To: b@example.com\n" + MESSAGE,
        b"From a@example.com Mon Jan  1 00:00:00 2024\n" + MESSAGE,
        MESSAGE.replace(b"X-Other: 1\n", b""),
        MESSAGE.replace(b"\n", b"\r\n"),
        MESSAGE + b"\r\n\n",
        MESSAGE.replace(b"Subject: one\n two", b"SUBJECT:one two  "),
        MESSAGE.replace(b"To: b@example.com\nSubject: one\n two\n", b"Subject: one two\nTo: b@example.com\n"),
    ],
)
def test_what_transport_changes_does_not_change_the_hash(other: bytes) -> None:
    assert content_hash(other) == content_hash(MESSAGE)


@pytest.mark.parametrize("name", HASHED_FIELDS)
def test_each_hashed_field_counts_with_every_value(name: str) -> None:
    field = name.encode() + b": 1\n"
    hashes = {content_hash(each + MESSAGE) for each in (b"", field, field + field, field.replace(b"1", b"2"))}
    assert len(hashes) == 4


def test_the_body_counts() -> None:
    assert content_hash(MESSAGE) != content_hash(MESSAGE.replace(b"body", b" body"))


def test_what_moves_from_one_field_to_the_next_changes_the_hash() -> None:
    assert content_hash(b"To: a\nCc: b\n\n") != content_hash(b"To: a\nTo: b\n\n")
    assert content_hash(b"To: ab\nTo: c\n\n") != content_hash(b"To: a\nTo: bc\n\n")


@given(st.one_of(st.binary(), st.text("aS:\n \t-=<>", max_size=80).map(str.encode)))
def test_line_ends_do_not_change_the_hash_of_any_bytes(data: bytes) -> None:
    data = data.replace(b"\r", b"")
    assert content_hash(data) == content_hash(data.replace(b"\n", b"\r\n"))


@given(st.binary(), st.sampled_from([b"Received", b"Return-Path", b"X-Spam", b"DKIM-Signature", b"Status"]))
def test_transport_headers_do_not_change_the_hash_of_any_body(body: bytes, name: bytes) -> None:
    message = b"Subject: a\n\n" + body
    assert content_hash(name + b": anything\n" + message) == content_hash(message)
