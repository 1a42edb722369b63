"""Keys that come faster than answers, as over SSH: each means what it would have meant in its turn."""

from __future__ import annotations

from textual import events
from textual.pilot import Pilot

from mailatlas_core.workspace import Workspace
from mailatlas_tui.widgets.message_list import MessageList
from mailatlas_tui.widgets.reader import Reader
from tests.tui.driving import messages, running, settle

NAMED = {"/": "slash", "\r": "enter"}


async def burst(pilot: Pilot[None], keys: str) -> None:
    """All keys at once, none waiting for what the one before does."""
    for key in keys:
        pilot.app.post_message(events.Key(NAMED.get(key, key), key))
    await settle(pilot)
    await settle(pilot)


async def test_search_and_two_enters_at_once_open_what_was_found(demo: Workspace) -> None:
    found = demo.documents.page("lighthouse", limit=1, typing=True)[0]
    async with running(demo) as pilot:
        await burst(pilot, "/lighthouse\r\r")
        assert messages(pilot).query_one(MessageList).position == found.position
        reader = messages(pilot).query_one(Reader)
        assert reader.has_focus
        assert reader.document is not None
        assert reader.document.id == found.id


async def test_a_command_typed_ahead_is_never_done_to_a_message_of_the_list_before(demo: Workspace) -> None:
    newest = demo.documents.page(limit=1)[0]
    found = demo.documents.page("won lighthouse", limit=1, typing=True)[0]
    assert newest.id != found.id
    async with running(demo) as pilot:
        await burst(pilot, "/won lighthouse\rx")
        assert "archived" not in demo.get(newest.id).tags


async def test_letters_after_the_second_enter_are_commands_and_no_text(demo: Workspace) -> None:
    async with running(demo) as pilot:
        await burst(pilot, "/lighthouse\rj")
        assert messages(pilot).list_pane.query_text == "lighthouse"
        shown = messages(pilot).query_one(MessageList)
        assert shown.has_focus
