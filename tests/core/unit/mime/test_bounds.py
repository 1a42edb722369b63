"""A message cannot make parsing slow: ten times the input costs about ten times the work."""

from __future__ import annotations

import base64
import gc
import sys
import time
from collections.abc import Callable, Iterator
from types import FrameType

import pytest

from mailatlas_core.mime.parse import parse

HTML = b"Content-Type: text/html\n\n"
MULTIPART = b"Content-Type: multipart/mixed; boundary=b\n\n"
BAIT = [
    b"(",
    b'"',
    b'\\"',
    b"<",
    b">",
    b"<a@b>",
    b"=?",
    b"=?a?q?",
    b"=?a?b?Q?= ",
    b"a:",
    b",",
    b";",
    b" ",
    b"=",
    b"\n ",
]
FIELDS = [b"From: ", b"Subject: ", b"Date: ", b"References: ", b"Content-Type: ", b"Content-Type: a/b; name="]
BODIES = {
    "no line end": b"" + b"a",
    "blank lines": b"\n",
    "carriage returns": b"\r",
    "envelope lines": b"From x\n",
    "fields": b"X: y\n",
    "8-bit": b"\xe9",
    "escapes": b"\x1b$B",
}
HTML_PIECES = [
    b"<div>",
    b"<p>",
    b"<",
    b"<!--",
    b"<script",
    b"</script",
    b"<pre>",
    b"&",
    b'<a href="',
    b"<table><tr><td>x",
]
ENCODED = [b"=", b"=  ", b"AA=", b"\n\n!", b"begin 644 a\n", b"M\n"]


def repeated(start: bytes, piece: bytes, end: bytes = b"") -> Callable[[int], bytes]:
    return lambda size: start + piece * (size // len(piece)) + end


CASES: dict[str, Callable[[int], bytes]] = {
    **{
        f"{field!r} {bait!r}": repeated(field + b"a@example.com ", bait, b"\n\n")
        for field in FIELDS
        for bait in BAIT
    },
    **{name: repeated(b"", piece) for name, piece in BODIES.items()},
    **{f"body of {name}": repeated(b"Subject: a\n\n", piece) for name, piece in BODIES.items()},
    **{f"html {piece!r}": repeated(HTML, piece) for piece in HTML_PIECES},
    **{
        f"{encoding!r} {piece!r}": repeated(b"Content-Transfer-Encoding: " + encoding + b"\n\n", piece)
        for encoding in (b"base64", b"quoted-printable", b"x-uuencode")
        for piece in ENCODED
    },
    "parts": repeated(MULTIPART, b"--b\n\nx\n"),
    "delimiters": repeated(MULTIPART, b"--b\n"),
    "lines like delimiters": repeated(MULTIPART, b"--ba\n"),
    "a delimiter with blanks": repeated(MULTIPART + b"--b", b" ", b"x"),
}


@pytest.fixture
def _no_collector() -> Iterator[None]:
    """What the rest of the run has left in memory is no work of ours."""
    gc.disable()
    yield
    gc.enable()


def cost(data: bytes) -> float:
    """Seconds of processor time, the least of three: what else runs here only adds."""
    times = []
    for _ in range(3):
        start = time.process_time()
        parse(data)
        times.append(time.process_time() - start)
    return min(times)


@pytest.mark.usefixtures("_no_collector")
@pytest.mark.parametrize("name", CASES)
def test_ten_times_the_input_is_about_ten_times_the_work(name: str) -> None:
    make = CASES[name]
    # Quadratic work would be a hundredfold; the constant is what a clock cannot tell from nothing.
    assert cost(make(100_000)) < 20 * cost(make(10_000)) + 0.02


@pytest.mark.parametrize(
    "data",
    [
        HTML + b"<div>" * 50_000 + b"deep" + b"</div>" * 50_000,
        MULTIPART + b"--b\n\npart\n" * 50_000 + b"--b--\n",
        b"X: y\n" * 100_000 + b"\nbody",
        b"Subject: " + b"a" * 10_000_000 + b"\n\nbody",
        b"a" * 1_000_000,
        b"References: " + b"<a@example.com>\n " * 100_000 + b"\n\nbody",
        b"To: " + b"(" * 5_000 + b"\n\nbody",
    ],
    ids=["nested divs", "parts", "header lines", "a long header", "no line end", "references", "parentheses"],
)
def test_a_flood_is_parsed_and_what_was_left_out_is_said(data: bytes) -> None:
    assert parse(data).defects


def message_with_attachment(content: bytes) -> bytes:
    part = b"Content-Type: application/zip\nContent-Transfer-Encoding: base64\n\n" + base64.encodebytes(
        content
    )
    return MULTIPART + b"--b\n\nhello\n--b\n" + part + b"--b--\n"


def calls(data: bytes) -> int:
    """How many functions, Python's own among them, parsing calls."""
    events = 0

    def count(_frame: FrameType, _event: str, _argument: object) -> None:
        nonlocal events
        events += 1

    sys.setprofile(count)
    try:
        parse(data)
    finally:
        sys.setprofile(None)
    return events


def test_an_attachment_of_30_mb_takes_no_more_steps_than_a_small_one() -> None:
    content = bytes(range(256)) * (30 * 4096)
    data = message_with_attachment(content)
    message = parse(data)
    assert message.text == "hello"
    assert message.assets[0].content == content
    assert calls(data) == calls(message_with_attachment(content[:3000]))
