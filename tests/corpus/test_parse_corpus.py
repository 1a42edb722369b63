"""Real mail: every message of other projects' test suites is understood."""

from __future__ import annotations

import email
import time
from collections import Counter
from collections.abc import Callable, Iterator
from email import policy
from email.message import MIMEPart
from pathlib import Path
from statistics import median

import pytest

from mailatlas_core.mime import ParsedMessage, parse

pytestmark = pytest.mark.corpus


def test_every_file_is_a_message_with_something_to_show(parsed: dict[Path, ParsedMessage]) -> None:
    assert len(parsed) >= 700
    for path, message in parsed.items():
        "".join([message.text, message.cleaned.text, *message.headers.values()]).encode("utf-8")
        assert message.text or message.assets or message.subject or message.defects, path


def test_99_of_100_words_of_the_plain_text_are_in_the_uncleaned_text(
    messages: dict[Path, bytes], parsed: dict[Path, ParsedMessage]
) -> None:
    words = recalled = 0
    for path, data in messages.items():
        theirs = Counter(plain_words(data))
        words += theirs.total()
        recalled += (theirs & Counter(bare(parsed[path].text).split())).total()
    assert words > 100_000
    assert recalled >= 0.99 * words


def plain_words(data: bytes) -> list[str]:
    """The words of the text/plain parts that a reader sees, as the standard library decodes them."""
    message = email.message_from_bytes(data, policy=policy.default)
    words: list[str] = []
    for part in _read_parts(message):
        try:
            words += bare(part.get_content()).split()
        except (LookupError, ValueError, AttributeError, TypeError):
            continue  # what the standard library cannot read says nothing about us
    return words


def bare(text: str) -> str:
    """A text without quote marks, which a word may be stuck to when lines are joined."""
    return text.replace(">", " ").replace("\ufffd", "")


def _read_parts(part: MIMEPart) -> Iterator[MIMEPart]:
    if part.get_content_maintype() == "multipart" and part.is_multipart():
        for child in part.iter_parts():
            yield from _read_parts(child)
    elif part.get_content_type() == "text/plain" and not (
        part.get_filename() or part.get_content_disposition() == "attachment"
    ):
        yield part


@pytest.mark.bench
def test_a_median_message_takes_at_most_two_and_a_half_times_the_standard_library(
    messages: dict[Path, bytes],
) -> None:
    """Generous by a half, for a machine that is busy with other things."""
    ratios = []
    for data in messages.values():
        parse(data)
        ratios.append(least(parse, data) / least(email.message_from_bytes, data))
    assert median(ratios) < 2.5 * 1.5


def least(call: Callable[[bytes], object], data: bytes) -> float:
    times = []
    for _ in range(5):
        start = time.perf_counter()
        call(data)
        times.append(time.perf_counter() - start)
    return min(times)
