"""The field of the search: what it completes, what it says, what it brings back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
from textual import events, on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.pilot import Pilot

from mailatlas_core.clock import FixedClock
from mailatlas_core.query.completion import Known
from mailatlas_tui.looks import Looks, LooksApp
from mailatlas_tui.widgets.search_bar import SearchBar
from mailatlas_tui.widgets.search_field import SearchField
from tests.tui.driving import lines

NOW = datetime(2026, 3, 14, tzinfo=UTC)
HOSTILE = "\x1b]52;c;aGk=\x07[@click=app.quit]\u202e"
MARKUP = "[@click=app.quit]hi[/]"


class Desk(LooksApp):
    """A search bar over something to go on to; keeps what the bar announces."""

    def __init__(self) -> None:
        super().__init__(Looks())
        self.searches: list[tuple[str, int | None]] = []

    def compose(self) -> ComposeResult:
        yield SearchBar(FixedClock(NOW), id="search")
        yield VerticalScroll(id="list")

    @on(SearchBar.Changed)
    def _note(self, message: SearchBar.Changed) -> None:
        self.searches.append((message.text, message.place))

    def on_mount(self) -> None:
        self.query_one(SearchBar).lead_to(self.query_one("#list"))


@asynccontextmanager
async def desk(known: Known | None = None) -> AsyncIterator[tuple[Desk, SearchBar, Pilot[None]]]:
    """The bar with the keyboard."""
    app = Desk()
    async with app.run_test(size=(60, 12)) as pilot:
        bar = app.query_one(SearchBar)
        bar.known = known or Known()
        bar.start()
        await pilot.pause()
        yield app, bar, pilot


def line(app: Desk) -> str:
    """What stands under the field."""
    return lines(app.screen)[1].strip()


def written(app: Desk) -> str:
    return app.query_one(SearchField).value


async def test_an_empty_field_names_operators_only_while_it_has_the_keyboard() -> None:
    async with desk() as (app, _, pilot):
        assert "has:attachment  on:2026-03" in line(app)
        await pilot.press("down")
        await pilot.pause()
        assert line(app) == ""


async def test_fields_and_values_are_offered_as_they_are_typed() -> None:
    async with desk() as (app, _, pilot):
        await pilot.press(*"fo")
        await pilot.pause()
        assert line(app) == "tab folder:"
        await pilot.press("tab", *"x is:")
        await pilot.pause()
        assert line(app).startswith("tab unread  flagged  archived")


@pytest.mark.parametrize("key", ["tab", "right"])
async def test_a_key_takes_the_first_candidate(key: str) -> None:
    async with desk(Known(tags=("big trip", "travel"))) as (app, _, pilot):
        await pilot.press(*"port tag:", key)
        assert written(app) == 'port tag:"big trip"'


async def test_more_letters_narrow_the_candidates() -> None:
    async with desk(Known(tags=("big trip", "travel"))) as (app, _, pilot):
        await pilot.press(*"tag:t", "tab")
        assert written(app) == "tag:travel"


async def test_a_candidate_taken_keeps_its_turn_among_letters() -> None:
    async with desk() as (app, _, pilot):
        await pilot.press(*"is:un", "tab", *" port")
        assert written(app) == "is:unread port"


async def test_what_stands_behind_the_cursor_stays() -> None:
    async with desk() as (app, _, pilot):
        await pilot.press(*"is:fl port", *["left"] * 5, "tab")
        assert written(app) == "is:flagged port"


async def test_the_right_arrow_within_the_text_only_moves() -> None:
    async with desk() as (app, _, pilot):
        await pilot.press(*"is:fl", "left", "left", "right")
        assert written(app) == "is:fl"


async def test_tab_never_leaves_a_query_half_typed_to_the_keys_of_the_list() -> None:
    async with desk() as (app, bar, pilot):
        await pilot.press(*"lighthouse", "tab", *" x")
        await pilot.pause()
        assert written(app) == "lighthouse x"
        assert bar.typing


async def test_enter_says_what_is_wrong_with_a_query_and_keeps_the_keyboard() -> None:
    async with desk() as (app, bar, pilot):
        await pilot.press(*"(harb", "enter")
        await pilot.pause()
        assert "parenthesis" in line(app)
        assert bar.typing


async def test_markup_in_a_name_is_text_and_a_name_that_cannot_be_written_is_not_offered() -> None:
    async with desk(Known(folders=(HOSTILE, MARKUP))) as (app, _, pilot):
        await pilot.press(*"folder:")
        await pilot.pause()
        assert line(app) == f'tab "{MARKUP}"'
        await pilot.press("tab")
        assert written(app) == f'folder:"{MARKUP}"'


async def test_a_sentence_stays_until_it_is_taken_back() -> None:
    async with desk() as (app, bar, pilot):
        await pilot.press(*"is:nothing")
        bar.complain("[b]No[/b] message is that. " + "It can be many things. " * 3)
        await pilot.press("space")
        await pilot.pause()
        assert line(app).startswith("[b]No[/b] message is that.")
        assert "many things." in lines(app.screen)[2]
        bar.complain("")
        await pilot.pause()
        assert line(app) == ""


async def test_a_sentence_comes_before_candidates() -> None:
    async with desk() as (app, bar, pilot):
        await pilot.press(*"form:x is:")
        bar.complain("`form:` at 1 is no field.")
        await pilot.pause()
        assert line(app) == "`form:` at 1 is no field."
        bar.complain("")
        await pilot.pause()
        assert line(app).startswith("tab unread")


def type_fast(app: Desk, *keys: str) -> None:
    """Press keys so fast that none waits for what the one before did."""
    for key in keys:
        app.post_message(events.Key(key, key if len(key) == 1 else None))


async def test_what_is_typed_at_once_is_announced_in_the_end_and_once() -> None:
    async with desk() as (app, bar, pilot):
        type_fast(app, *"port")
        await pilot.pause()
        assert app.searches[-1] == ("port", None)
        assert app.searches.count(("port", None)) == 1
        assert bar.text == "port"


async def test_what_is_put_there_is_announced_at_once_with_its_place() -> None:
    async with desk() as (app, bar, pilot):
        bar.put("is:unread", place=7)
        await pilot.pause()
        assert app.searches == [("is:unread", 7)]


@pytest.mark.parametrize("key", ["enter", "down"])
async def test_enter_and_down_announce_what_was_typed_and_go_on(key: str) -> None:
    async with desk() as (app, bar, pilot):
        type_fast(app, *"port", key)
        await pilot.pause()
        assert app.searches[-1] == ("port", None)
        assert app.searches.count(("port", None)) == 1
        assert not bar.typing


async def test_up_brings_back_earlier_searches_and_then_what_was_typed() -> None:
    async with desk() as (app, bar, pilot):
        for search in ("port", "lamp", "port"):
            bar.put("")
            bar.start()
            await pilot.press(*search, "enter")
            await pilot.pause()
        bar.put("")
        bar.start()
        await pilot.press(*"sen")
        seen = []
        for _ in range(4):
            await pilot.press("up")
            seen.append(written(app))
        assert seen == ["port", "lamp", "sen", "port"]


async def test_a_search_that_was_left_by_another_is_brought_back() -> None:
    async with desk() as (app, bar, pilot):
        await pilot.press(*"port")
        bar.put("")
        await pilot.press("up")
        assert written(app) == "port"
