"""What every group of commands on drafts needs: the panes, and which record is meant."""

from __future__ import annotations

from mailatlas_core.outbound.model import OutboundRecord
from mailatlas_tui.bridge import Answered
from mailatlas_tui.safe import say
from mailatlas_tui.screens.compose.draft_list import DraftList
from mailatlas_tui.screens.compose.form import DraftForm
from mailatlas_tui.screens.compose.listing import Listed, listed
from mailatlas_tui.screens.compose.record_view import RecordView
from mailatlas_tui.screens.room import Room


class RecordsRead(Answered[Listed]):
    """The records as they are now."""


class ComposeBase(Room):
    drafts: DraftList
    view: RecordView
    form: DraftForm

    def __init__(self) -> None:
        super().__init__()
        self.going_to: str | None = None
        """The id of the record to go to when it is listed, whichever question that answers."""

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
        self.going_to = id or self.going_to
        self.atlas.bridge.read(self, "records", lambda _: listed(workspace), RecordsRead)

    def tell(self, sentence: str) -> None:
        """Say what was done: below the draft where one is written, else in the corner."""
        if self.writes:
            self.form.tell(sentence)
        else:
            say(self.app, sentence)
