"""Mail over time as one line: a histogram of what is found, in which one can move to a time.

The height of a column is the square root of its count, rounded up: one message is seen beside a
thousand, and many are still told from few.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from math import ceil, sqrt
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widget import Widget

from mailatlas_core.ports import Clock
from mailatlas_core.text import cell_width, fit
from mailatlas_core.timeline import FEWEST_BUCKETS, Bucket, timeline
from mailatlas_tui import glyphs

PAGE = 12
"""How many buckets a page is: of months, a year."""

_LABELS_WIDTH = 30
"""Columns that are kept for what stands beside the histogram, so that a name does not move it."""

_YEAR, _MONTH, _DAY = len("2026"), len("2026-03"), len("2026-03-13")
_WHEN_ENTERED = f"{glyphs.LEFT} {glyphs.RIGHT} by time"


def label(bucket: Bucket) -> str:
    """When that was: `2026`, `Jan to Mar 2026`, `Mar 2026`, `week of 9 Mar`, `13 Mar 2026`,
    `before 2019`, `since Jan 2027`."""
    bound, text, end = _parts(bucket)
    if end:
        return f"{_first_day(text):%b} to {_first_day(end) - timedelta(days=1):%b %Y}"
    day = _first_day(text)
    if bound == "on" and "W" in text:
        return f"week of {day.day} {day:%b}"
    when = {_YEAR: text, _MONTH: f"{day:%b %Y}"}.get(len(text), f"{day.day} {day:%b %Y}")
    return {"before": f"before {when}", "after": f"since {when}"}.get(bound, when)


def _beginning(bucket: Bucket) -> str:
    """When the oldest bucket is, in a word: the newest says the rest."""
    bound, text, _ = _parts(bucket)
    if bound == "before":
        return "earlier"
    day = _first_day(text)
    return f"{day:%Y}" if len(text) <= _MONTH else f"{day.day} {day:%b}"


def _parts(bucket: Bucket) -> tuple[str, str, str]:
    """The bound of a bucket's query, its period, and the one before which a quarter ends."""
    bound, _, text = bucket.query.partition(":")
    text, _, end = text.partition(" before:")
    return bound, text, end


def _first_day(period: str) -> date:
    """Of a year, a month, a week or a day."""
    return date.fromisoformat(f"{period}-01-01"[:_DAY] if len(period) <= _MONTH else period)


class TimelineBar(Widget, can_focus=True):
    """Only a bucket with mail can be chosen. It is not displayed where there is nothing to compare."""

    DEFAULT_CSS = """
    TimelineBar {
        height: 1;
        padding: 0 1;
        display: none;
        color: $quiet;
        .timeline--name { color: $foreground; text-style: bold; }
        .timeline--cursor { color: $foreground; text-style: reverse; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"timeline--name", "timeline--cursor"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(-1)", "Earlier", show=False),
        Binding("right", "move(1)", "Later", show=False),
        Binding("pageup", f"move(-{PAGE})", "Much earlier", show=False),
        Binding("pagedown", f"move({PAGE})", "Much later", show=False),
        Binding("home", "move_to_end(0)", "The oldest", show=False),
        Binding("end", "move_to_end(-1)", "The newest", show=False),
        Binding("enter", "choose", "Search in that time", show=False),
        Binding("down", "app.focus_next", "To the list", show=False),
        Binding("up", "app.focus_previous", "To the search", show=False),
    ]

    class Moved(Message):
        """Another bucket is chosen, or none any more."""

    class Chosen(Message):
        """That time is to become part of the search."""

        def __init__(self, query: str) -> None:
            super().__init__()
            self.query = query

    def __init__(self, clock: Clock, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._clock = clock
        self._positions: Sequence[int] = ()
        self._query = ""
        self._buckets: tuple[Bucket, ...] = ()
        self._chosen: Bucket | None = None

    # what it shows

    @property
    def chosen(self) -> Bucket | None:
        """The bucket that the cursor is on; None: on none, so everything is meant."""
        return self._chosen

    def show(self, positions: Sequence[int], query: str) -> None:
        """Show these, newest first, which a query has found. The cursor stays while the query does."""
        before = self._chosen if query == self._query else None
        self._positions, self._query, self._chosen = positions, query, None
        self._divide(before)

    def reset(self) -> None:
        """Choose no bucket."""
        self._choose(None)

    def on_resize(self) -> None:
        self._divide(self._chosen)

    def _divide(self, before: Bucket | None) -> None:
        """Make as many buckets as there is room for, and stay on the one that was chosen before."""
        width = self.content_size.width
        room = max(FEWEST_BUCKETS, width - _LABELS_WIDTH)
        buckets = timeline(self._positions, room, self._clock.now()).buckets
        self.display = sum(bucket.count for bucket in buckets) > 1
        if not width:  # it was not displayed, and will be told how wide it is
            buckets = ()
        self._buckets = buckets
        self.refresh()
        queries = {bucket.query: bucket for bucket in buckets if bucket.count}
        self._choose(queries.get(before.query) if before is not None else None)

    def _choose(self, bucket: Bucket | None) -> None:
        if bucket != self._chosen:
            self._chosen = bucket
            self.refresh()
            self.post_message(self.Moved())

    # moving

    def action_move(self, steps: int) -> None:
        """Go so many buckets on; at first, from the newest end."""
        with_mail = self._with_mail
        here = len(with_mail) if self._chosen is None else with_mail.index(self._chosen)
        self._go_to(here + steps)

    def action_move_to_end(self, end: int) -> None:
        self._go_to(0 if end == 0 else len(self._with_mail))

    def _go_to(self, index: int) -> None:
        """Choose one of the buckets with mail, the nearest to that index."""
        with_mail = self._with_mail
        if with_mail:
            self._choose(with_mail[max(0, min(index, len(with_mail) - 1))])

    def action_choose(self) -> None:
        if self._chosen is not None:
            self.post_message(self.Chosen(self._chosen.query))

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None or not self._buckets:
            return
        index = (offset.x - self._left) // self._columns
        if 0 <= index < len(self._buckets) and self._buckets[index].count:
            self._choose(self._buckets[index])

    @property
    def _with_mail(self) -> list[Bucket]:
        return [bucket for bucket in self._buckets if bucket.count]

    # what it draws

    def render(self) -> Text:
        if not self._buckets:
            return Text()
        highest = max(bucket.count for bucket in self._buckets)
        text = Text(f"{_beginning(self._buckets[0])} ", no_wrap=True, end="")
        for bucket in self._buckets:
            text.append(
                _bar(bucket.count, highest) * self._columns,
                self._style("cursor") if bucket == self._chosen else "",
            )
        name = self._told
        rest = max(0, self.content_size.width - text.cell_len - 1)
        return text.append(" ").append(
            fit(name or label(self._buckets[-1]), rest), self._style("name") if name else ""
        )

    @property
    def _told(self) -> str:
        """What is under the cursor, or how to move it."""
        if self._chosen is None:
            return _WHEN_ENTERED if self.has_focus else ""
        return f"{label(self._chosen)} {glyphs.SEPARATOR} {self._chosen.count:,}"

    @property
    def _left(self) -> int:
        """The column in which the histogram begins."""
        return cell_width(_beginning(self._buckets[0])) + 1

    @property
    def _columns(self) -> int:
        """How many columns a bucket is wide."""
        return max(1, (self.content_size.width - _LABELS_WIDTH) // len(self._buckets))

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"timeline--{name}", partial=True)


def _bar(count: int, highest: int) -> str:
    heights = glyphs.HISTOGRAM
    return heights[ceil(sqrt(count / highest) * len(heights)) - 1] if count else " "
