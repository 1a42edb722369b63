"""Commands that take something out of messages: links, attachments, exports, copies, pipes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING

from textual import on

from mailatlas_tui.bridge import Answered, Request
from mailatlas_tui.envelope import counted
from mailatlas_tui.screens.dialogs.dialog import Remembered, own_place
from mailatlas_tui.screens.messages.base import MessagesBase

if TYPE_CHECKING:
    from mailatlas_tui.screens.dialogs.copying import Copyable, Wanted
    from mailatlas_tui.screens.dialogs.exporting import Order
    from mailatlas_tui.screens.dialogs.piping import Feed


@dataclass(frozen=True, slots=True)
class ToCopy:
    """What the text to be copied is, and the text."""

    what: str
    text: Copyable


class CopyRead(Answered[ToCopy]):
    """What is to be copied was read from the workspace."""


class FileCommands(MessagesBase):
    @cached_property
    def _remembered(self) -> Remembered:
        return Remembered(own_place(self.atlas.workspace))

    def action_links(self) -> None:
        from mailatlas_tui.screens.dialogs.links import LinksDialog

        if self.row is not None:
            self.app.push_screen(LinksDialog(self.row.id))

    def action_attachments(self) -> None:
        from mailatlas_tui.screens.dialogs.attachments import AttachmentsDialog

        if self.row is not None:
            self.app.push_screen(AttachmentsDialog(self.row.id, self._remembered))

    def action_export(self) -> None:
        from mailatlas_tui.screens.dialogs.exporting import ExportDialog

        ids = self.targets
        if ids:
            self.app.push_screen(ExportDialog(len(ids), self._remembered.folder), partial(self._export, ids))

    def _export(self, ids: Sequence[str], order: Order | None) -> None:
        from mailatlas_tui.screens.dialogs.exporting import ExportingDialog

        if order is not None:
            self.app.push_screen(ExportingDialog(ids, order, self._remembered))

    def action_copy(self) -> None:
        from mailatlas_tui.screens.dialogs.copying import CopyDialog

        ids = self.targets
        if ids:
            in_view = self.reader.part_text() if self._sees(ids) else None
            dialog = CopyDialog(len(ids), in_view=in_view is not None)
            self.app.push_screen(dialog, partial(self._copy, ids, in_view))

    def _sees(self, ids: Sequence[str]) -> bool:
        """Whether the one message that is meant is the one before the reader's eyes."""
        document = self.reader.document
        return self.reader_in_view and document is not None and [document.id] == ids

    def _copy(self, ids: Sequence[str], in_view: str | None, wanted: Wanted | None) -> None:
        if wanted is None:
            return
        from mailatlas_tui.screens.dialogs.copying import copyable, values

        documents = self.atlas.workspace.documents

        def read(request: Request) -> ToCopy:
            if wanted == "text" and in_view is not None:
                return ToCopy("text in view", copyable(in_view))
            read = (documents.get(id, cancel=request.cancel) for id in ids)
            found = dict.fromkeys(value for document in read for value in values(document, wanted))
            what = wanted if len(ids) == 1 else f"{wanted} of {counted(len(ids), 'message')}"
            return ToCopy(what, copyable("\n".join(found)))

        self.atlas.bridge.read(self, "copy", read, CopyRead)

    @on(CopyRead)
    def _copy_read(self, answer: CopyRead) -> None:
        from mailatlas_tui.screens.dialogs.copying import copy

        copy(self.app, answer.value.what, answer.value.text)

    def action_pipe(self) -> None:
        from mailatlas_tui.screens.dialogs.piping import ask_and_pipe

        ids = self.targets
        if ids:
            what = (
                "the original"
                if len(ids) == 1
                else f"the originals of {counted(len(ids), 'message')}, one after the other,"
            )
            ask_and_pipe(self.app, what, [self._feed(id) for id in ids], self._remembered)

    def _feed(self, id: str) -> Feed:
        exports = self.atlas.workspace.exports
        return lambda _: (id[:12], exports.given(id))
