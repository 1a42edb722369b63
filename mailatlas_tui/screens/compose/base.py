"""What every group of commands on drafts needs: the panes, and which record is meant."""

from __future__ import annotations

from mailatlas_core.outbound.model import OutboundRecord
from mailatlas_tui.bridge import Answered, Request
from mailatlas_tui.safe import say
from mailatlas_tui.screens.compose.draft_list import DraftList
from mailatlas_tui.screens.compose.form import DraftForm
from mailatlas_tui.screens.compose.listing import Listed, listed
from mailatlas_tui.screens.compose.record_view import RecordView
from mailatlas_tui.screens.room import Room


class RecordsRead(Answered[tuple[Listed, str | None]]):
    """The records as they are now, and the one to go to."""


class ComposeBase(Room):
    drafts: DraftList
    view: RecordView
    form: DraftForm

    @property
    def record(self) -> OutboundRecord | None:
        """The record under the cursor of the list."""
        return self.drafts.chosen

    @property
    def writes(self) -> bool:
        """Whether the form is open."""
        return self.has_class("-writing")

    def action_list(self) -> None:
        """Give the keyboard to the list."""
        raise NotImplementedError

    def reload(self, id: str | None = None) -> None:
        """Show what is there now, and go to the record with this id, else keep the place."""
        workspace = self.atlas.workspace

        def read(_: Request) -> tuple[Listed, str | None]:
            return listed(workspace), id

        self.atlas.bridge.read(self, "records", read, RecordsRead)

    def tell(self, sentence: str) -> None:
        """Say what was done: below the draft where one is written, else in the corner."""
        if self.writes:
            self.form.tell(sentence)
        else:
            say(self.app, sentence)
