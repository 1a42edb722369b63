"""`+`: names of tags, added and taken away."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from mailatlas_core.workspace import Workspace
from mailatlas_tui.screens.dialogs.quitting import QuitDialog
from mailatlas_tui.screens.messages.tag_dialog import TagDialog, TagNames, read_names
from tests.tui.driving import messages, running, settle, text


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("", TagNames([], [])),
        ("+travel -unread later", TagNames(["travel", "later"], ["unread"])),
        ("  a\u3000-b ", TagNames(["a"], ["b"])),
    ],
)
def test_a_sign_says_what_is_to_become_of_a_name(written: str, names: TagNames) -> None:
    assert read_names(written) == names


async def test_tags_are_added_and_taken_away(demo: Workspace) -> None:
    row = demo.documents.page("is:unread", limit=1)[0]
    async with running(demo) as pilot:
        shown = messages(pilot).list_pane.messages
        shown.move_to(list(shown.positions).index(row.position))
        await settle(pilot)
        await pilot.press("plus")
        assert "unread" in text(pilot)
        await pilot.press(*"new -unread", "enter")
        await settle(pilot)
        tags = demo.get(row.id).tags
        assert "new" in tags
        assert "unread" not in tags


async def test_a_name_that_cannot_be_one_is_explained_and_can_be_mended(demo: Workspace) -> None:
    async with running(demo, (40, 12)) as pilot:
        await pilot.press("plus", *'two "quoted"', "enter")
        await settle(pilot)
        assert "cannot be the name of a tag" in " ".join(text(pilot).replace("│", "").split())
        assert isinstance(pilot.app.screen, TagDialog)
        pilot.app.screen.query_one(Input).value = "two"
        await pilot.press("enter")
        await settle(pilot)
        assert "two" in demo.get(demo.documents.page(limit=1)[0].id).tags


async def test_tab_completes_a_known_name(demo: Workspace) -> None:
    demo.tags.change(ids=[demo.documents.page(limit=1)[0].id], add=["zeppelin"])
    async with running(demo) as pilot:
        await pilot.press("plus")
        await settle(pilot)
        await pilot.press(*"old -zep")
        await settle(pilot)
        await pilot.press("tab")
        assert pilot.app.screen.query_one(Input).value == "old -zeppelin"


async def test_esc_changes_nothing(demo: Workspace) -> None:
    before = demo.tags.counts()
    async with running(demo) as pilot:
        await pilot.press("plus", *"new", "escape")
        await settle(pilot)
        assert demo.tags.counts() == before


async def test_what_is_asked_above_the_dialog_is_answered_first(demo: Workspace) -> None:
    async with running(demo) as pilot:
        await pilot.press("plus", *"new")
        await settle(pilot)
        tags = pilot.app.screen
        await pilot.app.push_screen(QuitDialog("Something still runs."))
        await tags.query_one(Input).run_action("submit")
        await settle(pilot)
        assert isinstance(pilot.app.screen, QuitDialog)
        await pilot.press("n", "enter")
        await settle(pilot)
        assert "new" in demo.get(demo.documents.page(limit=1)[0].id).tags
