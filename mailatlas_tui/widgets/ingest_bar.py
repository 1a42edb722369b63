"""One line about the ingest that runs, or ran: how far, how much, how it ended."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.widgets import Static

from mailatlas_core.models import IngestProgress, IngestReport
from mailatlas_tui.safe import mail_text

_BAR = 16
_ENDINGS = {
    "ok": "Ingested",
    "duplicate": "Nothing new",
    "partial": "Ingested in part",
    "error": "Nothing ingested",
    "cancelled": "Cancelled",
}


class IngestBar(Static):
    COMPONENT_CLASSES: ClassVar[set[str]] = {"bar--good", "bar--bad", "bar--accent", "bar--quiet"}

    def on_mount(self) -> None:
        self.hide()

    @property
    def shown(self) -> bool:
        return bool(self.display)

    def hide(self) -> None:
        self.display = False

    def start(self) -> None:
        """Work was asked for and has not said anything yet."""
        self._say(Text(" Looking at the files …"), "esc cancels")

    def progress(self, state: IngestProgress) -> None:
        """Where the work stands."""
        line = Text(" ")
        if state.bytes_total:
            share = min(1.0, state.bytes_read / state.bytes_total)
            done = round(_BAR * share)
            line.append("━" * done, self.get_component_rich_style("bar--accent"))
            line.append("━" * (_BAR - done), self.get_component_rich_style("bar--quiet"))
            line.append(f" {share:.0%}  ")
        line.append(_counts(state.ingested, state.duplicates, state.errors, state.skipped))
        self._say(line, "esc cancels")

    def cancelling(self) -> None:
        """It was told to stop, and drops the batch in hand."""
        self._say(Text(" Cancelling; what was finished is kept …"), "")

    def finish(self, report: IngestReport) -> None:
        """How it ended; stays until it is closed."""
        style = "bar--good" if report.status in ("ok", "duplicate") else "bar--bad"
        line = Text.assemble(" ", (_ENDINGS[report.status], self.get_component_rich_style(style)), ": ")
        line.append(
            _counts(report.ingested_count, report.duplicate_count, report.error_count, report.skipped_count)
        )
        self._say(line, "E shows errors · esc closes" if report.errors else "esc closes")

    def fail(self, sentence: str) -> None:
        """It could not start, or broke."""
        line = mail_text(sentence, self.get_component_rich_style("bar--bad"))
        self._say(Text.assemble(" ", line), "esc closes")

    def _say(self, line: Text, hint: str) -> None:
        self.display = True
        if hint:
            line.append(f"   {hint}", self.get_component_rich_style("bar--quiet"))
        line.no_wrap, line.overflow = True, "ellipsis"
        self.update(line)


def _counts(new: int, known: int, errors: int, skipped: int) -> str:
    parts = [f"{new:,} new", f"{known:,} known already"]
    if errors:
        parts.append(f"{errors:,} error{'' if errors == 1 else 's'}")
    if skipped:
        parts.append(f"{skipped:,} no mail")
    return " · ".join(parts)
