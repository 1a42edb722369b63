"""What somebody writes cannot make composing slow: ten times the input costs about ten times the work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from mailatlas_core.errors import MessageRefused
from mailatlas_core.outbound.compose.addresses import comparable, read_mailboxes
from mailatlas_core.outbound.compose.answering import Writer, forward, reply
from mailatlas_core.outbound.compose.checking import checked
from mailatlas_core.outbound.compose.flowed import flow
from mailatlas_core.outbound.compose.mentions import speaks_of_attachment
from mailatlas_core.outbound.compose.subjects import answered
from tests.core.unit.outbound.compose.letters import document, enclosure, rendered, written
from tests.growth import grows_at_most

SMALL, LARGE = 4_000, 40_000
ANN = Writer("ann@example.org")


def tried(work: Callable[[], object]) -> Callable[[], object]:
    """The work, whether or not it ends with a refusal."""

    def run() -> object:
        try:
            return work()
        except MessageRefused as refused:
            return refused

    return run


def sent(text: str) -> bytes:
    return rendered(written(text=f"a{text}", html=f"<p>{text}"))


def answers(text: str) -> object:
    source = document(
        sender_name=text, headers=dict.fromkeys(("subject", "to", "cc", "reply-to", "references"), text)
    )
    return reply(source, text, ANN, everyone=True), forward(source, text, ANN, Path("/workspace"))


def in_headers(text: str) -> object:
    for change in (
        {"subject": text}, {"from_name": text}, {"references": (text,)}, {"headers": {"X-Tide": text}},
        {"headers": {text: "x"}}, {"from_email": text}, {"idempotency_key": text},
    ):  # fmt: skip
        tried(partial(checked, written(**change)))()
    return comparable(text), answered(text)


CASES: dict[str, tuple[Callable[[str], object], list[str]]] = {
    "flowing": (flow, ["x", " ", "> ", ">", "\n", "-- ", "語", "a > ", "From "]),
    "sending": (sent, ["x", "語", "\r", "\0", "é ", "=", "\n", ">", "From a\n"]),
    "addresses": (
        lambda text: read_mailboxes([text], "to"),
        [",", ";", '"', '\\"', "<", "<>", "<a@b.example>", "a@b.example, ", ":", "(", "=?", "=?a?q?"],
    ),
    "headers": (in_headers, ["x", " ", "=?", "=?a?q?", "<a@b.example>", "語", ":", "-", "\ud800"]),
    "answering": (answers, [">", "\n", ",", '"', "<a@b.example>", "a@b.example, ", "(", "=?a?q?", "x", " "]),
    "attachments": (
        speaks_of_attachment,
        ["attach ", "---------- Forwarded message ----------\n", "On 2024 a wrote:\n", "x", "> ", "-- \n"],
    ),
}


@pytest.mark.parametrize(
    ("name", "piece"), [(name, piece) for name, (_, pieces) in CASES.items() for piece in pieces], ids=ascii
)
def test_composing_takes_no_longer_than_its_input_is_long(name: str, piece: str) -> None:
    small, large = (piece * (size // len(piece)) for size in (SMALL, LARGE))
    work = CASES[name][0]
    assert grows_at_most(15, tried(lambda: work(small)), tried(lambda: work(large)))


def test_many_recipients_and_a_megabyte_of_text_and_file_are_rendered_whole() -> None:
    many = tuple(f"Ann {number} <a{number}@example.org>" for number in range(2_000))
    message = replace(written(to=many), text="x" * 1_000_000)
    raw = rendered(message, (enclosure(), bytes(1_000_000)))
    assert raw.count(b"@example.org>") == 2_000 + 1
    assert len(raw) < 3_000_000
    assert max(map(len, raw.split(b"\r\n"))) <= 998
