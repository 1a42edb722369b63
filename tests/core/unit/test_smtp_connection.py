"""Whatever a server says, an answer is a code and a text, or an error: never anything else."""

from __future__ import annotations

import smtplib
import socket

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mailatlas_core.outbound.senders.connection import Connection, NotSmtp


def answer_to(said: bytes) -> tuple[int, bytes]:
    """What is read of a server that says this and goes."""
    here, there = socket.socketpair()
    with there:
        there.sendall(said)
    connection = Connection(local_hostname="[127.0.0.1]", timeout=30.0)
    connection.sock = here
    try:
        return connection.getreply()
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        (b"250 ok\r\n", (250, b"ok")),
        (b"250 ok\n", (250, b"ok")),
        (b"250\r\n", (250, b"")),
        (b"250 \r\n", (250, b"")),
        (b"250-a\r\n250-\r\n250 b\r\n", (250, b"a\n\nb")),
        (b"550-a\r\n550\r\n", (550, b"a\n")),
        (b"250 \xff\x00\r\n", (250, b"\xff\x00")),
        (b"250 a\rb\r\r\n", (250, b"a\rb")),
    ],
)
def test_an_answer_is_its_code_and_its_lines(said: bytes, answer: tuple[int, bytes]) -> None:
    assert answer_to(said) == answer


@pytest.mark.parametrize("said", [b"", b"250", b"250-a\r\n", b"250 no end"])
def test_an_answer_that_breaks_off_is_a_lost_connection(said: bytes) -> None:
    with pytest.raises(smtplib.SMTPServerDisconnected):
        answer_to(said)


@pytest.mark.parametrize("said", [b"250_a\r\n", b" 250 a\r\n", b"+250 a\r\n", b"25 a\r\n"])
def test_what_looks_like_an_answer_and_is_none_is_an_error(said: bytes) -> None:
    with pytest.raises(NotSmtp):
        answer_to(said)


LINES = st.lists(st.binary(max_size=20) | st.sampled_from([b"250-a", b"250 b", b"354 c", b"\r"]), max_size=8)


@given(LINES.map(b"\r\n".join))
@example(b"\r\n" * 40_000)
@example(b"250-" + b"x" * 65_536)
def test_any_bytes_are_an_answer_or_an_error(said: bytes) -> None:
    try:
        code, text = answer_to(said)
    except (NotSmtp, smtplib.SMTPServerDisconnected):
        return
    assert 200 <= code <= 599
    assert said.startswith(b"%d" % code)
    assert not text.endswith(b"\r")
