"""Where there is room for one pane only, and on the way there and back."""

from __future__ import annotations

import pytest

from mailatlas_core.workspace import Workspace
from mailatlas_tui.widgets.message_list import MessageList
from mailatlas_tui.widgets.reader import Reader
from tests.tui.driving import lines, messages, running, settle

WIDE, NARROW = (160, 48), (80, 24)


async def test_a_reader_that_was_entered_by_tab_stays_when_the_terminal_gets_narrow(demo: Workspace) -> None:
    async with running(demo, WIDE) as pilot:
        await pilot.press("tab")
        await pilot.resize_terminal(*NARROW)
        await settle(pilot)
        assert messages(pilot).query_one(Reader).has_focus
        assert messages(pilot).reader_in_view


async def test_a_reader_that_was_left_by_tab_reads_no_more(demo: Workspace) -> None:
    newest, second = demo.documents.page("is:unread", limit=2)
    async with running(demo, WIDE) as pilot:
        await pilot.press("slash", *"is:unread", "enter")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("shift+tab", "down")
        await settle(pilot)
        assert messages(pilot).query_one(MessageList).has_focus
        assert "unread" not in demo.get(newest.id).tags
        assert "unread" in demo.get(second.id).tags


async def test_a_hidden_reader_is_not_turned(demo: Workspace) -> None:
    async with running(demo, NARROW) as pilot:
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("escape", "v", "enter")
        await settle(pilot)
        assert messages(pilot).query_one(Reader).view == "text"


@pytest.mark.parametrize("keys", [(), ("enter",), ("h", "left"), ("slash", "x", "enter")])
async def test_the_footer_is_never_cut_and_says_how_to_get_out(
    demo: Workspace, keys: tuple[str, ...]
) -> None:
    async with running(demo, NARROW) as pilot:
        await pilot.press(*keys)
        await settle(pilot)
        await settle(pilot)
        footer = lines(pilot.app.screen)[-1].rstrip()
        assert footer.endswith("? help  q quit")
        assert ("esc back" in footer) == bool(keys)


async def test_the_footer_says_more_where_there_is_more_room(demo: Workspace) -> None:
    async with running(demo, NARROW) as pilot:
        assert "^p commands" not in lines(pilot.app.screen)[-1]
        await pilot.resize_terminal(*WIDE)
        await settle(pilot)
        await settle(pilot)
        assert "^p commands" in lines(pilot.app.screen)[-1]
