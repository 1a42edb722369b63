"""The room of mail that goes out: the list, the record or the form beside it, and what is about to leave."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Input

from mailatlas_tui.commands import bindings
from mailatlas_tui.screens.compose.address_field import AddressInput
from mailatlas_tui.screens.compose.base import RecordsRead
from mailatlas_tui.screens.compose.departing import SendCommands
from mailatlas_tui.screens.compose.draft_list import DraftList
from mailatlas_tui.screens.compose.form import DraftForm
from mailatlas_tui.screens.compose.record_view import RecordView
from mailatlas_tui.screens.compose.statuses import can
from mailatlas_tui.screens.room import WaysBack
from mailatlas_tui.widgets.virtual_list import VirtualList

_FIELDS = "#form *"


class ComposeRoom(SendCommands):
    # Before the fields, which know these keys too.
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("compose"),
        Binding("tab", "next_field", show=False, priority=True),
        Binding("shift+tab", "previous_field", show=False, priority=True),
        Binding("enter", "next_line", show=False, priority=True),
    ]
    NAME = "compose"

    def compose_room(self) -> ComposeResult:
        workspace, bridge = self.atlas.workspace, self.atlas.bridge
        # Held here, because what was typed is kept even when the program ends and the screen is gone.
        self.drafts = DraftList(self.atlas.clock, id="drafts")
        self.view = RecordView(workspace, bridge, id="record")
        self.form = DraftForm(workspace, bridge, self.atlas.identities, id="form")
        with Horizontal(id="compose-panes"):
            yield self.drafts
            yield self.view
            yield self.form
        yield self.leaving

    def on_mount(self) -> None:
        self.atlas.composer = self
        self.drafts.focus()

    def on_screen_resume(self) -> None:
        self.reload()

    def on_screen_suspend(self) -> None:
        self.keep()

    # what the panes say

    @on(RecordsRead)
    def _show_records(self, answer: RecordsRead) -> None:
        listed = answer.value
        self.drafts.show_rows(listed.records, self.going_to)
        self.going_to = None
        self.atlas.to_review = listed.to_review

    @on(DraftList.Chosen)
    def _show_chosen(self) -> None:
        record = self.drafts.chosen
        self.view.show_record(record, leaves=self.counts(record))
        self.refresh_bindings()

    @on(VirtualList.Opened)
    async def _open_clicked(self) -> None:
        await self.run_action("edit" if self.check_action("edit", ()) else "view")

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Whatever takes the keyboard from the form leaves it."""
        if self.writes and event.widget in (self.drafts, self.view):
            self._close_form()
            self.app.stylesheet.update(self)
        self.set_class(event.widget is self.view, "-viewing")

    # commands

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        record = self.record if self.is_mounted else None
        counts = self.counts(record)
        possible: dict[str, Callable[[], bool]] = {
            "new": lambda: not self.writes,
            "edit": lambda: not self.writes and can(record, "revise") and not counts,
            "view": lambda: not self.writes and not self.has_class("-viewing") and record is not None,
            "discard": lambda: not self.writes and can(record, "reject") and not counts,
            "copy": lambda: not self.writes and record is not None,
            "diff": lambda: not self.writes and record is not None and record.revision is not None,
            "look": lambda: not self.writes and can(record, "find"),
            "review": lambda: self.writes or (can(record, "reject") and not counts),
            "dry_run": lambda: self.writes or (can(record, "render") and not counts),
            "preview": lambda: self.writes or record is not None,
            "editor": lambda: self.writes,
            "attach": lambda: self.writes,
            "undo": lambda: not self.writes and (self.counts_down or can(record, "void")),
            "next_field": lambda: self.writes,
            "previous_field": lambda: self.writes,
            "next_line": lambda: self.writes and isinstance(self.focused, Input),
            "back": lambda: self.way_back is not None,
        }
        if action in possible and (self.opening or not self.is_mounted):
            return False
        return possible[action]() if action in possible else True

    def action_view(self) -> None:
        self._turn_to(self.view)

    def action_list(self) -> None:
        self._turn_to(self.drafts)

    def action_next_field(self) -> None:
        if not (isinstance(self.focused, AddressInput) and self.focused.take()):
            self.focus_next(_FIELDS)

    def action_next_line(self) -> None:
        self.action_next_field()

    def action_previous_field(self) -> None:
        self.focus_previous(_FIELDS)

    def action_reload(self) -> None:
        self.keep()
        self.reload()

    def ways_back(self) -> WaysBack:
        return (
            (self.writes or self.has_class("-viewing"), self.action_list),
            (self.counts_down, self.action_undo),
        )

    def _turn_to(self, pane: Widget) -> None:
        """Give a pane the keyboard, at once: the narrow layout displays only what has it."""
        if self.writes:
            self._close_form()
        self.set_class(pane is self.view, "-viewing", update=False)
        self.app.stylesheet.update(self)
        self.set_focus(pane)
        self.refresh_bindings()

    def _close_form(self) -> None:
        self.let_go()
        self.set_class(False, "-writing", update=False)
