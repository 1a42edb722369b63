"""The ingest that runs, or ran, in one line: how far, how much, how it ended."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text
from textual import on
from textual.message import Message
from textual.timer import Timer

from mailatlas_core.models import IngestProblem, IngestProgress, IngestReport
from mailatlas_core.paths import expanded
from mailatlas_core.workspace import Workspace
from mailatlas_tui import glyphs
from mailatlas_tui.bridge import Answered, Bridge, Failed, Progressed, Request
from mailatlas_tui.envelope import counted
from mailatlas_tui.errors import sentence_of
from mailatlas_tui.safe import mail_text
from mailatlas_tui.widgets.work_bar import WorkBar

REFRESH_SECONDS = 1.0
"""How often the list follows an ingest that runs."""

_BAR = 16
_ENDINGS = {
    "ok": "Ingested",
    "duplicate": "Nothing new",
    "partial": "Ingested in part",
    "error": "Nothing ingested",
    "cancelled": "Cancelled",
}


class Ingested(Answered[IngestReport]):
    """An ingest has ended."""


class IngestBar(WorkBar):
    class Stored(Message):
        """There may be more messages than before."""

    def __init__(self, workspace: Workspace, bridge: Bridge, *, id: str) -> None:
        super().__init__(workspace, bridge, id=id)
        self._refresh_timer: Timer | None = None
        self.problems: Sequence[IngestProblem] = ()

    def start(self, path: str) -> None:
        """Take in what lies at `path`, as a person wrote it."""

        def job(request: Request) -> IngestReport:
            return self._workspace.ingest([expanded(path)], progress=request.progress, cancel=request.cancel)

        self.problems = ()
        self._say(Text(" Looking at the files …"), "esc cancels")
        self._bridge.work(self, "work", job, Ingested)

    def say_cancelling(self) -> None:
        self._say(Text(" Cancelling; what was finished is kept …"), "")

    @on(Progressed)
    def _follow(self, message: Progressed) -> None:
        state = message.request.take_state()
        if isinstance(state, IngestProgress) and not message.request.cancel.cancelled:
            self._show_progress(state)
            if self._refresh_timer is None:
                self._refresh_timer = self.set_timer(REFRESH_SECONDS, self._tell)

    def _tell(self) -> None:
        if self._refresh_timer is not None:
            self._refresh_timer.stop()
            self._refresh_timer = None
        self.post_message(self.Stored())

    def _show_progress(self, state: IngestProgress) -> None:
        line = Text(" ")
        if state.bytes_total:
            share = min(1.0, state.bytes_read / state.bytes_total)
            done = round(_BAR * share)
            line.append(glyphs.BAR * done, self.get_component_rich_style("bar--accent"))
            line.append(glyphs.BAR * (_BAR - done), self.get_component_rich_style("bar--quiet"))
            line.append(f" {share:.0%}  ")
        line.append(_counts(state.ingested, state.duplicates, state.errors, state.skipped))
        self._say(line, "esc cancels")

    @on(Ingested)
    def _finish(self, answer: Ingested) -> None:
        report = answer.value
        self.problems = report.errors
        style = "bar--good" if report.status in ("ok", "duplicate") else "bar--bad"
        line = Text.assemble(" ", (_ENDINGS[report.status], self.get_component_rich_style(style)), ": ")
        line.append(
            _counts(report.ingested_count, report.duplicate_count, report.error_count, report.skipped_count)
        )
        self._say(line, "E shows errors · esc closes" if report.errors else "esc closes")
        self._tell()

    @on(Failed)
    def _fail(self, answer: Failed) -> None:
        line = mail_text(sentence_of(answer.error), self.get_component_rich_style("bar--bad"))
        self._say(Text.assemble(" ", line), "esc closes")

    def _say(self, line: Text, hint: str) -> None:
        line.no_wrap, line.overflow = True, "ellipsis"
        self.say(line, hint)


def _counts(new: int, known: int, errors: int, skipped: int) -> str:
    parts = [f"{new:,} new", f"{known:,} known already"]
    if errors:
        parts.append(counted(errors, "error"))
    if skipped:
        parts.append(f"{skipped:,} no mail")
    return " · ".join(parts)
