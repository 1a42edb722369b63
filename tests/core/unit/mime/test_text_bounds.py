"""A text cannot make reading it slow: ten times the input costs about ten times the work."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mailatlas_core.mime.authentication import read_authentication
from mailatlas_core.mime.cleaning import MAX_DROPPED, clean
from mailatlas_core.mime.forwards import find_forwards
from mailatlas_core.mime.invites import read_invites
from mailatlas_core.mime.model import ParserConfig
from mailatlas_core.mime.quotes import MAX_SPANS, find_spans
from mailatlas_core.mime.unsubscribe import read_unsubscribe
from tests.core.unit.mime.forward_samples import SAMPLES
from tests.growth import grows_at_most

SMALL, LARGE = 20_000, 200_000
PIECES = {
    "letters": "a",
    "blanks": " ",
    "blank lines": "\n",
    "lines of blanks": " \n",
    "marks": ">",
    "quotes": "> a\n\n",
    "quotes with attributions": "On 5 Feb 2024 a@b.example wrote:\n> a\n",
    "attributions": "On 5 Feb 2024 a@b.example wrote:\n",
    "attributions without marks": "On 2024 a:\n",
    "stars": "From* ",
    "colons": "From:",
    "labels": "From: a\n",
    "headers": "From: a\nSent: b\nTo: c\nSubject: Fwd: d\n\n",
    "long headers": "From: a\nSent: b\nTo: c,\n" + "c,\n" * 80,
    "forwards": SAMPLES["Gmail, English"][1],
    "dashes": "-",
    "rules": "_" * 30 + "\n",
    "delimiters": "-- \n",
    "links": "https://a.example/b ",
    "lines of links": "unsubscribe\nhttps://a.example/b\n",
    "long link": "https://a.example/" + "1a" * 300,
    "footers": "to unsubscribe from this list\n",
    "newsletters": "you received this email unsubscribe\n\n",
    "disclaimers": "confidential intended delete " * 4 + "\n\n",
    "disclaimer": "confidential intended ",
    "scanners": "virus\n\nthis message has been scanned for viruses\n\n",
    "phones": "sent from my iphone\n\n",
    "brackets": "https://a.example ([",
    "joiners": "\u200d\u200c",
    "tags": "a\U000e0061",
    "selectors": "a\ufe0f\ufe0f",
}


def understand(text: str) -> None:
    forwards = find_forwards(text, "Fwd: x")
    clean(text, ParserConfig(), forwards)
    find_spans(text, forwards)


def grows_in_proportion(work: Callable[[str], object], piece: str) -> bool:
    small, large = (piece * (size // len(piece)) for size in (SMALL, LARGE))
    return grows_at_most(15, lambda: work(small), lambda: work(large))


@pytest.mark.parametrize("name", PIECES)
def test_the_cost_of_a_text_grows_no_faster_than_the_text_made_of(name: str) -> None:
    assert grows_in_proportion(understand, PIECES[name])


@pytest.mark.parametrize(
    "piece", ["(", '"', '\\"', ";", "; spf=pass", "a", "= ", "a=b", "<", "<https://a.example>", " "]
)
def test_the_cost_of_a_header_grows_no_faster_than_the_header_made_of(piece: str) -> None:
    assert grows_in_proportion(read_authentication, f"a.example; {piece}")
    assert grows_in_proportion(read_authentication, piece)
    assert grows_in_proportion(read_unsubscribe, piece)


@pytest.mark.parametrize(
    "piece", ["BEGIN:VEVENT\n", "BEGIN:X\n", "END:VEVENT\n", "ATTENDEE;A=", "ATTENDEE:a\n", '"', "SUMMARY:\\"]
)
def test_the_cost_of_a_calendar_grows_no_faster_than_the_calendar_made_of(piece: str) -> None:
    assert grows_in_proportion(lambda text: read_invites(b"BEGIN:VEVENT\n" + text.encode()), piece)


def test_what_is_told_of_a_text_is_bounded() -> None:
    blank = clean("a\n" + "\n" * 200_000 + "b", ParserConfig())
    assert len(blank.dropped) == MAX_DROPPED
    assert blank.text.count("\n") == 200_001 - MAX_DROPPED
    assert len(find_spans("> a\n\nb\n" * 50_000)) == MAX_SPANS
