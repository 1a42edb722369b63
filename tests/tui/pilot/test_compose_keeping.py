"""What is written stays with the draft that it was written into, whatever fails or takes long meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import pytest
from textual.pilot import Pilot

from mailatlas_core.outbound.drafting import typed_of
from mailatlas_core.outbound.model import OutboundRecord, Typed
from mailatlas_core.workspace import Workspace
from mailatlas_tui.bridge import Answered, Request
from mailatlas_tui.screens.compose import keeping
from mailatlas_tui.screens.dialogs.quitting import QuitDialog
from tests.tui.composing import composing, form, press, room
from tests.tui.driving import settle, text


class Done(Answered[None]):
    """What held up the edits has ended."""


@contextmanager
def edits_held_up(pilot: Pilot[None]) -> Iterator[None]:
    """What is asked to be changed waits, as it does behind a large file."""
    go_on = Event()

    def wait(_: Request) -> None:
        go_on.wait()

    room(pilot).atlas.bridge.edit(pilot.app, wait, Done)
    try:
        yield
    finally:
        go_on.set()


@contextmanager
def nothing_can_be_kept(workspace: Workspace) -> Iterator[None]:
    """A workspace whose disk takes no draft."""
    scratch, gone = workspace.root / "tmp", workspace.root / "gone"
    scratch.rename(gone)
    scratch.write_text("no folder")
    try:
        yield
    finally:
        scratch.unlink()
        gone.rename(scratch)


def status(pilot: Pilot[None]) -> str:
    """What the form says of the draft."""
    return str(form(pilot)._status.content)


async def settled_after(pilot: Pilot[None]) -> None:
    """Go on when what waits to be kept was asked for once more, and answered."""
    await pilot.pause(0.05)
    await settle(pilot)


def whole(workspace: Workspace) -> list[OutboundRecord]:
    """All records, oldest first, Bcc among them."""
    ids = [record.id for record in workspace.outbound.records()]
    return [workspace.outbound.get(id, include_bcc=True) for id in reversed(ids)]


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    file = tmp_path / "plan.txt"
    file.write_text("The plan.\n")
    return file


async def test_after_an_answer_that_cannot_be_begun_another_message_can_be_written(
    empty: Workspace, tmp_path: Path
) -> None:
    letter = tmp_path / "letter.eml"
    letter.write_text("From: ann@example.org\nSubject: The lamp\n\nIt is lit.\n")
    empty.ingest([letter])
    for original in (empty.root / "raw").rglob("*.eml"):
        original.unlink()
    async with composing(empty, keys=("F",)) as pilot:
        assert not room(pilot).writes
        await press(pilot, "n", *"bob@example.org", "escape")
    assert [typed_of(record).to for record in whole(empty)] == ["bob@example.org"]


@pytest.mark.parametrize("keys", [("escape",), ("escape", "n")])
async def test_a_file_is_attached_to_the_draft_that_it_was_meant_for(
    empty: Workspace, plan: Path, keys: tuple[str, ...]
) -> None:
    async with composing(empty) as pilot:
        await press(pilot, "n", *"ann@example.org")
        with edits_held_up(pilot):
            await pilot.press("ctrl+o", *str(plan), "enter", *keys)
        await settle(pilot)
        if "n" in keys:
            assert not form(pilot).attachments
    (record,) = whole(empty)
    assert typed_of(record).to == "ann@example.org"
    assert [each.filename for each in typed_of(record).attachments] == ["plan.txt"]


async def test_a_file_that_comes_while_others_are_looked_at_stays(empty: Workspace, plan: Path) -> None:
    other = plan.with_name("other.txt")
    other.write_text("Another.\n")
    async with composing(empty) as pilot:
        await press(pilot, "n", "ctrl+o", *str(other), "enter")
        with edits_held_up(pilot):
            await pilot.press("ctrl+o", *str(plan), "enter")
            room(pilot).action_attachments()
            await pilot.pause()
        await settle(pilot)
        await press(pilot, "x", "escape")
        assert [each.filename for each in form(pilot).attachments] == ["plan.txt"]


async def test_what_cannot_be_kept_when_the_form_is_left_is_kept_when_that_is_possible(
    empty: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "KEPT_AFTER_SECONDS", 0.01)
    other = empty.outbound.begin(Typed("ada@example.org", "bob@example.org", text="Hello"), provider="file")
    async with composing(empty) as pilot:
        with nothing_can_be_kept(empty):
            await pilot.press("n", *"ann@example.org", "escape")
            await settle(pilot)
            assert "Not kept yet" in text(pilot)
        await settled_after(pilot)
    old, new = whole(empty)
    assert (old.id, typed_of(old).to) == (other.id, "bob@example.org")
    assert typed_of(new).to == "ann@example.org"


async def test_a_draft_is_not_blamed_for_another_that_cannot_be_kept(empty: Workspace) -> None:
    async with composing(empty) as pilot:
        with nothing_can_be_kept(empty):
            with edits_held_up(pilot):
                await pilot.press("n", *"ann@example.org", "escape", "n")
            await settle(pilot)
            assert "Not kept yet" not in status(pilot)
            assert "Not kept yet: (no subject)" in text(pilot)
        await press(pilot, *"bob@example.org", "escape")
    assert sorted(typed_of(record).to for record in whole(empty)) == ["ann@example.org", "bob@example.org"]


async def test_the_form_says_no_longer_that_it_cannot_be_kept_when_it_is(
    empty: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "KEPT_AFTER_SECONDS", 0.01)
    async with composing(empty) as pilot:
        with nothing_can_be_kept(empty):
            await pilot.press("n", *"ann@example.org")
            await settled_after(pilot)
            assert "Not kept yet" in status(pilot)
        await settled_after(pilot)
        assert status(pilot) == "Kept."


@pytest.mark.parametrize("left", [False, True])
async def test_nobody_quits_unasked_while_something_cannot_be_kept(empty: Workspace, left: bool) -> None:
    async with composing(empty) as pilot:
        await press(pilot, "n", *"ann@example.org", "escape", "enter")
        with nothing_can_be_kept(empty):
            await press(pilot, *"bob", *(("escape",) if left else ()))
            composer = room(pilot)
            composer.keep()
            await settle(pilot)
            with edits_held_up(pilot):
                composer.keep()
                assert composer.at_stake()  # until it is known that it could be kept this time
            await settle(pilot)
            await pilot.press("ctrl+q")
            assert isinstance(pilot.app.screen, QuitDialog)
            assert composer.at_stake() == "What you wrote cannot be kept yet. Quitting loses it."
            assert composer.farewell() == ""
            await press(pilot, "escape")


async def test_nobody_quits_unasked_while_a_file_is_on_its_way(empty: Workspace, plan: Path) -> None:
    async with composing(empty) as pilot:
        await press(pilot, "n", *"ann@example.org")
        with edits_held_up(pilot):
            await pilot.press("ctrl+o", *str(plan), "enter", "ctrl+q")
            assert isinstance(pilot.app.screen, QuitDialog)
            await pilot.press("escape")
        await settle(pilot)
        assert room(pilot).at_stake() == ""
    (record,) = whole(empty)
    assert [each.filename for each in typed_of(record).attachments] == ["plan.txt"]


async def test_a_draft_that_is_opened_again_gets_the_file_that_is_still_on_its_way(
    empty: Workspace, plan: Path
) -> None:
    async with composing(empty) as pilot:
        await press(pilot, "n", *"ann@example.org", "escape", "enter")
        with edits_held_up(pilot):
            await pilot.press("ctrl+o", *str(plan), "enter", "escape")
            room(pilot).action_edit()
        await settle(pilot)
        assert [each.filename for each in form(pilot).attachments] == ["plan.txt"]
        await press(pilot, *"Tides", "escape")
    (record,) = whole(empty)
    assert typed_of(record).subject == "Tides"
    assert [each.filename for each in typed_of(record).attachments] == ["plan.txt"]


async def test_a_draft_is_not_blamed_for_the_file_of_another(empty: Workspace, tmp_path: Path) -> None:
    async with composing(empty) as pilot:
        await press(pilot, "n", *"ann@example.org")
        with edits_held_up(pilot):
            gone = str(tmp_path / "gone.txt")
            await pilot.press("ctrl+o", *gone, "enter", "escape", "n", *"bob@example.org", "tab")
            focused = pilot.app.focused
        await settle(pilot)
        assert "gone.txt" in text(pilot)
        assert "gone.txt" not in status(pilot)
        assert pilot.app.focused is focused


async def test_a_file_that_comes_after_its_draft_was_discarded_brings_nothing_back(
    empty: Workspace, plan: Path
) -> None:
    async with composing(empty) as pilot:
        await press(pilot, "n", *"ann@example.org", "escape", "enter")
        with edits_held_up(pilot):
            await pilot.press("ctrl+o", *str(plan), "enter", "escape", "d", "y")
        await settle(pilot)
    assert [record.status for record in whole(empty)] == ["rejected"]
