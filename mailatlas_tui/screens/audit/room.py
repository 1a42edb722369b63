"""The room of the audit log: what went in, out or away, what became of each, and the proof of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from typing import TYPE_CHECKING, cast

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widget import Widget

from mailatlas_core.outbound.model import OutboundRecord
from mailatlas_tui.bridge import Answered, Failed
from mailatlas_tui.commands import bindings
from mailatlas_tui.errors import sentence_of
from mailatlas_tui.safe import say
from mailatlas_tui.screens.audit.entry_view import EntryView
from mailatlas_tui.screens.audit.log_bar import LogBar
from mailatlas_tui.screens.audit.log_pane import LogPane
from mailatlas_tui.screens.compose.statuses import can
from mailatlas_tui.screens.dialogs.dialog import Remembered, own_place
from mailatlas_tui.screens.room import Room, WaysBack
from mailatlas_tui.widgets.virtual_list import VirtualList

if TYPE_CHECKING:
    from mailatlas_tui.screens.compose.room import ComposeRoom


class Reconciled(Answered[OutboundRecord]):
    """A received copy of a record was looked for."""


class AuditRoom(Room):
    BINDINGS = bindings("audit")
    NAME = "audit"

    def compose_room(self) -> ComposeResult:
        workspace, bridge = self.atlas.workspace, self.atlas.bridge
        with Horizontal(id="audit-panes"):
            yield LogPane(id="log")
            yield EntryView(workspace, bridge, id="entry")
        yield LogBar(workspace, bridge, id="log-bar")

    def on_mount(self) -> None:
        self.log_pane.entries.focus()

    def on_screen_resume(self) -> None:
        self.log_pane.reload()

    @property
    def log_pane(self) -> LogPane:
        return self.query_one(LogPane)

    @property
    def view(self) -> EntryView:
        return self.query_one(EntryView)

    @property
    def bar(self) -> LogBar:
        return self.query_one(LogBar)

    @property
    def record(self) -> OutboundRecord | None:
        """The record that the entry under the cursor is about, if it is about one."""
        chosen = self.log_pane.entries.chosen
        return None if chosen is None else chosen.record

    # what the panes say

    @on(LogPane.Chosen)
    def _show_chosen(self, message: LogPane.Chosen) -> None:
        self.view.show_entry(message.entry)
        self.refresh_bindings()

    @on(VirtualList.Opened)
    def _open_clicked(self) -> None:
        self.action_open()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Whatever gives the keyboard to the detail enters it, and so it stays in the narrow layout."""
        self.set_class(event.widget is self.view, "-viewing")

    @on(LogBar.Ended)
    def _tell_end(self) -> None:
        self.log_pane.reload()
        if self.bar.problems and self.is_active:
            self.action_problems()

    @on(Failed)
    def _fail(self, answer: Failed) -> None:
        say(self.app, sentence_of(answer.error), "error")

    # commands

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        record = self.record if self.is_mounted else None
        possible: dict[str, Callable[[], bool]] = {
            "open": lambda: self.log_pane.entries.has_focus and bool(self.log_pane.entries.positions),
            "next": lambda: self._views,
            "previous": lambda: self._views,
            "filter": lambda: not self.log_pane.filter.typing,
            "snapshot": lambda: record is not None and record.revision is not None,
            "bcc": lambda: record is not None,
            "reconcile": lambda: can(record, "find"),
            "retry": lambda: record is not None and record.status in ("error", "unknown"),
            "verify": lambda: not self.bar.runs,
            "export": lambda: not self.bar.runs,
            "problems": lambda: bool(self.bar.problems),
            "back": lambda: self.way_back is not None,
        }
        return self.is_mounted and possible[action]() if action in possible else True

    def action_open(self) -> None:
        self._turn_to(self.view)

    def action_list(self) -> None:
        self._turn_to(self.log_pane.entries)

    def action_next(self) -> None:
        self.log_pane.entries.action_move(1)

    def action_previous(self) -> None:
        self.log_pane.entries.action_move(-1)

    def action_filter(self) -> None:
        self.action_list()
        self.log_pane.filter.start()

    def action_snapshot(self) -> None:
        self.view.turn()
        self._bring_view()

    def action_bcc(self) -> None:
        self.view.show_bcc()
        self._bring_view()

    def action_reconcile(self) -> None:
        record, workspace = self.record, self.atlas.workspace
        if record is not None:
            self.atlas.bridge.edit(self, lambda _: workspace.outbound.reconcile(record.id), Reconciled)

    @on(Reconciled)
    def _tell_reconciled(self, answer: Reconciled) -> None:
        record = answer.value
        if record.status == "sent":
            say(self.app, "A copy of it was received: it went out.")
        else:
            say(self.app, "No copy of it is here. That proves nothing: it may have gone out all the same.")
        self.log_pane.reload(record.id)

    async def action_retry(self) -> None:
        """Review it again, in the room where a message leaves; nothing is sent here."""
        record = self.record
        if record is not None:
            await self.app.switch_mode("compose")
            room = cast("ComposeRoom", self.app.screen)
            room.call_later(_review, room, record.id)

    def action_verify(self) -> None:
        self.bar.verify()

    def action_problems(self) -> None:
        self.view.show_problems(self.bar.problems)
        self.action_open()

    def action_export(self) -> None:
        from mailatlas_tui.screens.dialogs.asking import SaveDialog

        asked = "The log as lines of JSON, in a folder, or as a file:"
        self.app.push_screen(SaveDialog(asked, self._remembered.folder), self._export)

    def _export(self, place: str | None) -> None:
        if place is not None:
            self._remembered.folder = place
            self.bar.export(place)

    @cached_property
    def _remembered(self) -> Remembered:
        return Remembered(own_place(self.atlas.workspace))

    def action_reload(self) -> None:
        self.log_pane.reload()

    def ways_back(self) -> WaysBack:
        log = self.log_pane.filter
        return (
            (log.typing, log.clear),
            (self.view.aside, self.view.leave_aside),
            (self._views, self.action_list),
            (log.is_used, log.clear),
            (self.bar.runs, self.bar.cancel),
            (self.bar.shown, self.bar.hide),
        )

    def _bring_view(self) -> None:
        """Turn to the detail where the narrow layout hides it."""
        if not self.view.display:
            self.action_open()
        self.refresh_bindings()

    def _turn_to(self, pane: Widget) -> None:
        """Give a pane the keyboard. The narrow layout turns to it at once, before the next key is looked
        at, because only what is displayed takes the keyboard."""
        self.set_class(pane is self.view, "-viewing")
        self.app.stylesheet.update(self)
        self.set_focus(pane)
        self.refresh_bindings()

    @property
    def _views(self) -> bool:
        """Whether the detail was entered, by key, click or tab."""
        return self.has_class("-viewing")


def _review(room: ComposeRoom, id: str) -> None:
    from mailatlas_tui.screens.compose.departing import Reviewed
    from mailatlas_tui.screens.compose.review import review

    room.reload(id)
    ask = partial(review, room.atlas.workspace, room.atlas.identities, None)
    room.atlas.bridge.edit(room, lambda _: ask(id), Reviewed)
