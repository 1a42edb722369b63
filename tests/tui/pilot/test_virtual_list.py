"""The list of a million rows: it asks for what is seen, and finds its place again."""

from __future__ import annotations

from array import array
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from rich.segment import Segment
from textual import on
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from mailatlas_tui.widgets.virtual_list import VirtualList

MILLION = 1_000_000
HEIGHT = 20


class Words(VirtualList[str]):
    def render_row(self, row: str, width: int, *, cursor: bool) -> list[Segment]:
        return [Segment((("▸" if cursor else " ") + row).ljust(width)[:width])]


class Shelf(App[None]):
    """Gives each row that is asked for, and counts them."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[int] = []

    def compose(self) -> ComposeResult:
        yield Words()

    @on(VirtualList.RowsWanted)
    def _give(self, message: VirtualList.RowsWanted) -> None:
        self.asked += message.positions
        given = {position: f"row {position}" for position in message.positions if position % 1000}
        self.query_one(Words).fill(message.positions, given)


@asynccontextmanager
async def shelf(positions: array[int]) -> AsyncIterator[tuple[Shelf, Words, Pilot[None]]]:
    app = Shelf()
    async with app.run_test(size=(40, HEIGHT)) as pilot:
        words = app.query_one(Words)
        words.focus()
        words.show(positions)
        await pilot.pause()
        yield app, words, pilot


def descending(count: int) -> array[int]:
    return array("q", range(count * 10 + 1, 1, -10))


async def seen(words: Words, pilot: Pilot[None]) -> list[str]:
    """The lines, once the rows that the first look asked for are here."""
    for _ in range(3):
        await pilot.pause()
    return [words.render_line(y).text.strip() for y in range(words.size.height)]


async def test_a_million_rows_cost_a_few_screenfuls() -> None:
    async with shelf(descending(MILLION)) as (app, words, pilot):
        await pilot.press("pagedown", "end", "pageup", "home")
        await pilot.pause()
        assert len(words.positions) == MILLION
        assert len(set(app.asked)) == len(app.asked)
        assert len(app.asked) < 10 * HEIGHT


async def test_the_last_row_is_reached_and_shown() -> None:
    async with shelf(descending(MILLION)) as (_, words, pilot):
        await pilot.press("end")
        await pilot.pause()
        assert words.position == 11
        assert (await seen(words, pilot))[-1] == "▸row 11"


@pytest.mark.parametrize("place", [HEIGHT, 500_000, MILLION - 1])
async def test_the_place_is_kept_when_rows_come_and_go_around_it(place: int) -> None:
    before = descending(MILLION)
    async with shelf(before) as (_, words, pilot):
        words.move_to(place)
        position = words.position
        line = (await seen(words, pilot)).index(f"▸row {position}")
        after = array(
            "q", sorted({*before[::2], *range(10_000_005, 10_000_205), before[place]}, reverse=True)
        )
        words.show(after, position)
        await pilot.pause()
        assert words.position == position
        assert (await seen(words, pilot)).index(f"▸row {position}") == line


@pytest.mark.parametrize("come", [1, HEIGHT - 8, 200])
@pytest.mark.parametrize("place", [0, 7])
async def test_who_sees_the_top_sees_what_comes_there_and_the_place(place: int, come: int) -> None:
    before = descending(100)
    async with shelf(before) as (_, words, pilot):
        words.move_to(place)
        position = words.position
        words.show(array("q", [*range(5_000 + come, 5_000, -1), *before]), position)
        await pilot.pause()
        lines = await seen(words, pilot)
        assert words.position == position
        assert lines.index(f"▸row {position}") == min(place + come, HEIGHT - 1)


async def test_the_scrollbar_does_not_jump_while_more_rows_are_to_come() -> None:
    async with shelf(descending(MILLION)) as (_, words, pilot):
        for found, more, length in [(200, True, MILLION), (5_000, False, 5_000), (30, False, 30)]:
            words.show(descending(found), more=more)
            await pilot.pause()
            assert words.vertical_scrollbar.window_virtual_size == length
            await pilot.press("end")
            assert words.position == words.positions[-1]


async def test_a_vanished_place_goes_to_the_row_next_to_it() -> None:
    async with shelf(descending(100)) as (_, words, pilot):
        words.move_to(50)
        await pilot.pause()
        position = words.position
        assert position is not None
        words.show(array("q", (other for other in descending(100) if other != position)), position)
        assert words.position == position - 10


async def test_rows_that_are_renewed_are_asked_for_again_and_shown_until_then() -> None:
    async with shelf(descending(100)) as (shelf_app, words, pilot):
        before = await seen(words, pilot)
        shelf_app.asked.clear()
        words.renew()
        assert await seen(words, pilot) == before
        assert set(words.positions[: len(before)]) <= set(shelf_app.asked)
        words.fill([words.positions[0]], {words.positions[0]: "another"})
        assert (await seen(words, pilot))[0] == "▸another"


async def test_a_row_that_is_gone_says_so() -> None:
    async with shelf(array("q", [2001, 2000, 1999])) as (_, words, pilot):
        assert (await seen(words, pilot))[:3] == ["▸row 2001", "(gone)", "row 1999"]


async def test_an_empty_list_has_no_place() -> None:
    async with shelf(array("q")) as (_, words, pilot):
        await pilot.press("down", "end", "home", "pageup")
        assert words.position is None


async def test_a_click_moves_the_cursor() -> None:
    async with shelf(descending(100)) as (_, words, pilot):
        await pilot.click(Words, offset=(3, 4))
        assert words.position == words.positions[4]
