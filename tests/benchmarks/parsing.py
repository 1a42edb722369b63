"""Measure parsing: floods of a megabyte and more, and real mail against the standard library.

    python -m tests.benchmarks.parsing [--write]

Exits 1 where a flood takes longer than two seconds. Real mail is read from the folder that
MAILATLAS_TEST_CORPORA names. With --write, docs/benchmarks.md gets the figures.
"""

from __future__ import annotations

import email
import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from mailatlas_core.mime import parse
from tests.benchmarks.report import machine, write

PAGE = Path(__file__).parents[2] / "docs" / "benchmarks.md"
MARKS = "parsing"
TARGET_SECONDS = 2.0
ROUNDS = 3

_HTML = b"Content-Type: text/html\n\n"
_MULTIPART = b"Content-Type: multipart/mixed; boundary=b\n\n"
FLOODS: dict[str, bytes] = {
    "50,000 nested divs": _HTML + b"<div>" * 50_000 + b"deep" + b"</div>" * 50_000,
    "50,000 parts": _MULTIPART + b"--b\n\nx\n" * 50_000,
    "100,000 header lines": b"X-Field: value\n" * 100_000 + b"\nx",
    "a header of 10 MB": b"Subject: " + b"word " * 2_000_000 + b"\n\nx",
    "1 MB without a line end": b"Subject: a\n\n" + b"a" * 1_000_000,
    "100,000 references": b"References:" + b" <1@example.com>" * 100_000 + b"\n\nx",
    "a From of 1 MB of commas": b"From: " + b"," * 1_000_000 + b"\n\nx",
    "1 MB of opening brackets": b"From: " + b"(" * 1_000_000 + b"\n\nx",
    "1 MB of encoded-word starts": b"Subject: " + b"=?a?q?" * 170_000 + b"\n\nx",
    "1 MB of quotes": b"\n" + b"> a\n\n" * 200_000,
}


def main(arguments: list[str]) -> int:
    floods = {name: _least(lambda data=data: parse(data)) for name, data in FLOODS.items()}  # type: ignore[misc]
    lines = [
        f"Measured on {datetime.now(UTC).date().isoformat()} on {machine()}.",
        "",
        f"| flood | MB | seconds, the least of {ROUNDS} | target |",
        "| --- | ---: | ---: | ---: |",
        *(
            f"| {name} | {len(FLOODS[name]) / 1e6:.1f} | {seconds:.2f} | < {TARGET_SECONDS:.0f} |"
            for name, seconds in floods.items()
        ),
        "",
        _against_the_library(),
    ]
    text = "\n".join(lines)
    sys.stdout.write(f"{text}\n")
    if "--write" in arguments:
        write(PAGE, text, MARKS)
    return 1 if max(floods.values()) >= TARGET_SECONDS else 0


def _against_the_library() -> str:
    """Parsing real mail, message by message, against `email.message_from_bytes` on the same bytes."""
    folder = os.environ.get("MAILATLAS_TEST_CORPORA")
    if folder is None:
        return "Real mail was not measured: MAILATLAS_TEST_CORPORA names no folder."
    mails = [path.read_bytes() for path in sorted(Path(folder).rglob("*")) if path.is_file()]
    for data in mails:
        parse(data)
    pairs = [(_least(lambda: parse(data)), _least(lambda: email.message_from_bytes(data))) for data in mails]  # noqa: B023
    ours, theirs = zip(*pairs, strict=True)
    return (
        f"Real mail, {len(mails)} messages, the least of {ROUNDS} runs each: a parse takes"
        f" {statistics.median(a / b for a, b in pairs):.2f} times what `email.message_from_bytes` takes"
        f" (median of the ratios; medians {statistics.median(ours) * 1e6:.0f} and"
        f" {statistics.median(theirs) * 1e6:.0f} µs), {sum(ours) / sum(theirs):.2f} times over all of it."
    )


def _least(work: Callable[[], object]) -> float:
    least = float("inf")
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        work()
        least = min(least, time.perf_counter() - begun)
    return least


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
