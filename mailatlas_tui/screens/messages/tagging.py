"""Commands that change tags: of all marked messages, or of the one under the cursor; where the list is
folded, of their whole conversations."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from textual import on

from mailatlas_core.models import TagChange
from mailatlas_tui.bridge import Answered, Request
from mailatlas_tui.envelope import counted
from mailatlas_tui.screens.messages.base import MessagesBase

if TYPE_CHECKING:
    from mailatlas_tui.screens.messages.tag_dialog import TagNames

MOST_UNDONE = 100
"""How many changes can be undone, one after the other."""


class Tagged(Answered[TagChange]):
    """Tags were changed because a person said so."""


class TagsUndone(Answered[TagChange | None]):
    """The last change was undone; None where there was none."""


class Seen(Answered[TagChange]):
    """A message counts as read because it was read."""


class TagCommands(MessagesBase):
    def __init__(self) -> None:
        super().__init__()
        # Only the edits themselves touch it, which run one after the other: so what is undone is the
        # last change even where that was asked for a moment before.
        self._changes: deque[TagChange] = deque(maxlen=MOST_UNDONE)

    def action_unread(self) -> None:
        self._turn("unread")

    def action_flag(self) -> None:
        self._turn("flagged")

    def action_archive(self) -> None:
        self._turn("archived")

    def action_tag(self) -> None:
        from mailatlas_tui.screens.messages.tag_dialog import TagDialog

        rows = self.target_rows
        if rows:
            tags = sorted({tag for row in rows for tag in row.tags})
            ids = [row.id for row in rows]
            self.app.push_screen(TagDialog(len(ids), tags), partial(self._change_names, ids))

    def action_undo(self) -> None:
        tags, changes = self.atlas.workspace.tags, self._changes

        def undo(_: Request) -> TagChange | None:
            if not changes:
                return None
            tags.undo(changes[-1])
            return changes.pop()

        self.atlas.bridge.edit(self, undo, TagsUndone)

    def mark_seen(self) -> None:
        """The message is being read: it is unread no more."""
        row = self.row
        if row is not None and "unread" in row.tags and not self.atlas.workspace.read_only:
            tags, id = self.atlas.workspace.tags, row.id
            self.atlas.bridge.edit(self, lambda _: tags.change(ids=[id], remove=["unread"]), Seen)

    def _turn(self, tag: str) -> None:
        """Give the messages a tag; take it away where all of them have it. Of some that are unread, all
        are read first."""
        rows = self.target_rows
        if rows:
            take = (any if tag == "unread" else all)(tag in row.tags for row in rows)
            add, remove = ((), (tag,)) if take else ((tag,), ())
            self._change([row.id for row in rows], add, remove)

    def _change_names(self, ids: Sequence[str], names: TagNames | None) -> None:
        if names is not None and (names.add or names.remove):
            self._change(ids, names.add, names.remove)

    def _change(self, ids: Sequence[str], add: Sequence[str], remove: Sequence[str]) -> None:
        tags, changes, folded = self.atlas.workspace.tags, self._changes, self.list_pane.messages.folded

        def change(request: Request) -> TagChange:
            done = tags.change(ids=ids, add=add, remove=remove, whole_threads=folded, cancel=request.cancel)
            if done.documents:
                changes.append(done)
            return done

        self.atlas.bridge.edit(self, change, Tagged)

    @on(Tagged)
    def _tell_change(self, answer: Tagged) -> None:
        change = answer.value
        self._show_tags()
        self.tell(f"{_told(change)} · ctrl+z undoes" if change.documents else "Nothing to change.")

    @on(TagsUndone)
    def _tell_undone(self, answer: TagsUndone) -> None:
        change = answer.value
        self._show_tags()
        self.tell(f"Undone: {_told(change)}" if change else "There is nothing to undo.")

    @on(Seen)
    def _show_seen(self) -> None:
        self.list_pane.refresh_rows()

    def _show_tags(self) -> None:
        self.list_pane.refresh_rows()
        self.reader.reload()


def _told(change: TagChange) -> str:
    """`+travel −unread on 3 messages`."""
    signs = [f"+{name}" for name in change.added] + [f"−{name}" for name in change.removed]
    return f"{' '.join(signs)} on {counted(change.documents, 'message')}"
