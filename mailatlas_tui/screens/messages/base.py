"""What every group of commands on messages needs: the panes, and which messages are meant."""

from __future__ import annotations

from collections.abc import Sequence

from mailatlas_core.models import DocumentRef
from mailatlas_tui.safe import say
from mailatlas_tui.screens.room import Room
from mailatlas_tui.widgets.list_pane import ListPane
from mailatlas_tui.widgets.reader import Reader


class MessagesBase(Room):
    @property
    def list_pane(self) -> ListPane:
        return self.query_one(ListPane)

    @property
    def reader(self) -> Reader:
        return self.query_one(Reader)

    @property
    def row(self) -> DocumentRef | None:
        """The message under the cursor, if its row is here and what was typed has been searched for."""
        return None if self.list_pane.is_behind else self.list_pane.messages.highlighted

    @property
    def target_rows(self) -> Sequence[DocumentRef]:
        """The messages that a command is about: all that are marked, else the one under the cursor."""
        row = self.row
        return () if row is None else self.list_pane.messages.marked or (row,)

    @property
    def targets(self) -> Sequence[str]:
        """Their ids."""
        return [row.id for row in self.target_rows]

    def tell(self, sentence: str) -> None:
        """Say what was done: in the status of the list, else, where that is hidden, in the corner."""
        if self.list_pane.display:
            self.list_pane.tell(sentence)
        else:
            say(self.app, sentence)

    @property
    def reader_in_view(self) -> bool:
        """Whether the reader shows a message, and the narrow layout does not hide it."""
        return self.reader.holds_message and bool(self.reader.display)
