"""What stands above the text of a message: people, date, sightings, files, and what to know of it.

Everything here is mail text as it came; whoever shows it makes it visible first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from mailatlas_core.meaning import Forwarded, Invite, Trust
from mailatlas_core.models import Asset, Document, Source
from mailatlas_tui import dates
from mailatlas_tui.glyphs import ATTACHMENT, ELLIPSIS
from mailatlas_tui.wrapping import Kind

MOST_GUESTS = 5
MOST_LISTED = 4
"""Of how many fields of one label the header block shows all; of more it counts the rest."""

MOST_CHARACTERS = 300
"""Of a long list of people, how much stands in the header block."""

_UNSEEN = "unread"  # whoever sees the header block is reading
_CALENDAR_WORDS = {"CANCEL": "cancelled", "REPLY": "an answer", "COUNTER": "another time proposed"}


class Field(NamedTuple):
    label: str
    value: str
    kind: Kind = "plain"


def envelope(document: Document, thread_size: int = 1) -> Iterator[Field]:
    """The header block of a message: only what there is something to say about.

    `thread_size` counts the messages of its conversation, itself among them.
    """
    metadata = document.metadata
    yield from _people(document)
    yield Field("Date", dates.exact(document.received_at))
    if thread_size > 1:
        yield Field("Thread", counted(thread_size, "message"))
    if tags := ", ".join(tag for tag in document.tags if tag != _UNSEEN):
        yield Field("Tags", tags)
    if chain := metadata.provenance.forwarded_chain:
        yield Field("Forwards", f"{said_of(chain[-1])}, unverified")
    invites, sources, files, notes = lists(document)
    yield from _first_few(invites)
    yield from _first_few(sources)
    yield from _trust(metadata.trust)
    yield from _first_few(files)
    yield from _first_few(notes)


def lists(document: Document) -> tuple[Iterator[Field], Iterator[Field], Iterator[Field], Iterator[Field]]:
    """All invites, all sources, all files and all notes."""
    metadata = document.metadata
    return (
        (Field("Invite", _event(invite, document.subject)) for invite in metadata.invites),
        (Field("Source", _sighting(source)) for source in document.sources),
        (Field(ATTACHMENT, _attachment(asset)) for asset in document.assets),
        (Field("Notes", defect, "warning") for defect in metadata.defects),
    )


def _first_few(fields: Iterable[Field]) -> Iterator[Field]:
    found = list(fields)
    shown = len(found) if len(found) <= MOST_LISTED else MOST_LISTED - 1
    yield from found[:shown]
    if more := len(found) - shown:
        yield Field(found[0].label, f"and {more:,} more, in the headers view", "quiet")


def _people(document: Document) -> Iterator[Field]:
    headers = document.metadata.headers
    yield Field("From", headers.get("from") or _mailbox(document.sender_name, document.sender_email))
    for name in ("to", "cc", "reply-to"):
        if value := headers.get(name):
            yield Field(name.title(), _beginning(value))


def _beginning(people: str) -> str:
    if len(people) <= MOST_CHARACTERS:
        return people
    whole = people[:MOST_CHARACTERS].rpartition(",")[0] or people[:MOST_CHARACTERS]
    return f"{whole} {ELLIPSIS} and more, in the headers view"


def _trust(trust: Trust) -> Iterator[Field]:
    if signs := " · ".join(_signs(trust)):
        yield Field("Safe", signs, "warning" if trust.lying_links else "plain")
    yield from (Field("Protection", claim) for claim in trust.protection)
    yield from _first_few(Field("Unsubscribe", target) for target in trust.unsubscribe)


def said_of(step: Forwarded) -> str:
    """Who wrote a forwarded message and when, as the text claims it."""
    date = None if step.date is None else dates.claimed(step.date)
    return ", ".join(part for part in (step.sender or "somebody without a name", date) if part)


def _signs(trust: Trust) -> Iterator[str]:
    if count := len(trust.remote):
        yield f"{counted(count, 'remote file')} not loaded"
    if trust.trackers:
        yield counted(trust.trackers, "tracker")
    if count := len(trust.lying_links):
        yield f"{counted(count, 'link')} that {'lies' if count == 1 else 'lie'}"
    if trust.hidden:
        yield "hidden text"


def counted(count: int, noun: str) -> str:
    """`1 line`, `12,000 lines`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _event(invite: Invite, subject: str) -> str:
    guests = ", ".join(invite.attendees[:MOST_GUESTS])
    if len(invite.attendees) > MOST_GUESTS:
        guests += f" and {len(invite.attendees) - MOST_GUESTS:,} more"
    parts = (
        _CALENDAR_WORDS.get(invite.method.upper(), ""),
        "" if invite.summary in subject else invite.summary,
        dates.period(invite.starts or "", invite.ends or ""),
        invite.where,
        f"from {invite.organizer}" if invite.organizer else "",
        f"with {guests}" if guests else "",
    )
    return " · ".join(part for part in parts if part)


def _mailbox(name: str, email: str) -> str:
    return f"{name} <{email}>" if name and email else name or email or "not known"


def _sighting(source: Source) -> str:
    place = source.path or source.folder or source.account_id or ""
    number = "" if source.index is None else f"message {source.index + 1}"
    return " · ".join(part for part in (source.kind, place, number) if part)


def _attachment(asset: Asset) -> str:
    inline = "inline" if asset.kind == "inline" else ""
    name = asset.filename or "(no name)"
    return "  ".join(part for part in (name, size(asset.size), asset.mime_type, inline) if part)


def size(count: int) -> str:
    """A number of bytes for people: `812 B`, `2.1 kB`, `30.0 MB`."""
    if count < 1000:
        return f"{count} B"
    for unit in ("kB", "MB", "GB"):
        shown = count / 1000
        count = count // 1000
        if shown < 1000 or unit == "GB":
            return f"{shown:.1f} {unit}"
    raise AssertionError("the last unit returns")
