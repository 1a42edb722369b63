"""The rows of mail that goes out, or may: state, date, to whom, subject."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from rich.segment import Segment
from textual.binding import Binding, BindingType

from mailatlas_core.outbound.model import OutboundRecord
from mailatlas_core.outbound.room import is_agents
from mailatlas_core.ports import Clock
from mailatlas_tui import dates, glyphs
from mailatlas_tui.safe import cell_segment
from mailatlas_tui.screens.compose.letter import recipients, subject
from mailatlas_tui.screens.compose.statuses import shown, waits
from mailatlas_tui.widgets.whole_list import WholeList

_EMPTY = (
    "Nothing was written yet.\n\nn begins a message; r, R and f under 1 Messages answer one or pass it on."
    " Nothing leaves before you have seen it exactly as it goes out, and have said so."
)
_STATE = 12
_PEOPLE_SHARE = 3  # of what the rest of the row has, people get a third
_LEAST_PEOPLE = 12
_GAP = 1


class DraftList(WholeList[OutboundRecord]):
    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab", "screen.view", "To the record", show=False)]
    COMPONENT_CLASSES: ClassVar[set[str]] = {"list--unread", "list--warning"}

    def __init__(self, clock: Clock, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._clock = clock
        self._counting: Mapping[str, int] = {}

    def on_mount(self) -> None:
        self.say_when_empty(_EMPTY)

    def id_of(self, row: OutboundRecord) -> str:
        return row.id

    def count_down(self, seconds: Mapping[str, int]) -> None:
        """Of these records, by id, say in how many seconds they leave."""
        self._counting = seconds
        self.refresh()

    def render_row(self, row: OutboundRecord, width: int, *, cursor: bool) -> list[Segment]:
        state, plain, quiet = (self.get_component_rich_style(f"list--{name}") for name in _looks(row))
        if cursor:
            state = plain = quiet = self.cursor_style
        room = width - _STATE - dates.WIDTH - 2 * _GAP
        people = max(_LEAST_PEOPLE, room // _PEOPLE_SHARE)
        glyph, word, _ = shown(row)
        if row.id in self._counting:
            glyph, word = glyphs.RIGHT, f"in {self._counting[row.id]} s"
        return Segment.adjust_line_length(
            [
                cell_segment(f"{glyphs.CURSOR if cursor else ' '}{glyph} {word}", _STATE, state),
                cell_segment(dates.relative(row.created_at, self._clock.now()), dates.WIDTH, quiet),
                cell_segment("", _GAP, plain),
                cell_segment(_written_by(row) + recipients(row), people, plain),
                cell_segment("", _GAP, plain),
                cell_segment(subject(row), max(1, room - people), plain),
            ],
            width,
        )


def _written_by(record: OutboundRecord) -> str:
    return f"agent {glyphs.RIGHT} " if is_agents(record) else ""


def _looks(record: OutboundRecord) -> tuple[str, str, str]:
    """How the state, the words and the date of a row look."""
    if record.status in ("unknown", "error"):
        return "warning", "plain", "quiet"
    if waits(record):
        return "unread", "unread", "quiet"
    return (
        ("quiet", "quiet", "quiet") if record.status in ("sent", "rejected") else ("plain", "plain", "quiet")
    )
