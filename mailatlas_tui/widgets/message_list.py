"""The rows of messages: marks, date, sender, subject with its tags, conversation, attachments."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from operator import neg
from typing import ClassVar

from rich.segment import Segment
from textual.binding import Binding, BindingType

from mailatlas_core.models import DocumentRef
from mailatlas_core.ports import Clock
from mailatlas_core.text import cell_width, fit, visible
from mailatlas_tui import dates, glyphs
from mailatlas_tui.safe import cell_segment
from mailatlas_tui.widgets.virtual_list import VirtualList

SHOWN_AS_SIGNS = frozenset({"unread", "flagged", "archived"})
"""Tags that a row does not spell out."""

_SIGNS = 4
_ATTACHMENTS = 5
_LEAST_SUBJECT = 12
_LEAST_NOTES = 6


class MessageList(VirtualList[DocumentRef]):
    """A marked row is read with those in view, so that it says what is so now; its mark goes with it.
    Folded, a row stands for its conversation."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "screen.mark", "Mark", show=False),
        Binding("tab", "screen.open", "To the reader", show=False),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {"list--unread"}

    def __init__(self, clock: Clock, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._clock = clock
        self.folded = False
        self._marked: dict[int, DocumentRef] = {}

    @property
    def marked(self) -> Sequence[DocumentRef]:
        """The marked rows, in the order of their marking."""
        return tuple(self._marked.values())

    @property
    def highlighted(self) -> DocumentRef | None:
        """The row under the cursor, if it is here."""
        return None if self.position is None else self.row(self.position)

    def mark(self) -> None:
        """Mark the row under the cursor, or take its mark away, and go on to the next."""
        row = self.highlighted
        if row is not None:
            if self._marked.pop(row.position, None) is None:
                self._marked[row.position] = row
            self.refresh_line(self._cursor)
            self.action_move(1)

    def unmark(self) -> None:
        self._marked.clear()
        self.refresh()

    def unmark_all_but(self, positions: Sequence[int]) -> None:
        """Keep no mark that could not be seen: what is done to marked rows is done to what is listed."""
        self._marked = {
            position: row for position, row in self._marked.items() if _holds(positions, position)
        }

    def fill(self, asked: Sequence[int], rows: Mapping[int, DocumentRef]) -> None:
        for position in self._marked.keys() & set(asked):
            if position in rows:
                self._marked[position] = rows[position]
            else:
                del self._marked[position]
        super().fill(asked, rows)

    def _around(self, pages: int = 1) -> Sequence[int]:
        return [*super()._around(pages), *self._marked]

    def render_row(self, row: DocumentRef, width: int, *, cursor: bool) -> list[Segment]:
        names = ("unread" if "unread" in row.tags else "plain", "quiet")
        plain, quiet = (self.get_component_rich_style(f"list--{name}") for name in names)
        if cursor:
            plain = quiet = self.cursor_style
        unread = glyphs.UNREAD if "unread" in row.tags else ""
        state = glyphs.MARKED if row.position in self._marked else unread
        sender = max(8, min(28, width // 4))
        rest = max(2, width - _SIGNS - dates.WIDTH - 1 - sender - 1 - _ATTACHMENTS)
        return [
            cell_segment(glyphs.CURSOR if cursor else "", 1, plain),
            cell_segment(state, 1, plain),
            cell_segment(glyphs.FLAGGED if "flagged" in row.tags else "", 2, plain),
            cell_segment(dates.relative(row.received_at, self._clock.now()), dates.WIDTH + 1, quiet),
            cell_segment(row.sender_name or row.sender_email or "(no sender)", sender, plain),
            Segment(" ", plain),
            *(Segment(text, quiet if is_quiet else plain) for text, is_quiet in self._subject(row, rest)),
            cell_segment(_attachments(row), _ATTACHMENTS, quiet),
        ]

    def _subject(self, row: DocumentRef, width: int) -> Iterator[tuple[str, bool]]:
        """The subject, behind it what is known of the message, as far as there is room: each with
        whether it is quiet."""
        notes = [f"({row.thread_size})"] if self.folded and row.thread_size > 1 else []
        notes += [f"#{visible(tag)}" for tag in row.tags if tag not in SHOWN_AS_SIGNS]
        behind = " ".join(notes)
        subject = visible(row.sent_subject) or "(no subject)"
        most = width - 1 - _LEAST_SUBJECT
        if behind:
            behind = fit(f" {behind}", min(cell_width(behind) + 1, most)) if most >= _LEAST_NOTES else ""
        room = max(1, min(cell_width(subject), width - 1 - cell_width(behind)))
        yield fit(subject, room), False
        yield fit(behind, width - room), True


def _holds(positions: Sequence[int], position: int) -> bool:
    """Whether a position is among these, which descend."""
    index = bisect_left(positions, -position, key=neg)
    return index < len(positions) and positions[index] == position


def _attachments(row: DocumentRef) -> str:
    return f"{glyphs.ATTACHMENT} {row.attachment_count}" if row.attachment_count else ""
