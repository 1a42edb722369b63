"""What there is to say of an entry: its state, its timeline, and its place in the chain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from mailatlas_core.models import AuditEvent
from mailatlas_core.outbound.drafting import typed_of
from mailatlas_core.outbound.model import OutboundRecord, OutboundStatus
from mailatlas_core.text import visible, visible_lines
from mailatlas_core.workspace import Workspace
from mailatlas_tui import dates
from mailatlas_tui.bridge import Request
from mailatlas_tui.envelope import size
from mailatlas_tui.glyphs import ELLIPSIS, SEPARATOR
from mailatlas_tui.screens.audit.listing import Entry, record_of, timeline
from mailatlas_tui.screens.audit.telling import readable, told, who
from mailatlas_tui.screens.compose.letter import head_lines
from mailatlas_tui.screens.compose.statuses import shown
from mailatlas_tui.widgets.written_view import Written
from mailatlas_tui.wrapping import Kind

_DAY = len("2026-03-14")
_SECONDS = len("2026-03-14T16:44:00")
_SHORT = 12
_HASH = 32
_BLANK: Written = ("", "plain")

_NEXT: dict[OutboundStatus, tuple[str, ...]] = {
    "unknown": (
        "c looks for a copy that was received: one proves that it went out, none proves nothing.",
        "A recipient knows, and so does whoever runs the provider: the Message-ID is below.",
        "r reviews it again, and sends nothing by itself. Who has it already would get it twice.",
    ),
    "error": ("It has not gone out. r reviews it again, and sends nothing by itself.",),
    "queued": ("The provider has it. c looks for a copy that was received.",),
    "approved": ("It has not left. 3 Compose sends it, or takes the approval back.",),
}


@dataclass(frozen=True, slots=True)
class Detail:
    """All that is known of an entry: the `events` about it, the oldest first, the one `before` the last of
    them, and the number of the last event of all."""

    event: AuditEvent
    record: OutboundRecord | None
    includes_bcc: bool
    events: Sequence[AuditEvent]
    before: AuditEvent | None
    end: int


def detail(workspace: Workspace, entry: Entry, *, include_bcc: bool, request: Request) -> Detail:
    """Read all of it; Bcc recipients only where they are asked for."""
    audit, cancel = workspace.audit, request.cancel
    events = timeline(workspace, entry.event, request)
    return Detail(
        entry.event,
        record_of(workspace, entry.event, include_bcc=include_bcc),
        include_bcc,
        events,
        next(iter(audit.events(before=events[-1].seq, limit=1, cancel=cancel)), None),
        audit.events(limit=1, cancel=cancel)[0].seq,
    )


def detail_lines(detail: Detail) -> Iterator[Written]:
    """It whole, in lines."""
    record = detail.record
    if record is None:
        yield from _event_lines(detail.event)
    else:
        yield from _state_lines(record)
        yield _BLANK
        yield from _people_lines(record, includes_bcc=detail.includes_bcc)
        yield _BLANK
        yield from _provider_lines(record)
    if record is not None or len(detail.events) > 1:
        yield _BLANK
        yield from _timeline_lines(detail.events)
    yield _BLANK
    yield from _chain_lines(detail)
    if record is not None:
        yield from _file_lines(record)


def snapshot_lines(workspace: Workspace, record: OutboundRecord) -> Iterator[Written]:
    """The bytes that were fixed last, as text; those that are not UTF-8 are shown as `\\xe9`."""
    if record.revision is None:
        return
    raw = workspace.outbound.raw(record.revision)
    yield f"The bytes {SEPARATOR} {size(len(raw))} {SEPARATOR} without Bcc", "quiet"
    yield _BLANK
    for line in visible_lines(raw.decode("utf-8", "backslashreplace")):
        yield line, "plain"


def problem_lines(problems: Sequence[str]) -> Iterator[Written]:
    """All that a verification has found wrong."""
    yield "The log is not whole", "strong"
    yield _BLANK
    for number, problem in enumerate(problems, 1):
        yield _field(f"{number:,}", problem, "warning")
    yield _BLANK
    yield "Of an event with its number, the filter event:17 finds what it is about.", "quiet"


def _field(label: str, text: str, kind: Kind = "plain") -> Written:
    return visible(text), kind, visible(label)


def _state_lines(record: OutboundRecord) -> Iterator[Written]:
    glyph, word, _ = shown(record)
    is_wrong = record.status in ("unknown", "error")
    yield _field("State", f"{glyph} {word}", "warning" if is_wrong else "strong")
    if record.error:
        yield visible(record.error), "warning"
    if record.status == "unknown":
        yield _BLANK
        yield "Before you try again", "strong"
    for line in _NEXT.get(record.status, ()):
        yield line, "quiet"


def _people_lines(record: OutboundRecord, *, includes_bcc: bool) -> Iterator[Written]:
    typed = typed_of(record)
    yield from head_lines(typed)
    if not includes_bcc:
        yield _field("Bcc", "hidden, b shows it", "quiet")
    elif not typed.bcc:
        yield _field("Bcc", "nobody", "quiet")


def _provider_lines(record: OutboundRecord) -> Iterator[Written]:
    id = f", which calls it {record.provider_message_id}" if record.provider_message_id else ""
    yield _field("Provider", f"{record.provider}{id}")
    for step, answer in record.response.items():
        yield _field("Answer", f"{step}: {answer}")
    for refusal in record.refused:
        yield _field("Refused", f"{refusal.email}: {refusal.reason}", "warning")
    if record.sent_at is not None:
        yield _field("Sent", _exact(record.sent_at))
    if record.approval is not None:
        yield _field("Approved", f"{_exact(record.approval.at)} by {who(record.approval.by)}")
    yield _field("Written", f"{_exact(record.created_at)} by {who(record.origin)}")
    if record.source_document_id is not None:
        yield _field("Answers", f"the message {record.source_document_id[:_SHORT]}")


def _event_lines(event: AuditEvent) -> Iterator[Written]:
    yield visible(told(event)), "strong"
    yield _BLANK
    yield _field("Kind", event.kind)
    yield _field("When", _exact(event.at))
    yield _field("By", who(event.actor))
    if event.subject:
        yield _field("About", event.subject)
    for name, value in event.data.items():
        yield _field(name.replace("_", " "), readable(value))


def _timeline_lines(events: Sequence[AuditEvent]) -> Iterator[Written]:
    yield "Timeline, UTC", "strong"
    for day, of_day in groupby(events, lambda event: event.at[:_DAY]):
        yield visible(dates.claimed(day)), "quiet"
        for event in of_day:
            yield _field(event.at[_DAY + 1 : _SECONDS], f"{told(event)} {SEPARATOR} event {event.seq:,}")


def _chain_lines(detail: Detail) -> Iterator[Written]:
    newest, before = detail.events[-1], detail.before
    yield "In the log", "strong"
    yield _field("Event", f"{newest.seq:,} of {detail.end:,}")
    yield _field("Hash", newest.hash)
    if before is not None:
        yield _field("Follows", f"event {before.seq:,}, {before.hash[:_HASH]}{ELLIPSIS}", "quiet")


def _file_lines(record: OutboundRecord) -> Iterator[Written]:
    yield _field("Record", record.id)
    if record.revision is not None:
        yield _field("Message-ID", record.revision.message_id)
        yield _field("Digest", record.revision.digest)
        yield _field("Bytes", f"{record.revision.raw_path}, v shows them")


def _exact(iso: str) -> str:
    """A moment as in every reader; what was tampered with may be none, and is shown as it is."""
    try:
        return dates.exact(iso)
    except (ValueError, OverflowError):
        return iso
