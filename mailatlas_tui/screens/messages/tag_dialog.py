"""Names of tags to be given to messages and to be taken from them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.suggester import Suggester
from textual.widgets import Input, Static

from mailatlas_tui.bridge import Answered, Failed, Request
from mailatlas_tui.envelope import counted
from mailatlas_tui.safe import PlainInput, paragraph
from mailatlas_tui.screens.dialogs.dialog import Dialog


class TagNames(NamedTuple):
    """Tags to be given and tags to be taken away, as they were written."""

    add: Sequence[str]
    remove: Sequence[str]


class NamesKnown(Answered[Sequence[str]]):
    """The tags that some message has, the most frequent first."""


class NamesChecked(Answered[TagNames]):
    """All these can be names of tags."""


class TagDialog(Dialog[TagNames]):
    """Asks for `+name` and `-name`; a name alone is to be added. `tags` are those of the message under
    the cursor, of `count` that are meant."""

    TITLE = "Tags"
    KEYS = "enter changes them · tab completes · esc closes"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab", "complete", "complete", show=False)]

    def __init__(self, count: int, tags: Sequence[str]) -> None:
        super().__init__()
        self._count = count
        self._tags = tags
        self._known = KnownNames()

    def compose_content(self) -> ComposeResult:
        whose = "It has" if self._count == 1 else f"{counted(self._count, 'message')}; among them they have"
        yield Static(paragraph(f"{whose}: {' '.join(self._tags) or 'no tags'}"))
        yield PlainInput(placeholder="travel +later -unread", suggester=self._known, compact=True)
        yield Static(classes="detail", markup=False)

    def on_mount(self) -> None:
        tags = self.atlas.workspace.tags

        def read(request: Request) -> Sequence[str]:
            counts = tags.counts(cancel=request.cancel)
            return sorted(counts, key=lambda name: (-counts[name], name))

        self.atlas.bridge.read(self, "known", read, NamesKnown)

    @on(NamesKnown)
    def _keep_names(self, answer: NamesKnown) -> None:
        self._known.names = answer.value
        if answer.value:
            self.query_one(".detail", Static).update(paragraph(f"Known: {' '.join(answer.value)}"))

    def action_complete(self) -> None:
        self.query_one(Input).action_cursor_right()

    @on(Input.Submitted)
    def _check(self, message: Input.Submitted) -> None:
        names, tags = read_names(message.value), self.atlas.workspace.tags

        def check(_: Request) -> TagNames:
            tags.change(ids=(), add=names.add, remove=names.remove)  # of no message: only looks at the names
            return names

        self.atlas.bridge.read(self, "check", check, NamesChecked)

    @on(NamesChecked)
    def _answer(self, answer: NamesChecked) -> None:
        if self.is_active:  # and no question whether to quit stands above it
            self.dismiss(answer.value)

    @on(Failed)
    def _fail(self, answer: Failed) -> None:
        self.tell_error(answer.error)


def read_names(written: str) -> TagNames:
    """What `later +travel -unread` asks for."""
    words = written.split()
    add = [word.removeprefix("+") for word in words if not word.startswith("-")]
    return TagNames(add, [word[1:] for word in words if word.startswith("-")])


class KnownNames(Suggester):
    """Completes the last word of a line to the most frequent name that begins so."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self.names: Iterable[str] = ()

    async def get_suggestion(self, value: str) -> str | None:
        word = value.rpartition(" ")[2]
        start = word.lstrip("+-")
        longer = (name for name in self.names if start and name != start and name.startswith(start))
        name = next(longer, None)
        return None if name is None else value + name[len(start) :]
