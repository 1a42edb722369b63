"""A message cannot make parsing slow: ten times the input costs about ten times the work."""

from __future__ import annotations

import base64
import sys
import tracemalloc
from collections.abc import Callable
from types import FrameType

import pytest

from mailatlas_core.mime.parse import parse
from tests.growth import grows_at_most

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
    "ends of a multipart": repeated(MULTIPART, b"--b--\n--b\nx\n"),
    "boundaries to guess": repeated(b"Content-Type: multipart/mixed\n\n", b"--b\n"),
    "lines that flow": repeated(b"Content-Type: text/plain; format=flowed\n\n", b"> a \n"),
    "uuencoded files": repeated(b"\n", b"begin 644 a\n#AAAA\n"),
    "yEnc files": repeated(b"\n", b"=ybegin name=a\n"),
    "attached messages": repeated(b"", b"Content-Type: message/rfc822\n\n"),
    "attached multiparts": repeated(MULTIPART, b"--b\nContent-Type: message/rfc822\n\nSubject: a\n\nb\n"),
    "quotes": repeated(b"\n", b"> a\n\n"),
    "forwards": repeated(
        b"Subject: Fwd: a\n\n", b"---- Forwarded message ----\nFrom: a\nDate: b\nSubject: c\n\n"
    ),
    "links": repeated(b"\n", b"https://a.example/b\n"),
    "boilerplate": repeated(b"\n", b"Unsubscribe\n\nThis e-mail is confidential.\n"),
    "invisible characters": repeated(b"\n", "a\u200b\u200d".encode()),
    "results": repeated(b"Authentication-Results: a", b"; spf=pass (b)", b"\n\n"),
    "a delimiter with blanks": repeated(MULTIPART + b"--b", b" ", b"x"),
}


@pytest.mark.parametrize("name", CASES)
def test_ten_times_the_input_is_about_ten_times_the_work(name: str) -> None:
    make = CASES[name]
    small, large = make(10_000), make(100_000)
    assert grows_at_most(15, lambda: parse(small), lambda: parse(large))


FLOODS: dict[str, Callable[[], bytes]] = {
    "nested divs": lambda: HTML + b"<div>" * 50_000 + b"deep" + b"</div>" * 50_000,
    "parts": lambda: MULTIPART + b"--b\n\npart\n" * 50_000 + b"--b--\n",
    "header lines": lambda: b"X: y\n" * 100_000 + b"\nbody",
    "a long header": lambda: b"Subject: " + b"a" * 10_000_000 + b"\n\nbody",
    "no line end": lambda: b"a" * 1_000_000,
    "references": lambda: b"References: " + b"<a@example.com>\n " * 100_000 + b"\n\nbody",
    "parentheses": lambda: b"To: " + b"(" * 5_000 + b"\n\nbody",
    "attached messages": lambda: b"Content-Type: message/rfc822\n\n" * 30_000 + b"deep",
}


@pytest.mark.parametrize("name", FLOODS)
def test_a_flood_is_parsed_and_what_was_left_out_is_said(name: str) -> None:
    assert parse(FLOODS[name]()).defects


PEAKS: dict[str, Callable[[], bytes]] = {
    **FLOODS,
    "a text": lambda: b"\n" + b"many words in lines\n" * 200_000,
    "quotes": lambda: b"\n" + b"> a\n>> b\n" * 200_000,
    "flowed": lambda: b"Content-Type: text/plain; format=flowed\n\n" + b"> a \n" * 200_000,
    "rows of a table": lambda: HTML + b"<table>" + b"<tr><td>a<td>b</tr>" * 50_000,
    "links": lambda: HTML + b'<a href="https://a.example/">b</a> ' * 50_000,
    "addresses": lambda: b"To: " + b"a@example.com, " * 100_000 + b"\n\nbody",
    "an attachment": lambda: message_with_attachment(bytes(range(256)) * 40_000),
}


@pytest.mark.parametrize("name", PEAKS)
def test_memory_is_at_most_twenty_times_the_message_and_50_mb(name: str) -> None:
    data = PEAKS[name]()
    parse(b"Content-Type: text/html\n\n<p>what is loaded once</p>")
    tracemalloc.start()
    try:
        parse(data)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak <= 20 * len(data) + 50_000_000


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
