"""Commands that show: the message exactly as it would leave, a dry run of it, what has changed in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from textual import on

from mailatlas_core.errors import OutboundNotFound
from mailatlas_core.outbound.model import OutboundRecord
from mailatlas_core.text import visible_lines
from mailatlas_core.workspace import Workspace
from mailatlas_tui.bridge import Answered, Request
from mailatlas_tui.envelope import size
from mailatlas_tui.screens.compose.keeping import Draft, KeepCommands, stored
from mailatlas_tui.screens.compose.letter import counted_recipients, difference_lines, states
from mailatlas_tui.screens.compose.sheet import Sheet
from mailatlas_tui.screens.compose.statuses import can
from mailatlas_tui.widgets.written_view import Written

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Pages:
    """What a sheet shows under a title."""

    title: str
    written: Sequence[Written]


class Ready(Answered[Pages]):
    """What was to be shown was read."""


class Tried(Answered[str]):
    """A dry run was made; in a sentence what came of it."""


class PreviewCommands(KeepCommands):
    def action_preview(self) -> None:
        workspace, record = self.atlas.workspace, self.record
        if not self.writes and record is not None and not can(record, "revise"):
            self.atlas.bridge.read(self, "preview", lambda _: _preview(workspace, record), Ready)
        else:
            self.on_current(lambda id: _preview(workspace, workspace.outbound.review(id)), Ready)

    def action_dry_run(self) -> None:
        workspace = self.atlas.workspace
        self.on_current(lambda id: _dry_run(workspace, id), Tried)

    def action_diff(self) -> None:
        workspace, record = self.atlas.workspace, self.record
        if record is not None:
            self.atlas.bridge.read(self, "diff", lambda _: _differences(workspace, record), Ready)

    def on_current(self, ask: Callable[[str], T], answer: type[Answered[T]]) -> None:
        """Do something with the draft that is written, once it is kept, else with the record under the
        cursor."""
        self.keep(even_if_untouched=True)
        if self.writes and self.draft is not None:
            self.atlas.bridge.edit(self, partial(_on_draft, self.atlas.workspace, ask, self.draft), answer)
        elif self.record is not None:
            id = self.record.id
            self.atlas.bridge.edit(self, lambda _: ask(id), answer)

    @on(Ready)
    def _show_pages(self, answer: Ready) -> None:
        if self.is_active:
            self.app.push_screen(Sheet[None](answer.value.title, answer.value.written))
        self.reload()

    @on(Tried)
    def _tell_tried(self, answer: Tried) -> None:
        self.tell(answer.value)
        self.reload()


def _on_draft(workspace: Workspace, ask: Callable[[str], T], draft: Draft, _: Request) -> T:
    """Its id is there after all edits that were asked for before."""
    if draft.id is None:
        raise OutboundNotFound("The draft could not be kept, so nothing can be done with it yet.")
    try:
        return ask(draft.id)
    finally:
        draft.stored = stored(workspace, draft.id)


def _preview(workspace: Workspace, record: OutboundRecord) -> Pages:
    if record.revision is None:
        raise OutboundNotFound("It was never made ready to be sent.")
    raw = workspace.outbound.raw(record.revision)
    lines = visible_lines(raw.decode("utf-8", "replace"))
    return Pages(f"As it leaves, {size(len(raw))}, without Bcc", [(line, "plain") for line in lines])


def _dry_run(workspace: Workspace, id: str) -> str:
    workspace.outbound.dry_run(id)
    record = workspace.outbound.get(id, include_bcc=True)
    length = len(workspace.outbound.raw(record.revision)) if record.revision else 0
    return f"A dry run: {size(length)} for {counted_recipients(record)} can be sent. Nobody was asked."


def _differences(workspace: Workspace, record: OutboundRecord) -> Pages:
    outbound = workspace.outbound
    record = outbound.get(record.id, include_bcc=True)
    found = states(outbound.revisions(record.id, include_bcc=True), record)
    return Pages("What has changed", list(difference_lines(found)) or [("Nothing has changed.", "quiet")])
