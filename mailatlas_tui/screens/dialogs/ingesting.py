"""What to ingest, and what of it could not be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual.app import ComposeResult

from mailatlas_core.models import IngestProblem
from mailatlas_core.text import visible
from mailatlas_tui.screens.dialogs.asking import PathDialog
from mailatlas_tui.screens.dialogs.dialog import Dialog
from mailatlas_tui.widgets.written_view import Written, WrittenView


class IngestDialog(PathDialog):
    TITLE = "Ingest"
    KEYS = "enter starts · tab completes · esc closes"
    PLACEHOLDER = "~/Mail/archive.mbox"

    def __init__(self) -> None:
        super().__init__("An .eml file, an mbox archive, a Maildir, or a folder of them:")


class ProblemsDialog(Dialog[None]):
    """Lists the paths that an ingest could not read, and why."""

    TITLE = "Could not be read"

    def __init__(self, problems: Sequence[IngestProblem]) -> None:
        super().__init__()
        self._problems = problems

    def compose_content(self) -> ComposeResult:
        yield WrittenView(self.atlas.bridge, list(self._written()))

    def _written(self) -> Iterator[Written]:
        for problem in self._problems:
            yield visible(problem.path), "strong"
            yield visible(problem.error), "quiet"
            yield "", "plain"
