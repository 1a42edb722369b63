"""A dialog with numbered things to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from mailatlas_tui.screens.dialogs.dialog import Dialog, Result
from mailatlas_tui.screens.dialogs.pick_list import Entry, PickList
from mailatlas_tui.widgets.virtual_list import VirtualList


class MenuDialog(Dialog[Result]):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "choose"),
        *(Binding(str(number), f"choose({number - 1})", show=False) for number in range(1, 10)),
    ]

    def __init__(self, entries: Sequence[Entry]) -> None:
        super().__init__()
        self._entries = [
            Entry(f"{number}  {entry.text}", entry.note) for number, entry in enumerate(entries, 1)
        ]

    def compose_content(self) -> ComposeResult:
        yield PickList(self._entries)

    def chosen(self, index: int) -> None:
        """Do what the entry says, counted from 0."""
        raise NotImplementedError

    def action_choose(self, index: int | None = None) -> None:
        index = self.query_one(PickList).index if index is None else index
        if index is not None and index < len(self._entries):
            self.chosen(index)

    @on(VirtualList.Opened)
    def _choose_clicked(self) -> None:
        self.action_choose()
