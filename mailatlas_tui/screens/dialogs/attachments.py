"""The attachments of a message: saved, opened, or piped to a command."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from mailatlas_core.models import Asset, Document
from mailatlas_tui.bridge import Answered, Failed, Request
from mailatlas_tui.envelope import size
from mailatlas_tui.opening import find_opener, open_file, risk
from mailatlas_tui.screens.dialogs.asking import SaveDialog
from mailatlas_tui.screens.dialogs.dialog import Dialog, Remembered, place_of, with_tilde
from mailatlas_tui.screens.dialogs.pick_list import Entry, PickList
from mailatlas_tui.screens.dialogs.piping import Feed, ask_and_pipe
from mailatlas_tui.screens.dialogs.quitting import YesNoDialog
from mailatlas_tui.widgets.virtual_list import VirtualList

_FETCHES = (
    "As a web page or the like it may load files from afar when it is opened, which tells its sender"
    " that, when and from where you did. "
)


class DocumentRead(Answered[Document]):
    """The message whose attachments these are."""


class Saved(Answered[Path]):
    """An attachment was saved where it was asked to."""


class Opened(Answered[Path]):
    """An attachment was saved in the workspace's folder of exports and given to the opener."""


class NotOpened(Answered[tuple[int, Path]]):
    """The attachment of this number was saved there, and nothing could open it here."""


class OpenDialog(YesNoDialog):
    TITLE = "Open?"
    KEYS = "y opens it · n does not"


class AttachmentsDialog(Dialog[None]):
    TITLE = "Attachments"
    KEYS = "enter opens · s saves · | pipes · esc closes"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,o", "open", "open"),
        Binding("s", "save", "save"),
        Binding("|", "pipe", "pipe"),
    ]

    def __init__(self, id: str, remembered: Remembered) -> None:
        super().__init__()
        self._document_id = id
        self._remembered = remembered
        self._assets: Sequence[Asset] = ()
        self._saved: dict[int, Path] = {}

    def compose_content(self) -> ComposeResult:
        yield PickList()

    def on_mount(self) -> None:
        documents, id = self.atlas.workspace.documents, self._document_id
        self.query_one(PickList).say_when_empty("Looking for attachments …")
        self.atlas.bridge.read(
            self, "document", lambda request: documents.get(id, cancel=request.cancel), DocumentRead
        )

    @on(DocumentRead)
    def _show(self, answer: DocumentRead) -> None:
        self._assets = answer.value.assets
        listed = self.query_one(PickList)
        listed.say_when_empty("This message has no attachments.")
        listed.show_entries([_entry(asset) for asset in self._assets])

    @on(Failed)
    def _fail(self, answer: Failed) -> None:
        self.query_one(PickList).say_when_empty("")
        self.tell_error(answer.error)

    # save

    def action_save(self) -> None:
        asset = self._asset
        if asset is not None:
            self.app.push_screen(
                SaveDialog(f"{_name(asset)}, to a folder or as a file:", self._remembered.folder),
                partial(self._save, asset),
            )

    def _save(self, asset: Asset, written: str | None) -> None:
        if written:
            export = self._export(asset, written)
            self.atlas.bridge.edit(self, lambda _: export(), Saved)

    @on(Saved)
    def _tell_saved(self, answer: Saved) -> None:
        self._remembered.folder = f"{with_tilde(answer.value.parent)}/"
        self.tell(f"Saved to {with_tilde(answer.value)}")

    # open

    @on(VirtualList.Opened)
    def action_open(self) -> None:
        asset = self._asset
        if asset is None:
            return
        danger, opener = risk(asset.filename, asset.mime_type), find_opener(os.environ)
        if danger == "runs":
            self.tell(
                f"{_name(asset)} is never opened from here: it is a program, or can start one. s saves it."
            )
        elif opener is None:
            self._save_instead(asset)
        else:
            warning = _FETCHES if danger == "fetches" else ""
            self.app.push_screen(
                OpenDialog(
                    f"Open {_name(asset)} with {Path(opener).name}? It is somebody else's file. {warning}"
                ),
                partial(self._open, asset, opener),
            )

    def _save_instead(self, asset: Asset) -> None:
        """Save it where it would be opened from; once is enough."""
        saved = self._saved.get(asset.ordinal)
        if saved is not None and saved.exists():
            self._tell_where(saved)
        else:
            export = self._export(asset, "")
            self.atlas.bridge.edit(self, lambda _: (asset.ordinal, export()), NotOpened)

    def _open(self, asset: Asset, opener: str, sure: bool | None) -> None:
        exports, id = self.atlas.workspace.exports, self._document_id

        def save_and_open(_: Request) -> Path:
            path = exports.asset(id, asset.ordinal)
            open_file(opener, path)
            return path

        if sure:
            self.atlas.bridge.edit(self, save_and_open, Opened)

    @on(Opened)
    def _tell_opened(self, answer: Opened) -> None:
        self.tell(f"Opened {with_tilde(answer.value)}")

    @on(NotOpened)
    def _tell_not_opened(self, answer: NotOpened) -> None:
        ordinal, path = answer.value
        self._saved[ordinal] = path
        self._tell_where(path)

    def _tell_where(self, saved: Path) -> None:
        self.tell(f"Saved to {with_tilde(saved)}; there is no opener here.")

    # pipe

    def action_pipe(self) -> None:
        asset = self._asset
        if asset is not None:
            ask_and_pipe(self.app, _name(asset), [self._feed(asset)], self._remembered)

    def _feed(self, asset: Asset) -> Feed:
        exports, id = self.atlas.workspace.exports, self._document_id
        return lambda _: (_name(asset), exports.given(id, asset.ordinal))

    def _export(self, asset: Asset, place: str) -> Callable[[], Path]:
        workspace, id = self.atlas.workspace, self._document_id
        return lambda: workspace.exports.asset(id, asset.ordinal, place_of(place, workspace))

    @property
    def _asset(self) -> Asset | None:
        index = self.query_one(PickList).index
        return None if index is None else self._assets[index]


def _name(asset: Asset) -> str:
    return asset.filename or "(no name)"


def _entry(asset: Asset) -> Entry:
    notes = [size(asset.size), asset.mime_type, "inline" if asset.kind == "inline" else ""]
    indent = "" if asset.parent is None else "  "
    return Entry(f"{indent}{_name(asset)}", "  ".join(note for note in notes if note))
