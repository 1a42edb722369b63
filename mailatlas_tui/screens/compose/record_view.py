"""One record as it is: its state and what can be done, to whom it goes, and what it says."""

from __future__ import annotations

from collections.abc import Iterator

from textual import on

from mailatlas_core.outbound.drafting import typed_of
from mailatlas_core.outbound.model import OutboundRecord
from mailatlas_core.outbound.room import is_agents
from mailatlas_core.text import visible
from mailatlas_core.workspace import Workspace
from mailatlas_tui import dates
from mailatlas_tui.bridge import Answered, Bridge, Failed, Request
from mailatlas_tui.errors import sentence_of
from mailatlas_tui.screens.compose.letter import body_lines, changed, head_lines, states
from mailatlas_tui.screens.compose.statuses import LEAVING, shown
from mailatlas_tui.widgets.written_view import Written, WrittenView

REST_SECONDS = 0.05
"""How long the cursor of the list rests until the view follows it."""


class RecordRead(Answered[list[Written]]):
    """What there is to say of a record."""


class RecordView(WrittenView):
    def __init__(self, workspace: Workspace, bridge: Bridge, *, id: str) -> None:
        super().__init__(bridge)
        self.id = id
        self._workspace = workspace
        self._shown: tuple[OutboundRecord | None, bool] = None, False

    def show_record(self, record: OutboundRecord | None, *, leaves: bool = False) -> None:
        """Show a record, or nothing; say if it leaves soon."""
        if record is None:
            self._bridge.drop(self, "record")
            self.write([])
        elif (record, leaves) != self._shown:
            workspace = self._workspace

            def read(_: Request) -> list[Written]:
                return list(_written(workspace, record, leaves))

            self._bridge.read(self, "record", read, RecordRead, rest=REST_SECONDS)
        self._shown = record, leaves

    @on(RecordRead)
    def _write(self, answer: RecordRead) -> None:
        self.write(answer.value)
        self.scroll_home(animate=False)

    @on(Failed)
    def _fail(self, answer: Failed) -> None:
        self.write([(visible(sentence_of(answer.error)), "warning")])


def _written(workspace: Workspace, record: OutboundRecord, leaves: bool) -> Iterator[Written]:
    state, typed = LEAVING if leaves else shown(record), typed_of(record)
    beware = record.status in ("unknown", "error")
    yield f"{state.glyph} {state.word}", "warning" if beware else "strong", "State"
    if record.error:
        yield visible(record.error), "warning", ""
    for refusal in record.refused:
        code = "" if refusal.code is None else f"{refusal.code} "
        yield visible(f"{refusal.email} was refused: {code}{refusal.reason}"), "warning", ""
    yield state.next, "quiet", ""
    yield from _history(workspace, record)
    yield "", "plain"
    yield from head_lines(typed)
    yield "", "plain"
    yield from body_lines(typed)


def _history(workspace: Workspace, record: OutboundRecord) -> Iterator[Written]:
    if is_agents(record):
        yield visible(f"an agent, {record.origin}"), "strong", "Written by"
    if record.approval is not None:
        yield visible(f"{dates.exact(record.approval.at)} by {record.approval.by}"), "plain", "Approved"
    if record.sent_at is not None:
        id = f", {record.provider_message_id}" if record.provider_message_id else ""
        yield visible(f"{dates.exact(record.sent_at)} by {record.provider}{id}"), "plain", "Sent"
    if record.revision is not None:
        whole = workspace.outbound.get(record.id, include_bcc=True)
        *earlier, (_, now) = states(workspace.outbound.revisions(record.id, include_bcc=True), whole)
        if earlier:
            name, before = earlier[-1]
            yield f"{changed(before, now) or 'nothing'}, since {name}; D shows it", "plain", "Changed"
