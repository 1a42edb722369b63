"""A list whose rows are all here: the first at position 0, the others below it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence

from textual import on
from textual.message import Message

from mailatlas_tui.widgets.virtual_list import Row, VirtualList


class WholeList(VirtualList[Row]):
    class Chosen(Message):
        """The cursor is on another row, or on one that has changed, or there is none."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.rows: Sequence[Row] = ()

    @abstractmethod
    def id_of(self, row: Row) -> str:
        """By what a row is found again."""

    @property
    def chosen(self) -> Row | None:
        """The row under the cursor."""
        index = None if self.position is None else -self.position
        return None if index is None or index >= len(self.rows) else self.rows[index]

    def show_rows(self, rows: Sequence[Row], id: str | None = None) -> None:
        """Show these; the cursor goes to the one with this id, else stays on the one that it is on."""
        wanted = id or (None if self.chosen is None else self.id_of(self.chosen))
        place = next((-index for index, row in enumerate(rows) if self.id_of(row) == wanted), self.position)
        self.rows = rows
        self.forget_rows()
        self.show(range(0, -len(rows), -1), place)
        self.post_message(self.Chosen())

    @on(VirtualList.Highlighted)
    def _tell_chosen(self) -> None:
        self.post_message(self.Chosen())

    @on(VirtualList.RowsWanted)
    def _give(self, message: VirtualList.RowsWanted) -> None:
        message.stop()
        asked = [position for position in message.positions if -position < len(self.rows)]
        self.fill(asked, {position: self.rows[-position] for position in asked})
