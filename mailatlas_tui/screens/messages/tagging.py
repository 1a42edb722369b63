"""Commands that change tags: of all marked messages, or of the one under the cursor."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on

from mailatlas_core.models import TagChange
from mailatlas_tui.bridge import Answered
from mailatlas_tui.envelope import counted
from mailatlas_tui.safe import say
from mailatlas_tui.screens.messages.base import MessagesBase
from mailatlas_tui.screens.messages.tag_dialog import TagDialog, TagNames

MOST_UNDONE = 100
"""How many changes can be undone, one after the other."""


class Tagged(Answered[TagChange]):
    """Tags were changed because a person said so."""


class TagsUndone(Answered[TagChange]):
    """A change was undone."""


class Seen(Answered[TagChange]):
    """A message counts as read because it was read."""


class TagCommands(MessagesBase):
    def __init__(self) -> None:
        super().__init__()
        self._changes: list[TagChange] = []

    @property
    def can_undo(self) -> bool:
        return bool(self._changes)

    def action_unread(self) -> None:
        self._turn("unread")

    def action_flag(self) -> None:
        self._turn("flagged")

    def action_archive(self) -> None:
        self._turn("archived")

    def action_tag(self) -> None:
        row = self.row
        if row is not None:
            marked = len(self.list_pane.messages.marked)
            self.app.push_screen(TagDialog(marked or 1, row.tags), self._change_names)

    def action_undo(self) -> None:
        if not self._changes:
            return
        change, tags = self._changes.pop(), self.atlas.workspace.tags

        def undo(_: object) -> TagChange:
            tags.undo(change)
            return change

        self.atlas.bridge.edit(self, undo, TagsUndone)

    def mark_seen(self) -> None:
        """The message is being read: it is unread no more."""
        row = self.row
        if row is not None and "unread" in row.tags and not self.atlas.workspace.read_only:
            self._change([row.id], (), ("unread",), Seen)

    def _turn(self, tag: str) -> None:
        """Give the messages a tag; take it away where the one under the cursor has it."""
        row = self.row
        if row is not None:
            add, remove = ((), (tag,)) if tag in row.tags else ((tag,), ())
            self._change(self.targets, add, remove, Tagged)

    def _change_names(self, names: TagNames | None) -> None:
        if names is not None and (names.add or names.remove):
            self._change(self.targets, names.add, names.remove, Tagged)

    def _change(
        self,
        ids: Sequence[str],
        add: Sequence[str],
        remove: Sequence[str],
        answer: type[Answered[TagChange]],
    ) -> None:
        tags = self.atlas.workspace.tags
        self.atlas.bridge.edit(
            self,
            lambda request: tags.change(ids=ids, add=add, remove=remove, cancel=request.cancel),
            answer,
        )

    @on(Tagged)
    def _tell_change(self, answer: Tagged) -> None:
        change = answer.value
        if change.documents:
            self._changes = [*self._changes, change][-MOST_UNDONE:]
        say(self.app, f"{_told(change)} · ctrl+z undoes" if change.documents else "Nothing to change.")
        self._show_tags()

    @on(TagsUndone)
    def _tell_undone(self, answer: TagsUndone) -> None:
        say(self.app, f"Undone: {_told(answer.value)}")
        self._show_tags()

    @on(Seen)
    def _show_tags(self) -> None:
        self.list_pane.refresh_rows()
        self.reader.reload()


def _told(change: TagChange) -> str:
    """`+travel −unread on 3 messages`."""
    signs = [f"+{name}" for name in change.added] + [f"−{name}" for name in change.removed]
    return f"{' '.join(signs)} on {counted(change.documents, 'message')}"
