"""Real mail: every message of other projects' test suites is understood."""

from __future__ import annotations

import email
import time
from collections.abc import Callable
from email import policy
from email.message import EmailMessage
from pathlib import Path
from statistics import median

import pytest

from mailatlas_core.mime.parse import parse

pytestmark = pytest.mark.corpus


@pytest.fixture(scope="module")
def messages(corpora: Path) -> dict[str, bytes]:
    """The bytes of every file, by its path."""
    return {str(path): path.read_bytes() for path in sorted(corpora.rglob("*")) if path.is_file()}


def test_every_file_is_a_message_with_something_to_show(messages: dict[str, bytes]) -> None:
    assert len(messages) >= 700
    for path, data in messages.items():
        message = parse(data)
        "".join([message.text, message.html or "", *message.headers.values()]).encode("utf-8")
        assert message.text or message.assets or message.subject or message.defects, path


def their_subject(message: EmailMessage) -> str:
    return " ".join(str(message["subject"] or "").split())


def our_subject(data: bytes) -> str:
    return " ".join(parse(data).subject.split())


def their_sender(message: EmailMessage) -> str:
    addresses = message["from"].addresses if message["from"] is not None else ()
    return str(addresses[0].addr_spec) if addresses else ""


def our_sender(data: bytes) -> str:
    return parse(data).sender.email


@pytest.mark.parametrize(
    ("theirs", "ours"), [(their_subject, our_subject), (their_sender, our_sender)], ids=["subject", "from"]
)
def test_97_of_100_headers_read_as_the_standard_library_reads_them(
    messages: dict[str, bytes], theirs: Callable[[EmailMessage], str], ours: Callable[[bytes], str]
) -> None:
    compared = agreed = 0
    for data in messages.values():
        try:
            expected = theirs(email.message_from_bytes(data, policy=policy.default))
        except (LookupError, ValueError, AttributeError, TypeError):
            continue  # what the standard library cannot read says nothing about us
        compared += 1
        agreed += expected == ours(data)
    assert compared > 0.98 * len(messages)
    assert agreed >= 0.97 * compared


@pytest.mark.bench
def test_a_median_message_takes_at_most_two_and_a_half_times_the_standard_library(
    messages: dict[str, bytes],
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
