"""The room of the audit log: its events, newest first, and whether the chain holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.segment import Segment
from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from mailatlas_core.models import AuditEvent, AuditVerification
from mailatlas_tui import dates
from mailatlas_tui.bridge import Answered, Failed, Request
from mailatlas_tui.commands import bindings
from mailatlas_tui.safe import cell_segment, mail_text
from mailatlas_tui.screens.room import Room
from mailatlas_tui.widgets.virtual_list import VirtualList


@dataclass(frozen=True, slots=True)
class Events:
    asked: Sequence[int]
    events: Sequence[AuditEvent]


class NewestRead(Answered[Sequence[AuditEvent]]):
    """The last event of the chain, if there is one."""


class EventsRead(Answered[Events]):
    """Events that were scrolled to."""


class Verified(Answered[AuditVerification]):
    """What the verification proved."""


class EventList(VirtualList[AuditEvent]):
    def render_row(self, row: AuditEvent, width: int, *, cursor: bool) -> list[Segment]:
        plain, quiet = (self.get_component_rich_style(f"list--{name}") for name in ("plain", "quiet"))
        if cursor:
            plain = quiet = self.cursor_style
        columns = (6, 26, 20, 8, 13)
        rest = max(1, width - sum(columns))
        data = " · ".join(f"{key} {str(value)[:12]}" for key, value in row.data.items())
        texts = (f"{row.seq:>5}", dates.exact(row.at), row.kind, row.actor, row.subject[:12])
        styles = (quiet, quiet, plain, quiet, quiet)
        cells = [
            cell_segment(text, size, style) for text, size, style in zip(texts, columns, styles, strict=True)
        ]
        return Segment.adjust_line_length([*cells, cell_segment(data, rest, quiet)], width)


class AuditRoom(Room):
    BINDINGS = bindings("audit")
    NAME = "audit"

    def compose_room(self) -> ComposeResult:
        yield EventList(id="events")
        yield Static(id="verification")

    def on_mount(self) -> None:
        self._say("V verifies the chain.")

    def on_screen_resume(self) -> None:
        audit = self.atlas.workspace.audit
        self.atlas.bridge.read(self, "newest", lambda _: audit.events(limit=1), NewestRead)

    @on(NewestRead)
    def _show_newest(self, answer: NewestRead) -> None:
        events = self.query_one(EventList)
        events.say_when_empty("Nothing was done yet.")
        newest = answer.value[0].seq if answer.value else 0
        events.show(range(newest, 0, -1), events.position)

    @on(VirtualList.RowsWanted)
    def _ask_events(self, message: VirtualList.RowsWanted) -> None:
        audit, asked = self.atlas.workspace.audit, message.positions

        def read(_: Request) -> Events:
            return Events(asked, audit.events(before=asked[0] + 1, limit=asked[0] - asked[-1] + 1))

        self.atlas.bridge.read(self, "events", read, EventsRead)

    @on(EventsRead)
    def _fill(self, answer: EventsRead) -> None:
        self.query_one(EventList).fill(
            answer.value.asked, {event.seq: event for event in answer.value.events}
        )

    @on(Verified)
    def _show_verification(self, answer: Verified) -> None:
        result = answer.value
        if result.whole:
            self._say(f"Whole: {result.events:,} events, the last one {(result.head or '')[:12]}.", "bold")
        else:
            self._say(f"Not whole: {result.problems[0]}", "bold")

    @on(Failed)
    def _fail(self, answer: Failed) -> None:
        self._say(f"{answer.error.message} {answer.error.hint or ''}", "bold")

    def action_verify(self) -> None:
        audit = self.atlas.workspace.audit
        self._say("Verifying.")
        self.atlas.bridge.read(self, "verify", lambda request: audit.verify(cancel=request.cancel), Verified)

    def _say(self, sentence: str, style: str = "") -> None:
        self.query_one("#verification", Static).update(mail_text(sentence, style))
