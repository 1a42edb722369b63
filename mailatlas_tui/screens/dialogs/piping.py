"""The bytes of messages or of an attachment into a command, and what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from textual import on
from textual.app import App

from mailatlas_core.cancel import CancelToken
from mailatlas_core.errors import Cancelled
from mailatlas_core.text import visible, visible_lines
from mailatlas_tui import glyphs
from mailatlas_tui.bridge import Answered, Request
from mailatlas_tui.envelope import counted, size
from mailatlas_tui.piping import MOST_OUTPUT_BYTES, Ended, run
from mailatlas_tui.screens.dialogs.asking import CommandDialog
from mailatlas_tui.screens.dialogs.dialog import Remembered
from mailatlas_tui.screens.dialogs.working import WorkDialog
from mailatlas_tui.widgets.written_view import Written

Feed = Callable[[CancelToken], tuple[str, bytes]]
"""Reads what a command is to get: what that is called, and its bytes."""


@dataclass(frozen=True, slots=True)
class Output:
    """In a sentence how the command ended, and in lines what it said."""

    sentence: str
    written: Sequence[Written]


class Piped(Answered[Output]):
    """The command has ended, for all that it was to get."""


def ask_and_pipe(app: App[Any], what: str, feeds: Sequence[Feed], remembered: Remembered) -> None:
    """Ask for a command and give it the feeds, one after the other; `what` is what they are."""

    def pipe(command: str | None) -> None:
        if command:
            remembered.command = command
            app.push_screen(PipeDialog(command, feeds))

    app.push_screen(CommandDialog(what, remembered.command), pipe)


class PipeDialog(WorkDialog):
    TITLE = "Pipe to a command"
    KEYS = "esc stops the command"

    def __init__(self, command: str, feeds: Sequence[Feed]) -> None:
        super().__init__(len(feeds))
        self._command = command
        self._feeds = feeds

    def start(self) -> None:
        self.atlas.bridge.work(self, "work", partial(_pipe, self._command, self._feeds), Piped)

    @on(Piped)
    def _finish(self, answer: Piped) -> None:
        self.finish(f"{self._command}: {answer.value.sentence}", answer.value.written)


def _pipe(command: str, feeds: Sequence[Feed], request: Request) -> Output:
    """Run the command for each feed; when it is cancelled, what was said until then is kept."""
    written: list[Written] = []
    statuses: list[str] = []
    room = MOST_OUTPUT_BYTES
    for done, feed in enumerate(feeds):
        request.progress(done)
        try:
            name, content = feed(request.cancel)
            ended = run(command, content, request.cancel, most=room)
        except Cancelled:
            return Output(f"stopped after {done:,} of {counted(len(feeds), 'message')}", written)
        room -= len(ended.output)
        statuses.append(ended.shown_status)
        if len(feeds) > 1:
            written.append((visible(f"{name}: {ended.shown_status}"), "strong"))
        written += _lines(ended)
    return Output(_summary(statuses), written)


def _lines(ended: Ended) -> Iterator[Written]:
    text = ended.output.decode("utf-8", "backslashreplace").removesuffix("\n")
    if text:
        yield from ((line, "plain") for line in visible_lines(text))
    if ended.left_out:
        yield f"({size(ended.left_out)} more are not shown)", "quiet"


def _summary(statuses: Sequence[str]) -> str:
    """How it ended, or how often in which way."""
    if len(statuses) == 1:
        return statuses[0]
    return ", ".join(f"{statuses.count(each):,} {glyphs.TIMES} {each}" for each in dict.fromkeys(statuses))
