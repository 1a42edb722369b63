"""Keys that come faster than answers, as over SSH: each means what it would have meant in its turn."""

from __future__ import annotations

from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

from mailatlas_core.workspace import Workspace
from mailatlas_tui.screens.audit.filter_bar import FilterField
from mailatlas_tui.screens.audit.room import AuditRoom
from mailatlas_tui.screens.compose.room import ComposeRoom
from mailatlas_tui.screens.messages.tag_dialog import TagDialog
from mailatlas_tui.widgets.message_list import MessageList
from mailatlas_tui.widgets.reader import Reader
from mailatlas_tui.widgets.search_field import SearchField
from tests.tui.composing import composing, form
from tests.tui.driving import messages, running, settle

NAMED = {"/": "slash", "\r": "enter", "+": "plus"}


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


async def test_keys_behind_that_of_a_room_are_for_that_room(empty: Workspace) -> None:
    async with composing(empty, keys=()) as pilot:
        await burst(pilot, "3nann")
        assert form(pilot).to_model().to == "ann"


async def test_a_filter_is_typed_behind_the_key_of_its_room(demo: Workspace) -> None:
    async with running(demo) as pilot:
        await burst(pilot, "4/sent")
        assert isinstance(pilot.app.screen, AuditRoom)
        assert pilot.app.screen.query_one(FilterField).value == "sent"


async def test_a_command_is_done_before_the_room_is_left(demo: Workspace) -> None:
    newest = demo.documents.page(limit=1)[0]
    async with running(demo) as pilot:
        await burst(pilot, "x3")
        assert isinstance(pilot.app.screen, ComposeRoom)
        assert "archived" in demo.get(newest.id).tags


async def test_what_a_dialog_asks_for_is_typed_behind_the_key_that_opens_it(demo: Workspace) -> None:
    async with running(demo) as pilot:
        await burst(pilot, "+later")
        assert isinstance(pilot.app.screen, TagDialog)
        assert pilot.app.screen.query_one(Input).value == "later"


async def test_what_is_pasted_stays_between_what_is_typed(demo: Workspace) -> None:
    async with running(demo) as pilot:
        for event in (
            events.Key("slash", "/"),
            events.Key("a", "a"),
            events.Paste("b"),
            events.Key("c", "c"),
        ):
            pilot.app.post_message(event)
        await settle(pilot)
        await settle(pilot)
        assert messages(pilot).query_one(SearchField).value == "abc"
