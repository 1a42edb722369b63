"""What is done for the account in view, in a line: how far it is, or how it ended."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.widgets import Static

from mailatlas_core.models import IngestProgress
from mailatlas_tui import glyphs
from mailatlas_tui.safe import mail_text, paragraph
from mailatlas_tui.screens.accounts.states import Work
from mailatlas_tui.screens.accounts.telling import Told, progress_words

_BAR, _RUNNER = 16, 4

_BEGUN = {
    "get": "Connecting …",
    "full sync": "Connecting, to read all of it again …",
    "retry": "Connecting, to ask for the gaps again …",
    "test": "Connecting, to look and read nothing …",
    "watch": "Watching for new mail. w ends it, b rings the bell.",
}


class ReceiveBar(Static):
    COMPONENT_CLASSES: ClassVar[set[str]] = {"bar--good", "bar--bad", "bar--accent", "bar--quiet"}

    def on_mount(self) -> None:
        self.display = False

    def show_work(self, work: Work) -> None:
        """Say where work stands that is done now."""
        keys = "" if work.kind == "watch" else "esc cancels"
        if work.cancelling:
            self._say(Text("Cancelling; what was finished is kept …"), "")
        elif work.watched.trouble:
            self._write(
                Told("Watching", f"{work.watched.trouble} It is tried again.", is_bad=True), "w ends it"
            )
        elif work.state is None:
            self._say(mail_text(_BEGUN[work.kind]), keys)
        else:
            self._say(Text.assemble(self._drawn(work.state), progress_words(work.state)), keys)

    def show_told(self, told: Told | None) -> None:
        """Say how it ended, or nothing."""
        self.display = told is not None
        if told is not None:
            self._write(told, "esc closes")

    def _drawn(self, state: IngestProgress) -> Text:
        """How much of it is here; where nobody knows how much there is, what moves with the mail."""
        accent, quiet = (self.get_component_rich_style(f"bar--{name}") for name in ("accent", "quiet"))
        if state.bytes_total:
            share = min(1.0, state.bytes_read / state.bytes_total)
            done = round(_BAR * share)
            return Text.assemble(
                (glyphs.BAR * done, accent), (glyphs.BAR * (_BAR - done), quiet), f" {share:.0%}  "
            )
        start = state.messages % (_BAR - _RUNNER + 1)
        end = _BAR - _RUNNER - start
        return Text.assemble(
            (glyphs.BAR * start, quiet), (glyphs.BAR * _RUNNER, accent), (glyphs.BAR * end, quiet), "  "
        )

    def _write(self, told: Told, keys: str) -> None:
        self.display = True
        outcome, quiet = (
            self.get_component_rich_style(f"bar--{name}", partial=True)
            for name in ("bad" if told.is_bad else "good", "quiet")
        )
        parts = (
            paragraph(f"{told.begin}: ", outcome),
            paragraph(told.sentence),
            paragraph(f"  {keys}", quiet),
        )
        self.update(Text.assemble(*parts))

    def _say(self, line: Text, keys: str) -> None:
        self.display = True
        if keys:
            line.append(f"   {keys}", self.get_component_rich_style("bar--quiet"))
        line.no_wrap, line.overflow = True, "ellipsis"
        self.update(line)
