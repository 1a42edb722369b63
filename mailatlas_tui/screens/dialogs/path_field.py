"""A field for a path, in which tab completes names as a shell does."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from mailatlas_core.paths import expanded
from mailatlas_core.text import visible
from mailatlas_tui.bridge import Answered, Bridge, Failed, Request
from mailatlas_tui.safe import PlainInput, paragraph

MOST_LOOKED_AT = 20_000
"""How many names of a folder are looked at."""

MOST_SHOWN = 30
"""How many names to choose from are shown."""


@dataclass(frozen=True, slots=True)
class Names:
    """What the end of a written path may become: names in order, folders with a / behind them."""

    written: str
    names: tuple[str, ...]

    @property
    def completed(self) -> str:
        """The path as far as all the names agree."""
        if not self.names:
            return self.written
        folder = self.written[: self.written.rfind("/") + 1]
        return folder + os.path.commonprefix(self.names)  # noqa: RUF071 - letter by letter is meant


class NamesRead(Answered[Names]):
    """A folder was looked through."""


class PathField(Vertical):
    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab", "complete", "complete", show=False)]

    def __init__(self, bridge: Bridge, value: str = "", placeholder: str = "") -> None:
        super().__init__()
        self._bridge = bridge
        self._value = value
        self._placeholder = placeholder

    def compose(self) -> ComposeResult:
        yield PlainInput(self._value, self._placeholder, select_on_focus=False, compact=True)
        yield Static(classes="candidates", markup=False)

    @property
    def value(self) -> str:
        """The path as it was written, without the quotes that a terminal puts round a dropped one."""
        value = self._input.value.strip()
        quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "'\""
        return value[1:-1] if quoted else value

    @property
    def _input(self) -> Input:
        return self.query_one(Input)

    def action_complete(self) -> None:
        written = self._input.value
        self._bridge.read(self, "names", lambda request: names_for(written, request), NamesRead)

    @on(Input.Changed)
    def _forget_names(self) -> None:
        self._show("")

    @on(NamesRead)
    def _complete(self, answer: NamesRead) -> None:
        found = answer.value
        if self._input.value != found.written:
            return
        with self.prevent(Input.Changed):
            self._input.value = found.completed
        self._input.action_end()
        shown = "  ".join(found.names[:MOST_SHOWN])
        more = len(found.names) - MOST_SHOWN
        if len(found.names) == 1:
            self._show("")
        else:
            self._show(f"{shown}  and {more:,} more" if more > 0 else shown or "No such name.")

    @on(Failed)
    def _fail(self, answer: Failed) -> None:
        self._show(answer.error.message)

    def _show(self, line: str) -> None:
        candidates = self.query_one(".candidates", Static)
        candidates.update(paragraph(line))
        candidates.display = bool(line)


def names_for(written: str, request: Request) -> Names:
    """The names that begin as the last part of a written path does; hidden ones only where it begins
    with a dot."""
    if written == "~":
        return Names(written, ("~/",))
    folder, _, start = written.rpartition("/")
    place = expanded(f"{folder}/" if "/" in written else ".")
    try:
        names = sorted(_names(os.fspath(place), start, request))
    except OSError:
        names = []
    return Names(written, tuple(names))


def _names(folder: str, start: str, request: Request) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in islice(entries, MOST_LOOKED_AT):
            request.cancel.check()
            name = entry.name
            # A name that cannot be shown as it is cannot be typed here either.
            if name.startswith(start) and (start or name[0] != ".") and name == visible(name):
                yield f"{name}/" if entry.is_dir() else name
