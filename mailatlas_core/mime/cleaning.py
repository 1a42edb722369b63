"""The uncleaned text → what a reader or an agent reads first, and what was left out of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice

from mailatlas_core.mime.boilerplate import boilerplate_lines, disclaimer_lines, is_link, scanner_lines
from mailatlas_core.mime.footers import footer_start
from mailatlas_core.mime.forwards import ForwardHeader
from mailatlas_core.mime.invisible import strip_invisible
from mailatlas_core.mime.languages import DISCLAIMER_HINTS, END_FORWARDED
from mailatlas_core.mime.model import Cleaned, DroppedLine, ParserConfig

FORWARDED_HEADER = "the header of a forwarded message"
BOILERPLATE = "boilerplate"
DISCLAIMER = "a legal disclaimer"
SCANNER = "a virus scanner's note"
LINK_ONLY = "nothing but a link"
FOOTER = "the footer"
BLANK = "a blank line too many"

MAX_DROPPED = 50_000

# Links stand under the texts that they belong to: in a letter once or twice, in a newsletter all along.
NEWSLETTER_LINKS = 4
_IMAGE = re.compile(r"\.(?:gif|png|jpe?g|svg|webp|bmp)(?:[?#][^\s>)\]]*)?[>)\]]?\s*$", re.IGNORECASE)
# A stretch of letters and digits that no person has chosen: what follows a reader's clicks.
_TOKEN = re.compile(r"(?=[A-Za-z_-]*\d)(?=[\d_-]*[A-Za-z])[\w-]{24,}|%2[BbFf]|[?&](?:utm_|mc_)")


def clean(text: str, config: ParserConfig, forwards: Sequence[ForwardHeader] = ()) -> Cleaned:
    """Clean the uncleaned text; `forwards` are the headers of what it passes on.

    Cleaning never empties a message: where nothing would be left, no line is dropped for
    what it says. Of a text with more than `MAX_DROPPED` lines to drop, the others stay.
    """
    visible, invisible = strip_invisible(text) if config.strip_invisible_chars else (text, 0)
    lines = visible.split("\n")
    reasons = _reasons(visible, lines, config, forwards)
    if reasons and not any(line.strip() for number, line in enumerate(lines) if number not in reasons):
        reasons = {}
    said = set(reasons.values())
    if config.normalize_whitespace:
        lines = [line.rstrip() for line in lines]
        if reasons or "\n\n\n" in "\n".join(lines) or not (lines[0] and lines[-1]):
            _drop_blank_lines(lines, reasons)
    kept = [line for number, line in enumerate(lines) if number not in reasons] if reasons else lines
    return Cleaned(
        text="\n".join(kept),
        removed_forwarded_headers=FORWARDED_HEADER in said,
        stopped_at_footer=FOOTER in said,
        dropped=tuple(DroppedLine(number, reasons[number]) for number in sorted(reasons)),
        invisible=invisible,
    )


def _reasons(
    text: str, lines: Sequence[str], config: ParserConfig, forwards: Sequence[ForwardHeader]
) -> dict[int, str]:
    """Why lines are dropped for what they say, by number."""
    reasons: dict[int, str] = {}

    def drop(numbers: Iterable[int], why: str) -> None:
        for number in islice(numbers, MAX_DROPPED - len(reasons)):
            reasons.setdefault(number, why)

    lower = text.lower()
    if config.strip_forwarded_headers and forwards:
        for step in forwards:
            drop(range(step.first, step.end), FORWARDED_HEADER)
        drop(_ends_of_forwards(lines), FORWARDED_HEADER)
    if config.strip_boilerplate:
        drop(boilerplate_lines(lines), BOILERPLATE)
    if config.strip_boilerplate and "virus" in lower:
        drop(scanner_lines(lines), SCANNER)
    if config.strip_boilerplate and any(hint in lower for hint in DISCLAIMER_HINTS):
        drop(disclaimer_lines(lines), DISCLAIMER)
    if config.stop_at_footer:
        begin = footer_start(lines, reasons)
        drop(range(len(lines) if begin is None else begin, len(lines)), FOOTER)
    if config.strip_link_only_lines and "http" in lower:
        drop(_link_only_lines(lines, reasons), LINK_ONLY)
    return reasons


def _ends_of_forwards(lines: Sequence[str]) -> Iterable[int]:
    for number, line in enumerate(lines):
        if line[:2] in ("--", "- ") and line.strip("- \t").casefold().startswith(END_FORWARDED):
            yield number


def _link_only_lines(lines: Sequence[str], reasons: dict[int, str]) -> Iterable[int]:
    """Lines that are only a link in a newsletter's manner: of images, of click counters, or one
    under every text. What "see here:" announces stays."""
    links: list[int] = []
    groups, under_text, announced = 0, False, False
    for number, line in enumerate(lines):
        if number in reasons or not line.strip():
            continue
        if is_link(line):
            groups += under_text
            under_text = False
            if not announced:
                links.append(number)
            continue
        under_text, announced = True, line.rstrip("*_ \t\xa0").endswith((":", "："))
    newsletter = groups >= NEWSLETTER_LINKS
    return [
        number
        for number in links
        if newsletter or _IMAGE.search(lines[number]) or _TOKEN.search(lines[number])
    ]


def _drop_blank_lines(lines: Sequence[str], reasons: dict[int, str]) -> None:
    """Leave one blank line of several, none at the ends."""
    blank: int | None = -1
    for number, line in enumerate(lines):
        if len(reasons) == MAX_DROPPED:
            return
        if number in reasons:
            continue
        if line:
            blank = None
        elif blank is not None:
            reasons[number] = BLANK
        else:
            blank = number
    if blank is not None and blank >= 0:
        reasons[blank] = BLANK
