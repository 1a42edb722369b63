"""Plain mail of 6 kB on the average, the same on every machine: a text, and the headers of a short way."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from tests.benchmarks.mailbox import Language

_FIRST = datetime(2020, 1, 1, tzinfo=UTC)
_WORDS_A_LINE = 12


def plain_messages(count: int) -> Iterator[tuple[datetime, bytes]]:
    """Each message with the moment of its Date, line ends as LF."""
    source, language = random.Random(11), Language()
    for number in range(count):
        moment = _FIRST + timedelta(minutes=11 * number)
        words = language.sample(source, int(source.lognormvariate(6.68, 0.6)))
        lines = [
            "From: Ada Ada <ada@example.org>",
            "To: reader@example.com",
            f"Subject: {' '.join(language.sample(source, 5))}",
            f"Date: {format_datetime(moment)}",
            f"Message-ID: <plain-{number:07d}@mail.example.org>",
            "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=us-ascii",
            "",
            *(
                " ".join(words[start : start + _WORDS_A_LINE])
                for start in range(0, len(words), _WORDS_A_LINE)
            ),
            "",
        ]
        yield moment, "\n".join(lines).encode()
