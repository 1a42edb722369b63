"""`a`: attachments are listed, saved, opened with a warning, and never run."""

from __future__ import annotations

import sys
from email import message_from_string
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from mailatlas_core.models import Asset, Document
from mailatlas_core.workspace import Workspace
from mailatlas_tui.opening import OpenerFailed, find_opener, open_file, risk
from tests.hostile import HOSTILE, harmful
from tests.tui.driving import messages, running, settle, text, type_text


def message_with(workspace: Workspace, ending: str) -> tuple[Document, Asset]:
    """A message, whose first attachment's name ends so."""
    for row in workspace.documents.page("has:attachment", limit=200):
        document = workspace.get(row.id)
        if document.assets and (document.assets[0].filename or "").endswith(ending):
            return document, document.assets[0]
    raise AssertionError(f"no message with {ending}")


async def show_attachments(pilot: Pilot[None], document: Document) -> None:
    await pilot.press("slash")
    await type_text(pilot, f"id:{document.id}")
    await pilot.press("enter", "a")
    await settle(pilot)


def make_opener(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A display, and an opener on it that runs `script`."""
    folder.mkdir()
    opener = folder / "xdg-open"
    opener.write_text(f"#!/bin/sh\n{script}\n")
    opener.chmod(0o700)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    monkeypatch.setenv("DISPLAY", ":9")
    for name in ("SSH_CONNECTION", "SSH_TTY"):
        monkeypatch.delenv(name, raising=False)
    return opener


@pytest.mark.parametrize(
    ("filename", "mime_type"),
    [
        ("run.sh", "text/plain"),
        ("Invoice.PDF.exe", "application/pdf"),
        ("menu.desktop", "application/octet-stream"),
        ("trick.sh .", "text/plain"),
        ("app.jar", "application/zip"),
        (None, "application/x-shellscript"),
        ("\u202efdp.exe", "application/pdf"),
    ],
)
def test_what_could_be_run_is_known(filename: str | None, mime_type: str) -> None:
    assert risk(filename, mime_type) == "runs"


@pytest.mark.parametrize(
    ("filename", "mime_type"),
    [("page.HTM", "text/plain"), (None, "image/svg+xml"), ("feed", "application/atom+xml")],
)
def test_what_could_fetch_is_known(filename: str | None, mime_type: str) -> None:
    assert risk(filename, mime_type) == "fetches"


def test_a_plain_picture_is_no_risk() -> None:
    assert risk("chart.png", "image/png") is None


@pytest.mark.skipif(sys.platform == "darwin", reason="there the opener is always the same")
def test_there_is_no_opener_over_ssh_or_without_a_display(tmp_path: Path) -> None:
    opener = tmp_path / "xdg-open"
    opener.touch(0o700)
    here = {"PATH": str(tmp_path), "WAYLAND_DISPLAY": "wayland-0"}
    assert find_opener(here) == str(opener)
    assert find_opener(here | {"SSH_TTY": "/dev/pts/1"}) is None
    assert find_opener(here | {"SSH_CONNECTION": "192.0.2.1 1 192.0.2.2 22"}) is None
    assert find_opener({"PATH": str(tmp_path)}) is None
    assert find_opener({"PATH": str(tmp_path / "none"), "DISPLAY": ":0"}) is None


def test_an_opener_that_fails_at_once_says_so(tmp_path: Path) -> None:
    opener = tmp_path / "opener"
    opener.write_text("#!/bin/sh\nexit 3\n")
    opener.chmod(0o700)
    with pytest.raises(OpenerFailed, match="exit status 3"):
        open_file(str(opener), tmp_path / "file.pdf")
    with pytest.raises(OpenerFailed, match="cannot be started"):
        open_file(str(tmp_path / "none"), tmp_path / "file.pdf")


async def test_an_attachment_is_saved_where_it_is_asked_to_and_the_folder_is_offered_again(
    demo: Workspace, home: Path
) -> None:
    papers = home / "papers"
    papers.mkdir()
    document, asset = message_with(demo, ".csv")
    async with running(demo) as pilot:
        await show_attachments(pilot, document)
        assert str(asset.filename) in text(pilot)
        await pilot.press("s")
        field = pilot.app.screen.query_one(Input)
        assert field.value == "~/demo/exports/"
        field.value = "~/papers"
        await pilot.press("enter")
        await settle(pilot)
        assert (papers / str(asset.filename)).read_bytes() == demo.exports.asset_bytes(
            document.id, asset.ordinal
        )
        assert f"Saved to ~/papers/{asset.filename}" in text(pilot)
        await pilot.press("s")
        assert pilot.app.screen.query_one(Input).value == "~/papers/"


async def test_without_an_opener_an_attachment_is_saved_and_its_path_told(
    demo: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSH_TTY", "/dev/pts/1")
    document, asset = message_with(demo, ".pdf")
    async with running(demo) as pilot:
        await show_attachments(pilot, document)
        await pilot.press("enter")
        await settle(pilot)
        assert (demo.root / "exports" / str(asset.filename)).exists()
        assert f"Saved to ~/demo/exports/{asset.filename}; there is no opener here." in text(pilot)


async def test_an_attachment_is_opened_after_a_confirmation_only(
    demo: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = tmp_path / "opened"
    make_opener(tmp_path / "bin", f'printf %s "$#:$1" >{opened}', monkeypatch)
    document, asset = message_with(demo, ".pdf")
    async with running(demo) as pilot:
        await show_attachments(pilot, document)
        await pilot.press("o", "n")
        await settle(pilot)
        assert not opened.exists()
        await pilot.press("o")
        assert "load files from afar" not in text(pilot)
        await pilot.press("y")
        await settle(pilot)
        assert opened.read_text() == f"1:{demo.root / 'exports' / str(asset.filename)}"


async def test_opening_what_may_fetch_says_so_first(
    demo: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_opener(tmp_path / "bin", "exit 0", monkeypatch)
    document, _ = message_with(demo, ".html")
    async with running(demo) as pilot:
        await show_attachments(pilot, document)
        await pilot.press("o")
        assert "load files from afar" in text(pilot)


async def test_a_program_is_never_opened(
    demo: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = tmp_path / "opened"
    make_opener(tmp_path / "bin", f"touch {opened}", monkeypatch)
    document, _ = message_with(demo, ".exe")
    async with running(demo) as pilot:
        await show_attachments(pilot, document)
        await pilot.press("o")
        await settle(pilot)
        assert "is never opened from here" in text(pilot)
        assert not opened.exists()
        assert not list((demo.root / "exports").iterdir())


async def test_a_file_that_is_there_already_is_left_alone(demo: Workspace, home: Path) -> None:
    (home / "mine.txt").write_text("mine")
    document, _ = message_with(demo, ".csv")
    async with running(demo) as pilot:
        await show_attachments(pilot, document)
        await pilot.press("s")
        pilot.app.screen.query_one(Input).value = "~/mine.txt"
        await pilot.press("enter")
        await settle(pilot)
        assert "is there already. Name another file." in " ".join(text(pilot).replace("│", "").split())
        assert (home / "mine.txt").read_text() == "mine"


async def test_names_of_files_are_only_ever_text(empty: Workspace, tmp_path: Path) -> None:
    letter = EmailMessage()
    letter["Subject"] = "Many files"
    letter["Date"] = "Wed, 1 Apr 2026 10:00:00 +0000"
    letter.set_content("Here they are.")
    letter.make_mixed()
    for name in HOSTILE:
        header = "".join(f"%{byte:02X}" for byte in name.encode("utf-8", "replace"))
        written = f"attachment; filename*=utf-8''{header}"
        letter.attach(message_from_string(f"Content-Disposition: {written}\n\ncontent", policy=default))
    (tmp_path / "letter.eml").write_bytes(letter.as_bytes())
    empty.ingest([tmp_path / "letter.eml"])
    async with running(empty, (160, 48)) as pilot:
        await pilot.press("a")
        await settle(pilot)
        for _ in HOSTILE:
            assert harmful(text(pilot)) <= {"\n"}
            await pilot.press("o", "down")
            await settle(pilot)


async def test_an_attachment_goes_to_a_command(demo: Workspace) -> None:
    document, asset = message_with(demo, ".pdf")
    async with running(demo) as pilot:
        await show_attachments(pilot, document)
        await pilot.press("|")
        pilot.app.screen.query_one(Input).value = "sha256sum"
        await pilot.press("enter")
        await settle(pilot)
        assert asset.sha256[:50] in text(pilot)


async def test_the_dialog_fits_a_small_terminal(demo: Workspace) -> None:
    document, _ = message_with(demo, ".pdf")
    async with running(demo, (40, 12)) as pilot:
        await show_attachments(pilot, document)
        assert "enter opens" in text(pilot)
        await pilot.press("escape")
        assert messages(pilot).is_current
