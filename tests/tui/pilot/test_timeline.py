"""Mail over time: one line to look at, and to move in."""

from __future__ import annotations

from array import array
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.pilot import Pilot

from mailatlas_core.clock import FixedClock
from mailatlas_core.store.positions import SLOT_BITS, UNDATED, second_of
from mailatlas_core.timeline import Bucket
from mailatlas_core.workspace import Workspace
from mailatlas_tui import glyphs
from mailatlas_tui.looks import Looks, LooksApp
from mailatlas_tui.widgets.message_list import MessageList
from mailatlas_tui.widgets.timeline_bar import PAGE, TimelineBar, label
from tests.tui.driving import lines, messages, running, settle

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
MILLION = 1_000_000
WIDTH = 64


class Desk(LooksApp):
    """A timeline over a list; keeps where the cursor was."""

    def __init__(self, looks: Looks) -> None:
        super().__init__(looks)
        self.moved: list[Bucket | None] = []
        self.chosen: list[str] = []

    def compose(self) -> ComposeResult:
        yield TimelineBar(FixedClock(NOW), id="timeline")
        yield VerticalScroll(id="list")

    @on(TimelineBar.Moved)
    def _note_move(self) -> None:
        self.moved.append(self.query_one(TimelineBar).chosen)

    @on(TimelineBar.Chosen)
    def _note_choice(self, message: TimelineBar.Chosen) -> None:
        self.chosen.append(message.query)


@asynccontextmanager
async def desk(
    positions: Sequence[int], looks: Looks | None = None
) -> AsyncIterator[tuple[Desk, TimelineBar, Pilot[None]]]:
    app = Desk(looks or Looks())
    async with app.run_test(size=(WIDTH, 6)) as pilot:
        bar = app.query_one(TimelineBar)
        bar.show(positions, "")
        await pilot.pause()
        bar.focus()
        await pilot.pause()
        yield app, bar, pilot


class Watched(Sequence[int]):
    """A million positions, 200 seconds apart, that count how often one of them is looked at."""

    def __init__(self) -> None:
        self.looks = 0
        newest = second_of(NOW)
        self._all = range(newest << SLOT_BITS, newest - 200 * MILLION << SLOT_BITS, -200 << SLOT_BITS)

    def __len__(self) -> int:
        return len(self._all)

    def __getitem__(self, index: Any) -> Any:
        self.looks += 1
        return self._all[index]


def received(moments: Iterable[datetime]) -> array[int]:
    """Positions, newest first, of which each second has a single one."""
    return array("q", sorted((second_of(moment) << SLOT_BITS for moment in moments), reverse=True))


def monthly(counts: Sequence[int]) -> array[int]:
    """So many messages in each of the months that end with March 2026."""
    first = 2026 * 12 + 2 - len(counts) + 1
    months = (divmod(first + index, 12) for index in range(len(counts)))
    starts = [datetime(year, month + 1, 1, 12, tzinfo=UTC) for year, month in months]
    return received(
        start + timedelta(seconds=second)
        for start, count in zip(starts, counts, strict=True)
        for second in range(count)
    )


def line(app: Desk) -> str:
    return lines(app.screen)[0].strip()


def asked(app: Desk) -> list[str]:
    return ["" if bucket is None else bucket.query for bucket in app.moved]


async def test_months_rise_from_the_oldest_to_the_newest_and_the_ends_are_named() -> None:
    async with desk(monthly([1, 4, 9, 16, 25, 36, 49, 64] * 2)) as (app, _, pilot):
        app.query_one("#list").focus()
        await pilot.pause()
        bars = "".join(glyph * 2 for glyph in glyphs.HISTOGRAM * 2)
        assert line(app) == f"2024 {bars} Mar 2026"


async def test_one_message_is_seen_beside_a_thousand_and_none_is_not() -> None:
    async with desk(monthly([1000, 0, 1] * 5)) as (app, _, _pilot):
        assert "██  ▁▁██" in line(app)


@pytest.mark.parametrize("dated", [0, 1])
async def test_there_is_no_line_where_nothing_can_be_compared(dated: int) -> None:
    positions = array("q", [*received([NOW][:dated]), UNDATED + 1, UNDATED])
    async with desk(positions) as (_, bar, _pilot):
        assert not bar.display


async def test_moving_names_the_bucket_and_says_which_positions_it_has() -> None:
    positions = monthly([1, 2, 3, 4] * 4)
    async with desk(positions) as (app, _, pilot):
        await pilot.press("left", "left", "right")
        await pilot.pause()
        assert asked(app) == ["on:2026-03", "on:2026-02", "on:2026-03"]
        bucket = app.moved[0]
        assert bucket is not None
        assert list(positions[bucket.first : bucket.end]) == list(positions[:4])
        assert line(app).endswith("Mar 2026 · 4")


async def test_a_bucket_without_mail_is_passed_over() -> None:
    async with desk(monthly([1, 0, 0, 1] * 4)) as (app, _, pilot):
        await pilot.press("left", "left", "left")
        await pilot.pause()
        assert asked(app) == ["on:2026-03", "on:2025-12", "on:2025-11"]


async def test_keys_do_nothing_where_nothing_is_displayed() -> None:
    async with desk([]) as (app, bar, pilot):
        for action in ("move(-1)", "move_to_end(0)", "choose"):
            await bar.run_action(action)
        await pilot.pause()
        assert not app.moved
        assert not app.chosen


async def test_home_end_and_pages_reach_far_and_stop_at_the_ends() -> None:
    async with desk(monthly([1] * 24)) as (app, _, pilot):
        await pilot.press("end", "pageup", "home", "left", "pagedown", "pagedown")
        await pilot.pause()
        assert PAGE == 12
        assert asked(app) == ["on:2026-03", "on:2025-03", "on:2024-04", "on:2025-04", "on:2026-03"]


async def test_enter_makes_the_time_part_of_the_search() -> None:
    async with desk(monthly([1] * 12)) as (app, _, pilot):
        await pilot.press("enter")
        await pilot.press("left", "enter")
        await pilot.pause()
        assert app.chosen == [asked(app)[0]]


async def test_nothing_is_chosen_after_a_reset() -> None:
    async with desk(monthly([1] * 12)) as (app, bar, pilot):
        await pilot.press("left")
        bar.reset()
        await pilot.pause()
        assert asked(app)[1:] == [""]
        assert "by time" in line(app)


async def test_a_click_goes_to_the_column() -> None:
    async with desk(monthly([1] * 16)) as (app, _, pilot):
        column = lines(app.screen)[0].index(glyphs.HISTOGRAM[-1])
        await pilot.click(TimelineBar, offset=(column + 2, 0))
        assert asked(app) == ["on:2025-01"]
        await pilot.click(TimelineBar, offset=(1, 0))
        assert asked(app) == ["on:2025-01"]


async def test_down_leads_to_the_list_and_the_time_stays() -> None:
    async with desk(monthly([1] * 16)) as (app, _, pilot):
        await pilot.press("left", "down")
        await pilot.pause()
        assert app.query_one("#list").has_focus
        assert "Mar 2026 · 1" in line(app)


async def test_what_comes_while_one_moves_leaves_the_cursor_where_it_is() -> None:
    async with desk(monthly([1] * 16)) as (app, bar, pilot):
        await pilot.press("left", "left")
        bar.show(monthly([1] * 14 + [5, 1]), "")
        await pilot.pause()
        assert asked(app) == ["on:2026-03", "on:2026-02", "on:2026-02"]
        assert "Feb 2026 · 5" in line(app)


async def test_another_search_begins_without_a_time() -> None:
    async with desk(monthly([1] * 16)) as (app, bar, pilot):
        await pilot.press("left", "down")
        bar.show(monthly([1] * 16), "won")
        await pilot.pause()
        assert line(app).endswith("Mar 2026")


async def test_the_cursor_is_seen_without_colours() -> None:
    async with desk(monthly([4] * 16), Looks(colours="none")) as (_, bar, pilot):
        await pilot.press("left")
        await pilot.pause()
        marked = [segment for segment in bar.render_line(0) if segment.style and segment.style.reverse]
        assert [segment.text for segment in marked] == ["██"]


async def test_a_histogram_is_drawn_in_ascii() -> None:
    async with desk(monthly([1, 64] * 8), Looks(ascii=True)) as (app, bar, _pilot):
        drawn = "".join(
            segment.text
            for line_filter in app.get_line_filters()
            for segment in line_filter.apply(list(bar.render_line(0)), app.screen.background_colors[1])
        )
        assert "..##..##" in drawn


async def test_of_a_million_positions_a_few_are_looked_at() -> None:
    positions = Watched()
    async with desk(positions) as (app, bar, pilot):
        await pilot.press("home")
        await pilot.pause()
        assert bar.display
        assert app.moved[-1] is not None
        assert positions.looks < 5_000


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("on:2026", "2026"),
        ("on:2026-03", "Mar 2026"),
        ("on:2026-W11", "week of 9 Mar"),
        ("on:2026-03-09", "9 Mar 2026"),
        ("before:2019", "before 2019"),
        ("after:2027-01", "since Jan 2027"),
    ],
)
def test_a_bucket_is_called_as_people_call_that_time(query: str, shown: str) -> None:
    assert label(Bucket(query, None, 0, 1)) == shown


async def test_the_list_follows_the_cursor_enter_keeps_the_time_and_esc_gives_everything_back(
    demo: Workspace,
) -> None:
    documents = demo.documents
    async with running(demo, (80, 24)) as pilot:
        shown = messages(pilot).query_one(MessageList)
        await pilot.press("h", "left", "left")
        await settle(pilot)
        assert list(shown.positions) == list(documents.positions("on:2026-02"))
        await pilot.press("escape")
        await settle(pilot)
        assert list(shown.positions) == list(documents.positions())
        await pilot.press("slash", *"lamp*", "enter")
        await settle(pilot)
        await pilot.press("h", "left", "left", "enter")
        await settle(pilot)
        assert list(shown.positions) == list(documents.positions("lamp* on:2026-02"))
        assert "on:2026-02" in messages(pilot).list_pane.query_text


async def test_a_time_stays_chosen_when_the_list_is_read_anew(demo: Workspace) -> None:
    async with running(demo) as pilot:
        await pilot.press("h", "left", "left", "down", "down")
        await settle(pilot)
        shown = messages(pilot).query_one(MessageList)
        before, place = list(shown.positions), shown.position
        assert 1 < len(before) < demo.documents.count()
        await pilot.press("ctrl+r")
        await settle(pilot)
        assert (list(shown.positions), shown.position) == (before, place)


async def test_a_move_that_comes_after_another_search_filters_nothing(demo: Workspace) -> None:
    async with running(demo) as pilot:
        await pilot.press("h", "left", "down", "slash", *"lamps", "enter")
        await settle(pilot)
        pane = messages(pilot).list_pane
        pane.query_one(TimelineBar).post_message(TimelineBar.Moved())
        await settle(pilot)
        assert len(pane.messages.positions) == demo.documents.count("lamps", typing=True)
