"""A record as a person reviews it on the command line: everything that would leave, and to whom."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from difflib import unified_diff
from typing import TYPE_CHECKING

import click

from mailatlas_core.errors import NotApproved, UsageError
from mailatlas_core.outbound.compose.addresses import mailbox
from mailatlas_core.outbound.drafting import letter_of
from mailatlas_core.outbound.editing import as_text
from mailatlas_core.text import visible, visible_lines

if TYPE_CHECKING:
    from mailatlas_core.models import Address
    from mailatlas_core.outbound.model import Enclosure, Letter, OutboundRecord, Revision

DIGITS = 6
DIGEST_SHOWN = 12
TWICE = "It may have gone out already: whoever got it will get it twice."


def print_review(record: OutboundRecord, *, err: bool = False) -> None:
    """Print a record whole, as it would be sent now; `err` is for where stdout is JSON."""
    for line in (*_about(record), *_now(record)):
        click.echo(visible(line), err=err)


def require_terminal(what: str) -> None:
    """Raises `UsageError` where `what` is done at a terminal and there is none."""
    if not (sys.stdin and sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(f"{what} at a terminal.", hint="Run the same command in one.")


def ask_for_digest(revision: Revision) -> str:
    """What a person at a terminal types who has read the review: the first digits of its digest. Raises
    `NotApproved`."""
    typed = click.prompt(
        f"Its digest is {revision.digest}.\nTo approve it, type the first {DIGITS} digits", err=True
    )
    if str(typed).strip().lower() != revision.digest[:DIGITS]:
        raise NotApproved("Those are not its first digits, so nothing was approved.")
    return revision.digest


def differences(revisions: Iterable[Revision]) -> Iterator[str]:
    """What each review changed against the one before, as lines of a diff."""
    before: Revision | None = None
    for revision in revisions:
        if before is not None:
            names = (f"review {before.number}", f"review {revision.number}")
            lines = unified_diff([*_reviewed(before)], [*_reviewed(revision)], *names, lineterm="")
            yield from map(visible, lines)
        before = revision


def _about(record: OutboundRecord) -> Iterator[str]:
    yield f"Record     {record.id}"
    yield f"Status     {record.status}"
    yield f"Origin     {record.origin}"
    yield f"Provider   {record.provider}"
    if record.error:
        yield f"Error      {record.error}"
    if record.approval:
        yield f"Approved   {record.approval.at} by {record.approval.by}"
    if record.sent_at:
        yield f"Sent       {record.sent_at}"


def _now(record: OutboundRecord) -> Iterator[str]:
    """What would be sent."""
    if record.typed is None:
        yield from _reviewed(record.revision) if record.revision else ()
        return
    if record.revision is not None:
        yield f"Changed    since review {record.revision.number}; this is what it says now"
    letter = letter_of(record)
    if letter is not None:
        yield from _letter(letter, record.typed.attachments)
    else:
        yield from visible_lines(as_text(record.typed))


def _reviewed(revision: Revision) -> Iterator[str]:
    yield f"Digest     {revision.digest}"
    yield from _letter(revision.letter, revision.attachments)


def _letter(letter: Letter, attachments: Iterable[Enclosure]) -> Iterator[str]:
    if letter.identity:
        yield f"Identity   {letter.identity}"
    yield f"From       {mailbox(letter.sender)}"
    for name, addresses in (
        ("To", letter.to),
        ("Cc", letter.cc),
        ("Bcc", letter.bcc),
        ("Reply-To", letter.reply_to),
    ):
        yield from _people(name, addresses)
    yield f"Subject    {letter.subject}"
    for header, value in letter.headers:
        yield f"{header}: {value}"
    for enclosure in attachments:
        what = f"{enclosure.mime_type}, {enclosure.size:,} bytes, SHA-256 {enclosure.sha256[:DIGEST_SHOWN]}…"
        yield f"Attached   {enclosure.filename} ({what})"
    yield ""
    yield from visible_lines(letter.text or "")
    if letter.html is not None:
        yield "As HTML, which most programs show instead:"
        yield from visible_lines(letter.html)


def _people(name: str, addresses: Iterable[Address]) -> Iterator[str]:
    return (f"{name:<10} {mailbox(address)}" for address in addresses)
