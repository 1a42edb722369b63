"""The detail: an entry, the bytes of its message, or what a verification has found."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from textual import on

from mailatlas_core.text import visible
from mailatlas_core.workspace import Workspace
from mailatlas_tui.bridge import Answered, Bridge, Failed, Request
from mailatlas_tui.errors import sentence_of
from mailatlas_tui.screens.audit.detail import detail, detail_lines, problem_lines, snapshot_lines
from mailatlas_tui.screens.audit.listing import Entry
from mailatlas_tui.widgets.written_view import Written, WrittenView

REST_SECONDS = 0.05
"""How long the cursor of the list rests until the detail follows it."""


class DetailRead(Answered[list[Written]]):
    """What there is to say."""


class EntryView(WrittenView):
    def __init__(self, workspace: Workspace, bridge: Bridge, *, id: str) -> None:
        super().__init__(bridge)
        self.id = id
        self._workspace = workspace
        self._entry: Entry | None = None
        self._includes_bcc = False
        self.aside = False
        """Whether it shows something else than the entry: its bytes, or problems."""

    def show_entry(self, entry: Entry | None) -> None:
        """Show an entry; Bcc recipients are hidden again where it is about something else."""
        if entry is None:
            self._bridge.drop(self, "detail")
            self._show_nothing()
        elif entry != self._entry:
            if self._entry is None or entry.about != self._entry.about:
                self._includes_bcc = False
            self._read(entry, rest=REST_SECONDS)
        self._entry = entry

    def show_bcc(self) -> None:
        """Show Bcc recipients, or hide them again."""
        self._includes_bcc = not self._includes_bcc
        self.leave_aside()

    def turn(self) -> None:
        """From the entry to the bytes of its message, and back."""
        record = self._entry and self._entry.record
        if self.aside:
            self.leave_aside()
        elif record is not None:
            self.aside = True
            self._ask(lambda _: snapshot_lines(self._workspace, record))

    def show_problems(self, problems: Sequence[str]) -> None:
        """Show what is wrong with the log."""
        self.aside = True
        self._ask(lambda _: problem_lines(problems))

    def leave_aside(self) -> None:
        """Go back to the entry."""
        if self._entry is not None:
            self._read(self._entry)
        else:
            self._show_nothing()

    def _show_nothing(self) -> None:
        self.aside = False
        self.write([])

    def _read(self, entry: Entry, *, rest: float = 0.0) -> None:
        self.aside = False
        workspace, bcc = self._workspace, self._includes_bcc

        def lines(request: Request) -> Iterator[Written]:
            return detail_lines(detail(workspace, entry, include_bcc=bcc, request=request))

        self._ask(lines, rest=rest)

    def _ask(self, lines: Callable[[Request], Iterator[Written]], *, rest: float = 0.0) -> None:
        self._bridge.read(self, "detail", partial(_listed, lines), DetailRead, rest=rest)

    @on(DetailRead)
    def _write(self, answer: DetailRead) -> None:
        self.write(answer.value)
        self.scroll_home(animate=False)

    @on(Failed)
    def _fail(self, answer: Failed) -> None:
        self.write([(visible(sentence_of(answer.error)), "warning")])


def _listed(lines: Callable[[Request], Iterator[Written]], request: Request) -> list[Written]:
    return list(lines(request))
