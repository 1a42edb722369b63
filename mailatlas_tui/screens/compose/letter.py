"""What a draft says, in lines for a reader; and what differs between two states of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import unified_diff

from mailatlas_core.outbound.drafting import typed_of
from mailatlas_core.outbound.model import Enclosure, OutboundRecord, Revision, Typed
from mailatlas_core.text import visible, visible_lines
from mailatlas_tui.envelope import counted, size
from mailatlas_tui.glyphs import ATTACHMENT
from mailatlas_tui.widgets.written_view import Written
from mailatlas_tui.wrapping import Kind

NO_SUBJECT = "(no subject)"

_CONTEXT = 3
_NAMED_ADDRESS = re.compile(r"([^\s,;]) *<[^<>]*>")

LABELS = {
    "sender": "From",
    "to": "To",
    "cc": "Cc",
    "bcc": "Bcc",
    "reply_to": "Reply-To",
    "subject": "Subject",
}
"""The fields of one line, in their order, as people call them."""

_OTHERS = {
    "text": "text",
    "html": "HTML",
    "in_reply_to": "In-Reply-To",
    "references": "References",
    "headers": "headers",
    "attachments": "attachments",
}


def subject(record: OutboundRecord) -> str:
    """The subject of a record as it is now."""
    return typed_of(record).subject or NO_SUBJECT


def recipients(record: OutboundRecord) -> str:
    """To whom a record goes, by name where they have one, and without Bcc."""
    typed = typed_of(record)
    written = ", ".join(filter(None, (typed.to, typed.cc)))
    return _NAMED_ADDRESS.sub(r"\1", written) or "(nobody yet)"


def states(revisions: Sequence[Revision], record: OutboundRecord) -> list[tuple[str, Typed]]:
    """What a record was at each review, and what has been written since, each with its name."""
    found = [
        (f"review {revision.number}", typed_of(replace(record, typed=None, revision=revision)))
        for revision in revisions
    ]
    return found if record.typed is None else [*found, ("now", record.typed)]


def changed(before: Typed, after: Typed) -> str:
    """The names of what differs, in one line; empty where nothing does."""
    names = (*LABELS.items(), *_OTHERS.items())
    return ", ".join(name for field, name in names if getattr(before, field) != getattr(after, field))


def attached(enclosures: Sequence[Enclosure]) -> str:
    """The names and sizes of what is attached, in one line."""
    return ", ".join(f"{each.filename} {size(each.size)}" for each in enclosures)


def head_lines(typed: Typed) -> Iterator[Written]:
    """The lines above the text, only those in which something stands."""
    for field, label in LABELS.items():
        if value := getattr(typed, field):
            yield visible(value), "plain", label
    for name, value in typed.headers:
        yield visible(value), "plain", visible(name)
    for enclosure in typed.attachments:
        about = f"{ATTACHMENT} {enclosure.filename}  {size(enclosure.size)}  {enclosure.mime_type}"
        yield visible(about), "plain", "Attached"


def body_lines(typed: Typed) -> Iterator[Written]:
    """The text; where there is HTML, that too, as it is written."""
    for line in visible_lines(typed.text):
        yield line, "plain"
    if typed.html is not None:
        yield "", "plain"
        yield "Also as HTML, which most readers show instead of the text:", "quiet"
        for line in visible_lines(typed.html):
            yield line, "aside"


def difference_lines(states: Sequence[tuple[str, Typed]]) -> Iterator[Written]:
    """What each state has changed against the one before, the newest change first."""
    for number in range(len(states) - 1, 0, -1):
        (_, before), (name, after) = states[number - 1 : number + 1]
        yield f"{name[0].upper()}{name[1:]}: {changed(before, after) or 'nothing'}", "strong"
        yield from _differences(before, after)
        yield "", "plain"


def _differences(before: Typed, after: Typed) -> Iterator[Written]:
    for line in list(unified_diff(_flat(before), _flat(after), lineterm="", n=_CONTEXT))[2:]:
        if line.startswith("@@"):
            yield "", "plain"
        else:
            yield visible(line), _LOOKS.get(line[:1], "quiet")


_LOOKS: dict[str, Kind] = {"+": "plain", "-": "aside"}


def _flat(typed: Typed) -> list[str]:
    head = (f"{''.join(label)}: {text}" for text, _, *label in head_lines(typed))
    return [*head, "", *(text for text, *_ in body_lines(typed))]


def counted_recipients(record: OutboundRecord) -> str:
    """How many get it, Bcc among them."""
    if record.revision is None:
        return ""
    letter = record.revision.letter
    emails = {address.email for address in (*letter.to, *letter.cc, *letter.bcc)}
    return counted(len(emails), "recipient")
