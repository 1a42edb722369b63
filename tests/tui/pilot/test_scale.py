"""What a million messages, and megabytes of text, cost: as much as a screenful."""

from __future__ import annotations

import asyncio
import gc
from array import array
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from textual.message import Message
from textual.pilot import Pilot

from mailatlas_core.models import Document
from mailatlas_core.workspace import Workspace
from mailatlas_tui.layout import Reading
from mailatlas_tui.widgets import list_pane
from mailatlas_tui.widgets.line_view import LineView
from mailatlas_tui.widgets.list_answers import FIRST_ROWS, AllPositions, Counted, PositionsRead, Search
from mailatlas_tui.widgets.list_pane import ListPane
from mailatlas_tui.widgets.virtual_list import PAGES_AHEAD, VirtualList
from tests.tui.driving import MOST_ROUNDS, make_app, messages, running, settle, type_text
from tests.tui.watching import turns

SIZE = (120, 40)
MOST_TIMES = 10
"""How much longer than a list of a thousand rows one of a million may keep the loop; the turns of two
lists of the same length differ by less than half as much."""


def _ignore(_: Sequence[int]) -> None:
    """Nothing else is done with the rows."""


def _walk(rows: Sequence[int]) -> None:
    """What nothing may do in the loop: look at each of the rows."""
    assert len({row: index for index, row in enumerate(rows)}) == len(rows)


async def _longest_turn(
    pilot: Pilot[None], rows: int, also: Callable[[Sequence[int]], None] = _ignore
) -> float:
    """Show so many rows, go to their end and back; the processor's seconds of the loop's longest turn."""
    pane = messages(pilot).query_one(ListPane)
    newest = 1 << 40
    positions = array("q", range(newest, newest - rows, -1))
    request = messages(pilot).atlas.bridge.read(pane, "rows of a test", lambda _: 0, Counted)
    await settle(pilot)
    with turns() as taken:
        pane.post_message(PositionsRead(request, AllPositions(Search("", False, None), positions)))
        await settle(pilot)
        asyncio.get_running_loop().call_soon(also, positions)
        await pilot.press("end", "pageup", "up", "home", "pagedown", "down")
        await settle(pilot)
    assert len(pane.messages.positions) == rows
    return max(taken)


async def test_a_million_rows_keep_the_loop_as_free_as_a_thousand(empty: Workspace) -> None:
    async with running(empty, SIZE) as pilot:
        await _longest_turn(pilot, 1_000)  # the first of all loads what the others have
        few = await _longest_turn(pilot, 1_000)
        many = await _longest_turn(pilot, 1_000_000)
        walked = await _longest_turn(pilot, 1_000_000, _walk)
    assert many <= MOST_TIMES * few < walked


async def test_a_long_text_is_wrapped_only_where_it_is_looked_at(empty: Workspace, tmp_path: Path) -> None:
    letter = tmp_path / "long.eml"
    letter.write_bytes(b"From: a@example.org\nSubject: Long\n\n" + b"words of a letter \n" * 200_000)
    empty.ingest([letter])
    async with running(empty, SIZE) as pilot:
        await pilot.press("enter")
        await settle(pilot)
        view = messages(pilot).query_one(LineView)
        for key in ("pagedown", "end", "pageup"):
            await pilot.press(key)
            await settle(pilot)
        assert len(view.lines) > 200_000
        assert view.lines.wrapped < 2_000
        assert view.scroll_offset.y > 190_000


async def test_among_many_messages_a_letter_finds_first_rows_and_the_rest_when_typing_rests(
    demo: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_pane, "TYPING_RESTS_SECONDS", 3600.0)
    async with running(demo, SIZE) as pilot:
        pane = messages(pilot).list_pane
        await pilot.press("slash")
        await type_text(pilot, "t")
        assert len(pane.messages.positions) == demo.documents.count("t", typing=True) > FIRST_ROWS
        messages(pilot).atlas.total = list_pane.MANY_MESSAGES
        await pilot.press("backspace", "e")
        while pane.query_text != "e":
            await pilot.pause()
        for _ in range(MOST_ROUNDS):
            await pilot.pause()
        assert len(pane.messages.positions) == FIRST_ROWS
        assert messages(pilot).atlas.bridge.runs(pane, "positions")


async def test_going_down_asks_for_rows_a_screenful_at_a_time(demo: Workspace) -> None:
    asked: list[VirtualList.RowsWanted] = []

    def note(message: Message) -> None:
        if isinstance(message, VirtualList.RowsWanted) and not any(message is each for each in asked):
            asked.append(message)

    async with make_app(demo).run_test(size=SIZE, message_hook=note) as pilot:
        await settle(pilot)
        rows = messages(pilot).list_pane.messages
        asked.clear()
        for _ in range(len(rows.positions) // rows.size.height):
            await pilot.press("pagedown")
            await settle(pilot)
        screens = len(rows.positions) / rows.size.height
        assert sum(len(message.positions) for message in asked) <= len(rows.positions)
        assert len(asked) <= screens / PAGES_AHEAD + 2


async def test_what_was_read_does_not_stay(demo: Workspace) -> None:
    async with running(demo, SIZE) as pilot:
        room = messages(pilot)
        ids = [row.id for row in demo.documents.page(limit=20)]

        async def read(times: int) -> int:
            for number in range(times):
                room.reader.open(ids[number % len(ids)])
                await room.atlas.bridge.idle()
            await settle(pilot)
            gc.collect()
            return sum(isinstance(each, Document | Reading) for each in gc.get_objects())

        few = await read(20)
        assert await read(200) <= few
