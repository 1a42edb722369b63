"""The rows of the log: what kind or in which state, when, and what."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType

from mailatlas_core.outbound.model import OutboundRecord
from mailatlas_core.ports import Clock
from mailatlas_tui import dates, glyphs
from mailatlas_tui.safe import cell_segment
from mailatlas_tui.screens.audit.listing import Entry, family
from mailatlas_tui.screens.audit.telling import told
from mailatlas_tui.screens.compose.letter import recipients, subject
from mailatlas_tui.screens.compose.statuses import shown
from mailatlas_tui.widgets.virtual_list import VirtualList

_STATE = 13
_GAP = 1
_PEOPLE_SHARE = 3  # of what the rest of the row has, people get a third
_LEAST_PEOPLE = 12


class EntryList(VirtualList[Entry]):
    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab", "screen.open", "To the detail", show=False)]
    COMPONENT_CLASSES: ClassVar[set[str]] = {"list--warning"}

    def __init__(self, clock: Clock, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._clock = clock

    @property
    def chosen(self) -> Entry | None:
        """The entry under the cursor, if it is here."""
        return None if self.position is None else self.row(self.position)

    def render_row(self, row: Entry, width: int, *, cursor: bool) -> list[Segment]:
        plain, quiet, warning = (
            self.get_component_rich_style(f"list--{name}") for name in ("plain", "quiet", "warning")
        )
        record = row.record
        state = warning if record and record.status in ("unknown", "error") else plain if record else quiet
        if cursor:
            plain = quiet = state = self.cursor_style
        rest = max(2, width - _STATE - dates.WIDTH - _GAP)
        cells = [
            cell_segment(f"{glyphs.CURSOR if cursor else ' '}{_state(row)}", _STATE, state),
            cell_segment(_day(row.event.at, self._clock), dates.WIDTH, quiet),
            cell_segment("", _GAP, quiet),
        ]
        if record is None:
            cells.append(cell_segment(told(row.event), rest, plain))
        else:
            cells += _letter(record, rest, plain)
        return Segment.adjust_line_length(cells, width)


def _state(row: Entry) -> str:
    if row.record is None:
        return f"{glyphs.SEPARATOR} {family(row.event.kind)}"
    glyph, word, _ = shown(row.record)
    return f"{glyph} {word}"


def _letter(record: OutboundRecord, width: int, style: Style) -> list[Segment]:
    people = min(max(_LEAST_PEOPLE, width // _PEOPLE_SHARE), max(1, width - _GAP - 1))
    return [
        cell_segment(recipients(record), people, style),
        cell_segment("", _GAP, style),
        cell_segment(subject(record), max(1, width - people - _GAP), style),
    ]


def _day(at: str, clock: Clock) -> str:
    """A date as in every list; what was tampered with may be none, and is shown as it is."""
    try:
        return dates.relative(at, clock.now())
    except (ValueError, OverflowError):
        return at
