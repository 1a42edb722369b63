"""Which entries the list has, and what stands in them.

An entry is a message that goes out, a run, or anything else, with all the events about it; it stands where
the last of them does that is wanted. Its position is the number of that event, so that the log is read from
its end and only as far as is needed; what is `unknown` stands first, whatever came after it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from mailatlas_core.errors import OutboundAmbiguous, OutboundNotFound
from mailatlas_core.models import AuditEvent
from mailatlas_core.outbound.drafting import typed_of
from mailatlas_core.outbound.model import OutboundRecord
from mailatlas_core.workspace import Workspace
from mailatlas_tui.bridge import Request
from mailatlas_tui.screens.audit.telling import readable, told
from mailatlas_tui.screens.audit.wanted import Wanted

OUTBOUND = "outbound"

FIRST = 1 << 62
"""Added to the position of what stands first."""

SHOWN_AT_ONCE = 200
"""How many entries are shown before all are known."""

READ_AT_ONCE = 500


class Entry(NamedTuple):
    """The event that an entry stands for, and the record that it is about."""

    event: AuditEvent
    record: OutboundRecord | None

    @property
    def about(self) -> tuple[str, str]:
        return about(self.event) or ("", str(self.event.seq))


@dataclass(frozen=True, slots=True)
class Found:
    """The positions of what is wanted; `place` is that of the record that was asked for."""

    wanted: Wanted
    positions: Sequence[int]
    is_complete: bool
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Entries:
    """Entries by position; of those that were asked for, some may be gone."""

    asked: Sequence[int]
    found: Mapping[int, Entry]


def family(kind: str) -> str:
    """What stands before the dot in the kind of an event."""
    return kind.partition(".")[0]


def about(event: AuditEvent) -> tuple[str, str] | None:
    """What an event is about, together with others; None where it is alone."""
    return (family(event.kind), event.subject) if event.subject else None


def find(workspace: Workspace, wanted: Wanted, record: str | None, request: Request) -> Found:
    """All that is wanted; the beginning of it is told as soon as it is known."""
    search = _Search(workspace, wanted, request)
    positions = search.unknown()
    for seq in search.others():
        positions.append(seq)
        if len(positions) == SHOWN_AT_ONCE:
            request.progress(Found(wanted, tuple(positions), is_complete=False))
    return Found(wanted, positions, is_complete=True, place=search.place_of(record))


def entries(workspace: Workspace, asked: Sequence[int], request: Request) -> Entries:
    """What stands at these positions."""
    found = {}
    for position in asked:
        seq = position % FIRST
        for event in workspace.audit.events(before=seq + 1, limit=1, cancel=request.cancel):
            if event.seq == seq:
                found[position] = Entry(event, record_of(workspace, event))
    return Entries(asked, found)


def timeline(workspace: Workspace, event: AuditEvent, request: Request) -> list[AuditEvent]:
    """All the events about the same as this one, the oldest first."""
    if not event.subject:
        return [event]
    kinds = (family(event.kind),)
    events = workspace.audit.events(kinds=kinds, subject=event.subject, limit=-1, cancel=request.cancel)
    return [each for each in reversed(events) if each.subject == event.subject] or [event]


def record_of(workspace: Workspace, event: AuditEvent, *, include_bcc: bool = False) -> OutboundRecord | None:
    """The record that an event is about; None where there is none."""
    if family(event.kind) != OUTBOUND:
        return None
    try:
        return workspace.outbound.get(event.subject, include_bcc=include_bcc)
    except (OutboundNotFound, OutboundAmbiguous):
        return None


class _Search:
    def __init__(self, workspace: Workspace, wanted: Wanted, request: Request) -> None:
        self._workspace = workspace
        self._wanted = wanted
        self._request = request
        self._found: set[tuple[str, str] | None] = set()
        self._records: dict[str, tuple[str, str]] = {}

    @cached_property
    def _unknown(self) -> Sequence[OutboundRecord]:
        return self._workspace.outbound.records(("unknown",), limit=-1)

    def unknown(self) -> list[int]:
        """The positions of the records that are `unknown`."""
        wanted = []
        for record in self._unknown:
            newest = next(filter(self._wants, self._events(record.id)), None)
            self._found.add((OUTBOUND, record.id))
            if newest is not None:
                wanted.append(FIRST + newest.seq)
        return sorted(wanted, reverse=True)

    def others(self) -> Iterator[int]:
        """The positions of all the rest."""
        for event in self._events():
            what = about(event)
            if (what is None or what not in self._found) and self._wants(event):
                self._found.add(what)
                yield event.seq

    def place_of(self, id: str | None) -> int | None:
        """The position of the record with this id, whether it is wanted or not."""
        if id is None:
            return None
        audit = self._workspace.audit
        newest = audit.events(kinds=(OUTBOUND,), subject=id, limit=1, cancel=self._request.cancel)
        first = FIRST if any(record.id == id for record in self._unknown) else 0
        return newest[0].seq + first if newest else None

    def _events(self, subject: str = "") -> Iterator[AuditEvent]:
        wanted = self._wanted
        before, limit = (None, READ_AT_ONCE) if wanted.event is None else (wanted.event + 1, 1)
        while page := self._workspace.audit.events(
            subject=subject,
            since=wanted.since,
            until=wanted.until,
            before=before,
            limit=limit,
            cancel=self._request.cancel,
        ):
            yield from page
            if wanted.event is not None:
                return
            before = page[-1].seq

    def _wants(self, event: AuditEvent) -> bool:
        wanted = self._wanted
        if wanted.event not in (None, event.seq) or not _is_kind(event.kind, wanted.kinds):
            return False
        if not (wanted.statuses or wanted.words):
            return True
        status, text = self._said(event)
        if wanted.statuses and status not in wanted.statuses:
            return False
        data = map(readable, event.data.values())
        said = "\n".join((text, event.kind, told(event), event.actor, event.subject, *data)).casefold()
        return all(word in said for word in wanted.words)

    def _said(self, event: AuditEvent) -> tuple[str, str]:
        """The status and the words of the record that an event is about, read once."""
        if event.subject not in self._records:
            record = record_of(self._workspace, event)
            self._records[event.subject] = ("", "") if record is None else (record.status, _words(record))
        return self._records[event.subject]


def _is_kind(kind: str, wanted: Sequence[str]) -> bool:
    return not wanted or any(f".{kind}".find(f".{beginning}") >= 0 for beginning in wanted)


def _words(record: OutboundRecord) -> str:
    typed, revision = typed_of(record), record.revision
    said = (typed.subject, typed.sender, typed.to, typed.cc, record.provider, record.provider_message_id)
    refused = (f"{refusal.email} {refusal.reason}" for refusal in record.refused)
    message_id = "" if revision is None else revision.message_id
    answers = record.response.values()
    return "\n".join(filter(None, (*said, record.status, message_id, record.error, *refused, *answers)))
