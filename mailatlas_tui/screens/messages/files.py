"""Commands that take something out of messages: links, attachments, exports, copies, pipes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from textual import on

from mailatlas_tui.bridge import Answered, Request
from mailatlas_tui.envelope import counted
from mailatlas_tui.screens.dialogs.attachments import AttachmentsDialog
from mailatlas_tui.screens.dialogs.copying import CopyDialog, Wanted, copy, values
from mailatlas_tui.screens.dialogs.dialog import Remembered, own_place
from mailatlas_tui.screens.dialogs.exporting import ExportDialog, ExportingDialog, Order
from mailatlas_tui.screens.dialogs.links import LinksDialog
from mailatlas_tui.screens.dialogs.piping import Feed, ask_and_pipe
from mailatlas_tui.screens.messages.base import MessagesBase


@dataclass(frozen=True, slots=True)
class ToCopy:
    """What the text to be copied is, and the text."""

    what: str
    text: str


class CopyRead(Answered[ToCopy]):
    """What is to be copied was read from the workspace."""


class FileCommands(MessagesBase):
    @cached_property
    def _remembered(self) -> Remembered:
        return Remembered(own_place(self.atlas.workspace))

    def action_links(self) -> None:
        if self.row is not None:
            self.app.push_screen(LinksDialog(self.row.id))

    def action_attachments(self) -> None:
        if self.row is not None:
            self.app.push_screen(AttachmentsDialog(self.row.id, self._remembered))

    def action_export(self) -> None:
        ids = self.targets
        if ids:
            self.app.push_screen(ExportDialog(len(ids), self._remembered.folder), partial(self._export, ids))

    def _export(self, ids: Sequence[str], order: Order | None) -> None:
        if order is not None:
            self.app.push_screen(ExportingDialog(ids, order, self._remembered))

    def action_copy(self) -> None:
        ids = self.targets
        if ids:
            self.app.push_screen(CopyDialog(len(ids)), partial(self._copy, ids))

    def _copy(self, ids: Sequence[str], wanted: Wanted | None) -> None:
        if wanted is None:
            return
        if wanted == "text in view":
            copy(self.app, wanted, self.reader.part_text())
            return
        documents = self.atlas.workspace.documents

        def read(request: Request) -> ToCopy:
            read = (documents.get(id, cancel=request.cancel) for id in ids)
            found = dict.fromkeys(value for document in read for value in values(document, wanted))
            return ToCopy(
                wanted if len(ids) == 1 else f"{wanted} of {counted(len(ids), 'message')}", "\n".join(found)
            )

        self.atlas.bridge.read(self, "copy", read, CopyRead)

    @on(CopyRead)
    def _copy_read(self, answer: CopyRead) -> None:
        copy(self.app, answer.value.what, answer.value.text)

    def action_pipe(self) -> None:
        ids = self.targets
        if ids:
            what = (
                "the original"
                if len(ids) == 1
                else f"the originals of {counted(len(ids), 'message')}, one after the other,"
            )
            ask_and_pipe(self.app, what, [self._feed(id) for id in ids], self._remembered)

    def _feed(self, id: str) -> Feed:
        documents = self.atlas.workspace.documents
        return lambda cancel: (id[:12], documents.raw(id, cancel=cancel))
