"""Forwarded chains: who a text says wrote what it passes on, in the forms of the mail programs.

Gmail, Yahoo, Thunderbird, mutt and Apple Mail say that they forward. Outlook writes the same
header above what it forwards and what it answers; such a header is a forward only where the
subject around it says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from functools import lru_cache

from mailatlas_core.mime.languages import (
    BEGIN_FORWARDED,
    FORWARD_PREFIXES,
    FORWARDED,
    LABELS,
    ORIGINAL,
    REPLY_PREFIXES,
    WROTE,
    Label,
)
from mailatlas_core.mime.localized_dates import read_date
from mailatlas_core.mime.model import Forwarded

MAX_STEPS = 20
MAX_HEADER_LINES = 60
MAX_VALUE_CHARACTERS = 500
_MAX_LINE = 2_000

_QUOTE_MARKS = re.compile(r"[ \t]{0,3}>[> \t]*")
_FIELD = re.compile(r"[\s*|_]*([^\W\d_][^:：*|<>@]{0,24}?)[\s*|_]*[:：][\s*|_]*(.*)")
_DASHES = re.compile(r"\s*\*?[-_=]{2,}\s*(.*?[^\s\-_=*])[\s\-_=*]*")
_RULE = re.compile(r"[\s*]*[-_=]{10,}[\s*]*")
_MAILTO = re.compile(r"[\[<(]\s?mailto:([^\s\]>)]+)\s?[\]>)]")
_FROM_LABEL = re.compile(
    r"\n[> \t*|_]*(?:"
    + "|".join(label for label, kind in LABELS.items() if kind == "from")
    + r")[ \t\xa0*|]*[:：]",
    re.IGNORECASE,
)
_PREFIX = re.compile(r"\[?\s*([^\W\d_][\w-]{0,8}?)\s*(?:[\[(]\d{1,3}[\])])?\s*[:：]\s*")
_LIST_TAGS = re.compile(r"\A(?:\[[^\]\[:：]{1,40}\]\s*)+")


@dataclass(frozen=True, slots=True)
class ForwardHeader:
    """The header of one forwarded step: what it claims, and its lines in the uncleaned text,
    from `first` to before `end`, each behind `depth` quote marks."""

    forwarded: Forwarded
    first: int
    end: int
    depth: int


@dataclass(frozen=True, slots=True)
class HeaderBlock:
    """Lines that look like the header of another message: under a line that says so, or beginning
    with the sender. `explicit` where that line says that they forward; `values` as written."""

    values: dict[Label, str]
    first: int
    end: int
    depth: int
    explicit: bool


def find_forwards(text: str, subject: str = "", zone: tzinfo = UTC) -> tuple[ForwardHeader, ...]:
    """The steps that a message forwards, outermost first, at most `MAX_STEPS`.

    `subject` is the message's own, as sent. `zone` is that of its Date: mail programs show
    what they forward in their reader's zone and leave it out.
    """
    if not may_hold_header(text):
        return ()
    lines = text.split("\n")
    steps: list[ForwardHeader] = []
    depth, begun = 0, 0
    for block in header_blocks(lines):
        if len(steps) == MAX_STEPS or not _is_forward(block, subject, depth, lines[begun : block.first]):
            break
        steps.append(ForwardHeader(_claims(block, zone), block.first, block.end, block.depth))
        subject, depth, begun = block.values.get("subject", ""), block.depth, block.end
    return tuple(steps)


def subject_without_wrapper(subject: str, really_forwards: bool) -> str:
    """The subject without what a mail program put in front of it (`Fwd:`, `WG:`, `[Fwd: …]`)
    or behind it (`(fwd)`) to say that it forwards; untouched where the body does not."""
    if not really_forwards:
        return subject
    rest = subject.strip()
    while (prefix := _PREFIX.match(rest)) and prefix[1].casefold() in FORWARD_PREFIXES:
        bracketed = rest.startswith("[") and rest.endswith("]")
        rest = rest[prefix.end() : -1 if bracketed else None].strip()
    if rest.casefold().endswith("(fwd)"):
        rest = rest[:-5].rstrip()
    return rest or subject


@lru_cache(maxsize=1)  # whoever looks for forwards looks for quotes next
def may_hold_header(text: str) -> bool:
    """Cheaply: is there a line that begins with the label of a sender?"""
    return _FROM_LABEL.search("\n" + text) is not None


def header_blocks(lines: Sequence[str]) -> Iterator[HeaderBlock]:
    """Every header of another message among the lines, in order."""
    index = 0
    while index < len(lines):
        block = _block_at(lines, index)
        if block is not None:
            yield block
            index = block.end
        else:
            index += 1


def unquoted(line: str) -> tuple[int, str]:
    """How many quote marks a line begins with, and what follows them."""
    marks = _QUOTE_MARKS.match(line)
    return (marks[0].count(">"), line[marks.end() :]) if marks else (0, line)


def _block_at(lines: Sequence[str], first: int) -> HeaderBlock | None:
    depth, content = unquoted(lines[first][:_MAX_LINE])
    explicit = _marker(content)
    if explicit is None and _label(_FIELD.fullmatch(content)) != "from":
        return None
    at = first if explicit is None else first + 1
    values, end, depth = _read_fields(lines, at, depth, gap=2 if explicit else 1)
    wanted = 2 if explicit else 3
    named = [kind for kind in ("from", "date", "subject", "to") if kind in values]
    if "from" not in values or len(named) < wanted or ("date" not in named and "subject" not in named):
        return None
    return HeaderBlock(values, first, end, depth, bool(explicit))


def _read_fields(lines: Sequence[str], at: int, depth: int, *, gap: int) -> tuple[dict[Label, str], int, int]:
    """The labelled lines from `at` on, where the last of them ends, and how deep they are quoted.

    Up to `gap` blank lines may come before the first.
    """
    values: dict[Label, str] = {}
    end, blank, wrapped = at, 0, 0
    last: Label | None = None
    for number in range(at, min(len(lines), at + MAX_HEADER_LINES)):
        found, content = unquoted(lines[number][:_MAX_LINE])
        field = _FIELD.fullmatch(content)
        kind = _label(field)
        if not content.strip() or (not values and _RULE.fullmatch(content)):
            blank += 1
            if blank > gap or (values and _complete(values)):
                break
        elif kind is not None and field is not None:
            if values and ((kind in values and (blank or kind == "from")) or found < depth):
                break
            depth = found
            values.setdefault(kind, field[2].strip()[:MAX_VALUE_CHARACTERS])
            last, end, blank, wrapped = kind, number + 1, 0, 0
        elif not values or blank or wrapped > 9:
            break
        else:
            wrapped += 1
            if lines[number][:1] in " \t" or (
                last in ("to", "other") and _is_address_list(lines[number - 1])
            ):
                end = number + 1
    return values, end, depth


def _complete(values: dict[Label, str]) -> bool:
    return {"from", "date", "subject"} <= values.keys()


def _is_address_list(line: str) -> bool:
    return line.rstrip().endswith((",", ";"))


def _label(field: re.Match[str] | None) -> Label | None:
    return None if field is None else LABELS.get(field[1].casefold())


def _marker(content: str) -> bool | None:
    """True for a line that says "forwarded", False for one that says "original", else None."""
    if len(content) > 200:
        return None
    stripped = content.strip(" \t\xa0*_")
    if stripped.endswith((":", "：")):
        return True if stripped[:-1].rstrip().casefold() in BEGIN_FORWARDED else None
    dashes = _DASHES.fullmatch(content)
    if dashes is None:
        return None if not _RULE.fullmatch(content) else False
    phrase = dashes[1].casefold()
    if phrase.startswith(FORWARDED):
        return True
    return False if phrase.startswith(ORIGINAL) else None


def _is_forward(block: HeaderBlock, subject: str, depth: int, above: Sequence[str]) -> bool:
    """Does the message with that subject, quoted that deep, pass the block's message on?"""
    prefix = _first_prefix(subject)
    if block.explicit and block.depth <= depth + 1:
        quoted = prefix in REPLY_PREFIXES or block.depth > depth
        return not (quoted and any(_is_attribution(line) for line in above))
    return prefix in FORWARD_PREFIXES


def _first_prefix(subject: str) -> str:
    if subject.rstrip().casefold().endswith("(fwd)"):
        return "fwd"
    prefix = _PREFIX.match(_LIST_TAGS.sub("", subject.strip(), count=1))
    return prefix[1].casefold() if prefix else ""


def _is_attribution(line: str) -> bool:
    content = unquoted(line[:_MAX_LINE])[1].strip().casefold()
    return content.endswith((":", "：")) and any(verb in content for verb in WROTE)


def _claims(block: HeaderBlock, zone: tzinfo) -> Forwarded:
    values = block.values
    date = _tidy(values.get("date", ""))
    return Forwarded(
        sender=_sender(values.get("from", "")) or None,
        date=read_date(date, zone) if date else None,
        subject=_tidy(values.get("subject", "")) or None,
    )


def _sender(written: str) -> str:
    """With an address once: mail programs and their HTML put a `mailto:` beside it or in its place."""
    if link := _MAILTO.search(written):
        before, after = written[: link.start()], written[link.end() :]
        named = link[1] in before + after
        written = f"{before}{after}" if named else f"{before}<{link[1]}>{after}"
    return _tidy(written.replace("*", "")).replace(" >", ">")


def _tidy(value: str) -> str:
    return " ".join(value.split()).strip("*|_ ")
