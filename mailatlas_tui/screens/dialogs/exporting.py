"""Exporting documents: which format and where to, then how it goes and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input, Static

from mailatlas_core.errors import MailAtlasError, PathUnwritable
from mailatlas_core.models import ExportFormat
from mailatlas_core.text import visible
from mailatlas_core.workspace import Workspace
from mailatlas_tui.bridge import Answered, Request
from mailatlas_tui.envelope import counted
from mailatlas_tui.errors import sentence_of
from mailatlas_tui.safe import say
from mailatlas_tui.screens.dialogs.dialog import Remembered, place_of, with_tilde
from mailatlas_tui.screens.dialogs.menu import MenuDialog
from mailatlas_tui.screens.dialogs.path_field import PathField
from mailatlas_tui.screens.dialogs.pick_list import Entry
from mailatlas_tui.screens.dialogs.working import WorkDialog

_FORMATS: dict[ExportFormat, tuple[str, str]] = {
    "markdown": ("Markdown", "for notes"),
    "html": ("HTML", "it fetches and runs nothing"),
    "json": ("JSON", "all that is known of it"),
    "text": ("Text", "the cleaned text alone"),
    "raw": ("Original", "the bytes as they came"),
}


class Order(NamedTuple):
    """What is to be made of documents, and the place for it as it was written."""

    format: ExportFormat
    place: str


class ExportDialog(MenuDialog[Order]):
    TITLE = "Export"
    KEYS = "enter or a number exports · tab goes to the place · esc closes"

    def __init__(self, count: int, place: str) -> None:
        super().__init__([Entry(name, note) for name, note in _FORMATS.values()])
        self._count = count
        self._place = place

    def compose_content(self) -> ComposeResult:
        yield from super().compose_content()
        what = (
            "To a folder, or as a file:" if self._count == 1 else f"{self._count:,} messages, to the folder:"
        )
        yield Static(what, markup=False)
        yield PathField(self.atlas.bridge, self._place)

    @on(Input.Submitted)
    def _submit(self) -> None:
        self.action_choose()

    def chosen(self, index: int) -> None:
        self.dismiss(Order(list(_FORMATS)[index], self.query_one(PathField).value))


@dataclass(frozen=True, slots=True)
class Report:
    """The files that were made, in sentences what could not be, and whether it was cancelled."""

    files: Sequence[Path]
    problems: Sequence[str]
    cancelled: bool


class Exported(Answered[Report]):
    """An export has ended."""


class ExportingDialog(WorkDialog):
    """Goes away by itself where there is nothing more to say than a notice can hold."""

    TITLE = "Export"

    def __init__(self, ids: Sequence[str], order: Order, remembered: Remembered) -> None:
        super().__init__(len(ids))
        self._ids = ids
        self._order = order
        self._remembered = remembered

    def start(self) -> None:
        job = partial(_export, self.atlas.workspace, self._ids, self._order)
        self.atlas.bridge.work(self, "work", job, Exported)

    @on(Exported)
    def _finish(self, answer: Exported) -> None:
        report = answer.value
        if report.files:
            self._remembered.folder = f"{with_tilde(report.files[0].parent)}/"
        self.finish(_sentence(report), [(visible(problem), "warning") for problem in report.problems])
        # A question whether to quit may stand above it, and is answered first.
        if self.is_active and not report.problems and not report.cancelled:
            say(self.app, _sentence(report))
            self.dismiss(None)


def _export(workspace: Workspace, ids: Sequence[str], order: Order, request: Request) -> Report:
    to = place_of(order.place, workspace)
    if len(ids) > 1 and to is not None and not to.is_dir():
        raise PathUnwritable(
            f"{with_tilde(to)} is no folder, and several messages need one.",
            hint="Name a folder that is there.",
        )
    files: list[Path] = []
    problems: list[str] = []
    for done, id in enumerate(ids):
        request.progress(done)
        if request.cancel.cancelled:
            break
        try:
            files.append(workspace.exports.document(id, order.format, to))
        except MailAtlasError as error:
            problems.append(f"{id[:12]}: {sentence_of(error)}")
    return Report(files, problems, len(files) + len(problems) < len(ids))


def _sentence(report: Report) -> str:
    begin = "Cancelled: " if report.cancelled else ""
    if len(report.files) == 1:
        return f"{begin}Exported to {with_tilde(report.files[0])}"
    place = f" to {with_tilde(report.files[0].parent)}" if report.files else ""
    return f"{begin}{counted(len(report.files), 'message')} exported{place}"
