"""Conversations: opened as a list of their own, or one row each."""

from __future__ import annotations

from mailatlas_core.workspace import Workspace
from mailatlas_tui.widgets.message_list import MessageList
from tests.tui.driving import messages, running, settle, text


async def test_t_shows_the_conversation_and_esc_leads_back_to_the_place(demo: Workspace) -> None:
    row = next(row for row in demo.documents.page(limit=200) if row.thread_size > 3)
    members = {each.position for each in demo.documents.thread(row.id)}
    async with running(demo) as pilot:
        shown = messages(pilot).query_one(MessageList)
        shown.move_to(list(shown.positions).index(row.position))
        await settle(pilot)
        await pilot.press("t")
        await settle(pilot)
        assert set(shown.positions) == members
        assert shown.position == row.position
        await pilot.press("escape")
        await settle(pilot)
        assert len(shown.positions) == demo.documents.count()
        assert shown.position == row.position


async def test_a_conversation_out_of_a_search_leads_back_to_the_search(demo: Workspace) -> None:
    found = demo.documents.count("lighthouse", typing=True)
    async with running(demo) as pilot:
        shown = messages(pilot).query_one(MessageList)
        await pilot.press("slash", *"lighthouse", "enter", "t")
        await settle(pilot)
        await pilot.press("escape")
        await settle(pilot)
        assert len(shown.positions) == found
        await pilot.press("escape")
        await settle(pilot)
        assert len(shown.positions) == demo.documents.count()


async def test_the_list_is_folded_to_one_row_a_conversation_and_unfolded(demo: Workspace) -> None:
    conversations = {row.thread_id for row in demo.documents.page(limit=1000)}
    async with running(demo) as pilot:
        shown = messages(pilot).query_one(MessageList)
        await pilot.press("T")
        await settle(pilot)
        assert len(shown.positions) == len(conversations) < demo.documents.count()
        assert "by conversation" in text(pilot)
        assert any(f"({row.thread_size})" in text(pilot) for row in demo.documents.page(limit=30))
        await pilot.press("T")
        await settle(pilot)
        assert len(shown.positions) == demo.documents.count()


async def test_a_conversation_opened_from_the_folded_list_is_whole_and_esc_folds_again(
    demo: Workspace,
) -> None:
    row = next(row for row in demo.documents.page(limit=200, folded=True) if row.thread_size > 3)
    async with running(demo) as pilot:
        shown = messages(pilot).query_one(MessageList)
        await pilot.press("T")
        await settle(pilot)
        folded = list(shown.positions)
        shown.move_to(folded.index(row.position))
        await settle(pilot)
        await pilot.press("t")
        await settle(pilot)
        assert len(shown.positions) == row.thread_size
        await pilot.press("escape")
        await settle(pilot)
        assert list(shown.positions) == folded
        assert shown.position == row.position
