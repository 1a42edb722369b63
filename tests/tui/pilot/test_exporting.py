"""`e`: messages become files of one's own; and paths are completed as a shell does."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from textual.app import App
from textual.widgets import Input

from mailatlas_core.workspace import Workspace
from mailatlas_tui.bridge import Request
from mailatlas_tui.screens.dialogs.dialog import Remembered
from mailatlas_tui.screens.dialogs.exporting import ExportingDialog, Order
from mailatlas_tui.screens.dialogs.path_field import names_for
from mailatlas_tui.screens.dialogs.quitting import QuitDialog
from tests.tui.driving import messages, running, settle, text


async def test_a_message_is_exported_to_the_own_folder_at_a_key(demo: Workspace) -> None:
    id = demo.documents.page(limit=1)[0].id
    async with running(demo) as pilot:
        await pilot.press("e", "5")
        await settle(pilot)
        made = list((demo.root / "exports").iterdir())
        assert [file.read_bytes() for file in made] == [demo.documents.raw(id)]
        assert messages(pilot).is_current
        assert "Exported to ~/demo/exports/" in " ".join(text(pilot).split())


async def test_all_marked_messages_are_exported_to_the_folder_that_is_named(
    demo: Workspace, home: Path
) -> None:
    (home / "notes").mkdir()
    async with running(demo) as pilot:
        await pilot.press("space", "space", "space", "e", "tab")
        pilot.app.screen.query_one(Input).value = "~/notes"
        await pilot.press("enter")
        await settle(pilot)
        assert [file.suffix for file in (home / "notes").iterdir()] == [".md"] * 3
        assert "3 messages exported to ~/notes" in " ".join(text(pilot).split())
        await pilot.press("e")
        assert pilot.app.screen.query_one(Input).value == "~/notes/"


async def test_several_messages_need_a_folder(demo: Workspace) -> None:
    async with running(demo, (40, 12)) as pilot:
        await pilot.press("space", "space", "e", "tab")
        pilot.app.screen.query_one(Input).value = "~/none"
        await pilot.press("enter")
        await settle(pilot)
        assert "~/none is no folder" in text(pilot)
        await pilot.press("escape")
        assert messages(pilot).is_current


async def test_a_folder_that_is_not_there_does_not_become_a_file(demo: Workspace, home: Path) -> None:
    async with running(demo) as pilot:
        await pilot.press("e", "tab")
        pilot.app.screen.query_one(Input).value = "~/none/"
        await pilot.press("enter")
        await settle(pilot)
        assert "There is no folder ~/none/." in text(pilot)
        assert not (home / "none").exists()


async def test_what_could_not_be_exported_is_listed_and_the_rest_is_there(demo: Workspace) -> None:
    rows = demo.documents.page(limit=2)
    original = demo.root / demo.get(rows[0].id).raw_path
    original.chmod(0o600)
    original.write_bytes(b"changed")
    async with running(demo) as pilot:
        await pilot.press("space", "space", "e", "5")
        await settle(pilot)
        assert "Exported to ~/demo/exports/" in text(pilot)
        assert f"{rows[0].id[:12]}: " in text(pilot)
        assert "is not as it was stored" in text(pilot)


async def test_what_is_asked_above_an_export_that_ends_is_answered_first(demo: Workspace) -> None:
    id = demo.documents.page(limit=1)[0].id
    async with running(demo) as pilot:
        pilot.app.push_screen(ExportingDialog([id], Order("text", ""), Remembered("")))
        pilot.app.push_screen(QuitDialog("Something still runs."))
        await settle(pilot)
        assert len(list((demo.root / "exports").iterdir())) == 1
        assert isinstance(pilot.app.screen, QuitDialog)
        await pilot.press("n")
        assert "Exported to" in text(pilot)


@pytest.fixture
def request_of_nobody() -> Request:
    return Request(App(), "names", job=False, edit=False)


def test_names_are_completed_as_far_as_they_agree(tmp_path: Path, request_of_nobody: Request) -> None:
    for name in ("letters-2024", "letters-2025", ".hidden", "other", "evil\u202e"):
        (tmp_path / name).mkdir()
    (tmp_path / "letters.mbox").touch()
    found = names_for(f"{tmp_path}/le", request_of_nobody)
    assert found.names == ("letters-2024/", "letters-2025/", "letters.mbox")
    assert found.completed == f"{tmp_path}/letters"
    assert names_for(f"{tmp_path}/", request_of_nobody).names == (*found.names, "other/")
    assert names_for(f"{tmp_path}/.h", request_of_nobody).completed == f"{tmp_path}/.hidden/"
    assert names_for(f"{tmp_path}/none/x", request_of_nobody).completed == f"{tmp_path}/none/x"


def test_the_home_is_completed_and_stays_as_it_is_written(home: Path, request_of_nobody: Request) -> None:
    (home / "Mail").mkdir()
    assert names_for("~", request_of_nobody).completed == "~/"
    assert names_for("~/M", request_of_nobody).completed == "~/Mail/"
    os.chdir(home)
    assert names_for("M", request_of_nobody).completed == "Mail/"


async def test_tab_completes_the_path_of_an_ingest(demo: Workspace, home: Path) -> None:
    for name in ("archive-2024.mbox", "archive-2025.mbox"):
        (home / name).touch()
    async with running(demo, (40, 12)) as pilot:
        await pilot.press("i", *"~/arc", "tab")
        await settle(pilot)
        assert pilot.app.screen.query_one(Input).value == "~/archive-202"
        assert "archive-2024.mbox" in text(pilot)
        await pilot.press("4", "tab")
        await settle(pilot)
        assert pilot.app.screen.query_one(Input).value == "~/archive-2024.mbox"
        assert "archive-2025.mbox" not in text(pilot)
