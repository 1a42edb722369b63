"""The mbox slicer: every byte is a message's or framing, whatever the file claims about itself."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mailatlas_core.ingest.mbox import Slice, slices, unquoted
from tests.core.messages import mbox, message

FROM = b"From sender@example.com Sat Mar 14 16:44:00 2026\n"
PATCH_LINE = b"From 0123456789abcdef Mon Sep 17 00:00:00 2001\n"

# Pieces that mean something to the slicer, in any order, beside bytes that mean nothing.
PIECES = st.sampled_from(
    [
        FROM,
        FROM.replace(b"\n", b"\r\n"),
        b"\n",
        b"\r\n",
        b"\r",
        b"From: a@example.com\n",
        b"Content-Length: 10\n",
        b"Content-Length: 99999999\n",
        b'Content-Type: multipart/mixed; boundary="b"\n',
        b"--b\n",
        b"--b--\n",
        b">From quoted\n",
        b"From nobody\n",
        b"text\n",
        b"\n\n",
    ]
)
FILES = st.lists(st.one_of(PIECES, st.binary(max_size=30)), max_size=30).map(b"".join)


@contextmanager
def in_memory(data: bytes) -> Iterator[int]:
    descriptor = os.memfd_create("mbox")
    try:
        with os.fdopen(os.dup(descriptor), "wb") as file:
            file.write(data)
        yield descriptor
    finally:
        os.close(descriptor)


def sliced(data: bytes) -> list[Slice]:
    with in_memory(data) as descriptor:
        return [one for one in slices(descriptor, len(data)) if isinstance(one, Slice)]


def texts(data: bytes) -> list[bytes]:
    return [one.data for one in sliced(data)]


def joined(found: list[Slice]) -> bytes:
    return b"".join(one.from_line + one.data + one.end for one in found)


@given(FILES)
@example(b"")
@example(b"\n")
@example(FROM)
@example(FROM + b"\n" + FROM)
@example(b"From " + b"x" * 10_000)
@example(FROM + b"Content-Length: 0\n\n" + FROM + b"Content-Length: 0\n\n")
def test_slices_rejoin_to_exactly_the_file(data: bytes) -> None:
    found = sliced(data)
    assert joined(found) == data
    assert all(one.end in (b"", b"\n", b"\r\n") for one in found)
    assert all(one.from_line.startswith(b"From ") or not one.from_line for one in found)


@given(st.lists(st.integers(0, 50), min_size=1, max_size=6))
def test_plain_messages_come_out_as_they_went_in(numbers: list[int]) -> None:
    messages = [message(number) for number in numbers]
    assert texts(mbox(*messages)) == messages


ONE, TWO = message(1), message(2)


def with_length(data: bytes, length: int) -> bytes:
    return b"Content-Length: %d\n%s" % (length, data)


def body_of(data: bytes) -> bytes:
    return data.split(b"\n\n", 1)[1]


QUOTED = message(3, body=">From the other side\n>>From further")
FROM_IN_BODY = message(4, body="before\n\nFrom here on it is only text.\nafter")
LOOKS_LIKE_ONE = message(5, body=f"before\n\n{FROM.decode()}and no header follows it")
CL = message(6, body=f"before\n\n{FROM.decode()}Subject: an archived message\n\nafter")
CRLF = ONE.replace(b"\n", b"\r\n")
NESTED = message(
    7,
    extra='Content-Type: multipart/mixed; boundary="open"\n',
    body=f"--open\n\ntext\n--open\n\n{PATCH_LINE.decode()}From: a@example.org\n\n---\n patch\n--open--",
)
TRUNCATED = message(8, extra="Content-Type: multipart/mixed; boundary=cut\n", body="--cut\n\nhalf a par")
SAME = message(9, extra="Content-Type: multipart/mixed; boundary=cut\n", body="--cut\n\nwhole\n--cut--")

FORMS: dict[str, tuple[bytes, list[bytes]]] = {
    "two plain messages": (mbox(ONE, TWO), [ONE, TWO]),
    "no empty line at the end": (mbox(ONE, TWO)[:-1], [ONE, TWO]),
    "no line end at the end": (mbox(ONE, TWO)[:-2], [ONE, TWO[:-1]]),
    "mboxo and mboxrd quoting stays as it stands": (mbox(QUOTED, TWO), [QUOTED, TWO]),
    "a From that reads like text": (mbox(FROM_IN_BODY, TWO), [FROM_IN_BODY, TWO]),
    "a From_ line that no header follows": (mbox(LOOKS_LIKE_ONE, TWO), [LOOKS_LIKE_ONE, TWO]),
    "no empty line before the From_ line": (
        FROM + ONE + FROM + TWO,
        [ONE + FROM + TWO],
    ),
    "CRLF": (
        b"".join(FROM.replace(b"\n", b"\r\n") + CRLF + b"\r\n" for _ in range(2)),
        [CRLF, CRLF],
    ),
    "mboxcl with a From_ line in the body": (
        mbox(with_length(CL, len(body_of(CL))), with_length(TWO, len(body_of(TWO)))),
        [with_length(CL, len(body_of(CL))), with_length(TWO, len(body_of(TWO)))],
    ),
    "a Content-Length that is too short": (mbox(with_length(ONE, 3), TWO), [with_length(ONE, 3), TWO]),
    "a Content-Length beyond the file": (
        mbox(with_length(ONE, 10**11), TWO),
        [with_length(ONE, 10**11), TWO],
    ),
    "a Content-Length into the next message": (
        mbox(with_length(ONE, len(body_of(ONE)) + 40), TWO),
        [with_length(ONE, len(body_of(ONE)) + 40), TWO],
    ),
    "a Content-Length after one message without": (
        mbox(ONE, with_length(TWO, len(body_of(TWO) + mbox(ONE))), ONE, TWO),
        [ONE, with_length(TWO, len(body_of(TWO) + mbox(ONE))), ONE, TWO],
    ),
    "a patch in an open multipart": (mbox(NESTED, TWO), [NESTED, TWO]),
    "a truncated multipart before others": (mbox(TRUNCATED, ONE, TWO), [TRUNCATED, ONE, TWO]),
    "a truncated multipart before one with its boundary": (
        mbox(TRUNCATED, ONE, SAME, TWO),
        [TRUNCATED, ONE, SAME, TWO],
    ),
    "a From_ line that an empty line follows": (
        FROM + b"\n" + FROM + b"\n" + FROM + ONE,
        [b"\n" + FROM, ONE],
    ),
    "no From_ line at all": (ONE + b"\n" + FROM + TWO, [ONE, TWO]),
    "a sender with spaces and a zone": (
        b"From Ada Lovelace  Sat Mar 14 16:44:00 +0100 2026\n" + ONE + b"\n" + FROM + TWO,
        [ONE, TWO],
    ),
    "an old form of the date": (
        FROM + ONE + b"\nFrom a@example.com Sat, 14 Mar 2026 16:44:00 +0100\n" + TWO,
        [ONE, TWO],
    ),
}


@pytest.mark.parametrize(("data", "messages"), FORMS.values(), ids=FORMS)
def test_messages_of_every_form_are_told_apart(data: bytes, messages: list[bytes]) -> None:
    assert texts(data) == messages
    assert joined(sliced(data)) == data


def test_only_mboxrd_takes_one_sign_away() -> None:
    assert unquoted(QUOTED) == QUOTED.replace(b">From the", b"From the").replace(b">>From", b">From")
    assert unquoted(b"a >From b\n> From c\n") == b"a >From b\n> From c\n"


def bytes_read(data: bytes, monkeypatch: pytest.MonkeyPatch) -> tuple[int, int]:
    """How many messages a file has, and how many bytes were read of it to tell."""
    read = 0
    pread = os.pread

    def counting(descriptor: int, length: int, offset: int) -> bytes:
        nonlocal read
        piece = pread(descriptor, length, offset)
        read += len(piece)
        return piece

    monkeypatch.setattr(os, "pread", counting)
    return len(sliced(data)), read


def open_multipart(number: int) -> bytes:
    return message(number, extra=f"Content-Type: multipart/mixed; boundary=never{number}\n", body="x" * 2_000)


@pytest.mark.parametrize(
    "part",
    [
        mbox(message(1, body="x" * 100)),
        mbox(open_multipart(1)),
        mbox(message(1, body="\n\n".join([FROM.decode()] * 20))),
        mbox(message(1)) + b"\n" + FROM[:-5] + b"Mon Jan 1:11 " * 600 + b"\n\n",
        mbox(NESTED),
    ],
    ids=["small messages", "boundaries that are never closed", "bait", "bait in long lines", "patches"],
)
def test_what_is_read_is_bounded_by_the_size_of_the_file(
    part: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = part * 2_000
    messages, read = bytes_read(data, monkeypatch)
    assert messages >= 2_000
    assert read <= 150 * len(data) + (64 << 20)


def test_a_boundary_of_which_much_is_said_and_nothing_declared_ends() -> None:
    bait = b"Content-Type: multipart/\n" * 20_000
    data = mbox(message(1, extra="Content-Type: multipart/mixed; boundary=b\n", body="--b\n"))
    assert joined(sliced(data + FROM + bait + b"\n--b--\n")) == data + FROM + bait + b"\n--b--\n"


def test_a_from_line_full_of_dates_ends() -> None:
    line = b"From " + b"Mon Jan 1:11 " * 620 + b"\n"
    data = FROM + ONE + b"\n" + line + TWO
    assert joined(sliced(data)) == data
