"""A line for addresses, in which the one before the cursor is completed from the workspace."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input, Static

from mailatlas_core.models import Address
from mailatlas_core.outbound.compose.addresses import mailbox
from mailatlas_core.text import fit, visible
from mailatlas_core.workspace import Workspace
from mailatlas_tui import glyphs
from mailatlas_tui.bridge import Answered, Bridge, Failed, Request
from mailatlas_tui.safe import PlainInput, mail_text

REST_SECONDS = 0.1
"""How long the typing must rest before the workspace is asked."""

MOST_SHOWN = 6
WIDEST = 60
_LEAST_TYPED = 2

_QUOTED_OR_SEPARATOR = re.compile(r'"(?:[^"\\]|\\.)*"?|[,;]')
_WHOLE_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]{2,}>?")


@dataclass(frozen=True, slots=True)
class People:
    """Who can be meant by the beginning of an address."""

    beginning: str
    found: Sequence[Address]


class PeopleFound(Answered[People]):
    """The workspace was looked through."""


class AddressInput(PlainInput):
    """Its arrows and esc are handled here rather than bound: they are only taken while there is a choice."""

    class Moved(Message):
        """Another of the candidates is meant."""

    def __init__(self, id: str) -> None:
        super().__init__(id=id, compact=True, select_on_focus=False)
        self.candidates: Sequence[str] = ()
        self.chosen: int | None = None

    @property
    def beginning(self) -> str:
        """What stands of the address before the cursor."""
        return self.value[self._start : self.cursor_position].strip()

    def offer(self, candidates: Sequence[str]) -> None:
        """Let one of these be chosen. The first is chosen already, unless what stands there is an address:
        that is never replaced by another that only begins so."""
        self.candidates = candidates
        whole = _WHOLE_ADDRESS.search(self.beginning) is not None
        self.chosen = None if whole or not candidates else 0
        self.post_message(self.Moved())

    def key_down(self, event: events.Key) -> None:
        self._move(1, event)

    def key_up(self, event: events.Key) -> None:
        self._move(-1, event)

    def key_escape(self, event: events.Key) -> None:
        if self.candidates:
            event.stop().prevent_default()
            self.offer(())

    def _move(self, step: int, event: events.Key) -> None:
        if self.candidates:
            event.stop().prevent_default()
            before = -1 if self.chosen is None and step > 0 else self.chosen or 0
            self.chosen = (before + step) % len(self.candidates)
            self.post_message(self.Moved())

    def take(self) -> bool:
        """Write what is chosen. False where nothing is."""
        if self.chosen is None or not self.candidates:
            return False
        space = " " if self.value[: self._start].strip() else ""
        self.replace(f"{space}{self.candidates[self.chosen]}, ", self._start, self.cursor_position)
        self.offer(())
        return True

    @property
    def _start(self) -> int:
        """Where the address before the cursor begins: behind the last comma outside of quotes."""
        before = self.value[: self.cursor_position]
        separators = [each.end() for each in _QUOTED_OR_SEPARATOR.finditer(before) if each[0] in ",;"]
        return separators[-1] if separators else 0


class AddressField(Vertical):
    COMPONENT_CLASSES: ClassVar[set[str]] = {"address--chosen"}

    def __init__(self, workspace: Workspace, bridge: Bridge, label: str, id: str) -> None:
        super().__init__(classes="field")
        self.input = AddressInput(id)
        self._workspace = workspace
        self._bridge = bridge
        self._label = label
        self._shown = Static(classes="candidates", markup=False)

    def compose(self) -> ComposeResult:
        with Horizontal(classes="line"):
            yield Static(self._label, classes="label", markup=False)
            yield self.input
        yield self._shown

    @on(Input.Changed)
    def _ask(self) -> None:
        beginning, workspace = self.input.beginning, self._workspace
        if len(beginning) < _LEAST_TYPED or not self.input.has_focus:
            self._bridge.drop(self, "people")
            self.input.offer(())
            return

        def ask(request: Request) -> People:
            found = workspace.outbound.people(beginning, limit=MOST_SHOWN, cancel=request.cancel)
            return People(beginning, found)

        self._bridge.read(self, "people", ask, PeopleFound, rest=REST_SECONDS)

    @on(PeopleFound)
    def _offer(self, answer: PeopleFound) -> None:
        if self.input.has_focus and answer.value.beginning == self.input.beginning:
            written = [visible(mailbox(address)) for address in answer.value.found]
            self.input.offer([each for each in written if each != answer.value.beginning])

    @on(Failed)
    def _offer_nothing(self) -> None:
        self.input.offer(())

    @on(AddressInput.Moved)
    def _show(self) -> None:
        candidates, chosen = self.input.candidates, self.input.chosen
        style = self.get_component_rich_style("address--chosen", partial=True)
        lines = [
            mail_text(
                fit(f"{glyphs.CURSOR if number == chosen else ' '} {candidate}", WIDEST),
                style if number == chosen else "",
            )
            for number, candidate in enumerate(candidates)
        ]
        self._shown.update(Text("\n").join(lines))
        self._shown.display = bool(lines)

    def on_descendant_blur(self) -> None:
        self._bridge.drop(self, "people")
        self.input.offer(())
