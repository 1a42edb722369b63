"""Saved searches: picked, kept, replaced, removed, each with how much it finds."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from mailatlas_core.config import load_config, save_search
from mailatlas_core.paths import config_file
from mailatlas_core.workspace import Workspace
from mailatlas_tui.widgets.message_list import MessageList
from tests.tui.driving import messages, running, settle, text, type_text

NARROW = (80, 24)
OURS = ("Inbox", "Unread", "Flagged", "Attachments", "This week")
HOSTILE = "[@click=app.quit]\u202e"


def saved() -> dict[str, str]:
    return {name: search.query for name, search in load_config().config.search.items()}


def found(pilot: Pilot[None]) -> list[int]:
    """What the list of messages shows."""
    return list(messages(pilot).query_one(MessageList).positions)


def row(pilot: Pilot[None], name: str) -> str:
    """The line of the dialog that begins with a name, after its key."""
    return next(line for line in text(pilot).splitlines() if f" {name} " in line)


def write_config(content: str) -> None:
    config_file().parent.mkdir(parents=True)
    config_file().write_text(content)


async def open_searches(pilot: Pilot[None]) -> None:
    await pilot.press("S")
    await settle(pilot)


async def test_each_saved_search_says_how_much_it_finds(demo: Workspace) -> None:
    async with running(demo) as pilot:
        await open_searches(pilot)
        for name in OURS:
            assert f" {demo.documents.count(saved()[name], typing=True)} " in row(pilot, name)


async def test_enter_searches_for_the_one_under_the_cursor(demo: Workspace) -> None:
    async with running(demo, NARROW) as pilot:
        await open_searches(pilot)
        await pilot.press("down", "down", "enter")
        await settle(pilot)
        assert found(pilot) == list(demo.documents.positions("is:flagged"))
        assert messages(pilot).list_pane.query_text == "is:flagged"


async def test_a_digit_picks_a_search_at_once(demo: Workspace) -> None:
    async with running(demo) as pilot:
        await open_searches(pilot)
        await pilot.press("4")
        await settle(pilot)
        assert found(pilot) == list(demo.documents.positions("has:attachment"))


async def test_a_digit_without_a_search_and_esc_change_nothing(demo: Workspace) -> None:
    async with running(demo) as pilot:
        before = found(pilot)
        await open_searches(pilot)
        await pilot.press("9", "escape")
        await settle(pilot)
        assert found(pilot) == before


async def test_the_search_of_now_is_kept_under_a_name(demo: Workspace) -> None:
    async with running(demo, NARROW) as pilot:
        await pilot.press("slash")
        await type_text(pilot, "lamp")
        await pilot.press("enter")
        await open_searches(pilot)
        await pilot.press("a", *"Lights", "enter")
        await settle(pilot)
        assert saved() == {**saved(), "Lights": "lamp"}
        assert tuple(saved()) == (*OURS, "Lights")
        assert f" {demo.documents.count('lamp*')} " in row(pilot, "Lights")


@pytest.mark.parametrize(("key", "query"), [("n", "is:flagged"), ("y", "lamp")])
async def test_a_name_that_is_taken_is_replaced_only_when_that_is_said(
    demo: Workspace, key: str, query: str
) -> None:
    async with running(demo) as pilot:
        await pilot.press("slash")
        await type_text(pilot, "lamp")
        await pilot.press("enter")
        await open_searches(pilot)
        await pilot.press("a", *"Flagged", "enter")
        await settle(pilot)
        assert "Flagged: is:flagged" in text(pilot)
        await pilot.press(key)
        await settle(pilot)
        assert saved()["Flagged"] == query


async def test_without_a_search_there_is_nothing_to_keep(demo: Workspace) -> None:
    async with running(demo) as pilot:
        await open_searches(pilot)
        await pilot.press("a")
        await pilot.pause()
        assert "There is no search to keep" in text(pilot)


@pytest.mark.parametrize(("key", "left"), [("y", OURS[1:]), ("n", OURS), ("escape", OURS)])
async def test_a_search_is_removed_only_after_a_yes(demo: Workspace, key: str, left: tuple[str, ...]) -> None:
    async with running(demo) as pilot:
        await open_searches(pilot)
        await pilot.press("d")
        await pilot.pause()
        assert "Inbox: -is:archived -is:sent" in text(pilot)
        await pilot.press(key)
        await settle(pilot)
        assert tuple(saved()) == left


async def test_with_the_last_one_removed_the_dialog_says_that_there_are_none(demo: Workspace) -> None:
    async with running(demo) as pilot:
        await open_searches(pilot)
        for _ in OURS:
            await pilot.press("d", "y")
            await settle(pilot)
        await pilot.press("enter", "d")
        await pilot.pause()
        assert "No search is saved." in text(pilot)


async def test_a_wrong_search_says_what_is_wrong_and_the_others_count(demo: Workspace) -> None:
    save_search("Broken", "form:ada lamp")
    async with running(demo, NARROW) as pilot:
        await open_searches(pilot)
        await pilot.press("end")
        await pilot.pause()
        assert "wrong" in row(pilot, "Broken")
        assert "`form:` at 1 is no field." in text(pilot)
        assert f" {demo.documents.count('is:flagged')} " in row(pilot, "Flagged")


async def test_names_and_queries_are_only_ever_text(demo: Workspace) -> None:
    save_search(HOSTILE, f'"{HOSTILE}"')
    async with running(demo) as pilot:
        await open_searches(pilot)
        await pilot.press("end")
        await pilot.pause()
        assert "[@click=app.quit]⟨U+202E⟩" in text(pilot)
        await pilot.press("d")
        await pilot.pause()
        assert '[@click=app.quit]⟨U+202E⟩: "[@click=app.quit]⟨U+202E⟩"' in text(pilot)


async def test_a_settings_file_that_is_none_is_told_of(demo: Workspace) -> None:
    write_config("search = [")
    async with running(demo) as pilot:
        await open_searches(pilot)
        assert "is no TOML" in text(pilot)


async def test_more_searches_than_fit_leave_the_keys_in_sight(demo: Workspace) -> None:
    for number in range(30):
        save_search(f"Search {number}", "lamp " * number)
    async with running(demo, NARROW) as pilot:
        await open_searches(pilot)
        await pilot.press("end")
        await pilot.pause()
        assert "Search 29" in text(pilot)
        assert "esc closes" in text(pilot)
