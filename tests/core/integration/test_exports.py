"""Exports: whole files for their owner only, under safe names, each an event of the log."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import resource
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from mailatlas_core.errors import (
    AssetNotFound,
    DocumentNotFound,
    OutputExists,
    PathUnwritable,
    WorkspaceDamaged,
    WorkspaceReadOnly,
)
from mailatlas_core.export.room import Exports
from mailatlas_core.ingest.memory import MemorySource
from mailatlas_core.models import ExportFormat, Source
from mailatlas_core.ports import RawMessage
from mailatlas_core.workspace import Workspace

TIDES = b"hour,height\n1,2\n"
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(24)
MESSAGE = (
    "From: Ada <ada@example.com>\nSubject: Tide / table: 潮汐\nMIME-Version: 1.0\n"
    "Content-Type: multipart/mixed; boundary=b\n\n"
    "--b\nContent-Type: text/html\n\n<p>See <b>it</b>.</p>\n"
    "--b\nContent-Type: text/csv\nContent-Disposition: attachment; filename=../../Tides.csv\n\n"
    "hour,height\n1,2\n\n"
    "--b\nContent-Type: image/png\nContent-Disposition: attachment\nContent-Transfer-Encoding: base64\n\n"
    "iVBORw0KGgoAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n--b--\n"
).encode()
PLAIN = b"From: ada@example.com\n\nno subject, no more\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "workspace", create=True, actor="test") as workspace:
        items = [RawMessage(data, Source(kind="eml", path="/mail/x")) for data in (MESSAGE, PLAIN)]
        workspace.ingest_from(MemorySource(items))
        yield workspace


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "saved").mkdir()
    return tmp_path / "saved"


ID = hashlib.sha256(MESSAGE).hexdigest()
PLAIN_ID = hashlib.sha256(PLAIN).hexdigest()


@pytest.mark.parametrize(
    ("shape", "name"),
    [("json", "json"), ("markdown", "md"), ("html", "html"), ("text", "txt"), ("raw", "eml")],
)
def test_a_document_is_saved_in_every_format_under_its_subject(
    workspace: Workspace, folder: Path, shape: ExportFormat, name: str
) -> None:
    saved = workspace.exports.document(ID[:10], shape, folder)
    assert saved == folder / f"Tide _ table_ 潮汐.{name}"
    assert saved.read_bytes() == workspace.exports.document_bytes(ID, shape)


def test_every_format_says_what_the_message_says(workspace: Workspace) -> None:
    shown = {shape: workspace.exports.document_bytes(ID, shape) for shape in get_args(ExportFormat)}
    assert shown["raw"] == MESSAGE
    assert json.loads(shown["json"])["id"] == ID
    assert shown["text"].strip() == b"See it."
    assert b"See **it**." in shown["markdown"]
    assert b"<b>it</b>" in shown["html"]


def test_without_a_destination_it_goes_to_exports_for_its_owner_only(workspace: Workspace) -> None:
    (workspace.root / "exports").rmdir()
    os.umask(before := os.umask(0))
    saved = workspace.exports.asset(ID, 0)
    os.umask(before)
    assert saved.parent == workspace.root / "exports"
    assert stat.S_IMODE(saved.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600
    assert saved.read_bytes() == TIDES


def test_a_name_that_is_taken_gets_a_number(workspace: Workspace, folder: Path) -> None:
    names = [workspace.exports.document(PLAIN_ID, "raw", folder, force=True).name for _ in range(3)]
    assert names == ["no subject.eml", "no subject (2).eml", "no subject (3).eml"]


def test_a_link_that_leads_nowhere_takes_a_name_too(workspace: Workspace, folder: Path) -> None:
    (folder / "no subject.eml").symlink_to(folder / "elsewhere")
    assert workspace.exports.document(PLAIN_ID, "raw", folder).name == "no subject (2).eml"
    assert not (folder / "elsewhere").exists()


def test_an_attachment_cannot_choose_its_folder(workspace: Workspace, folder: Path) -> None:
    saved = workspace.exports.asset(ID, 0, folder)
    assert saved.parent == folder
    assert saved.name.endswith("Tides.csv")
    assert list(folder.iterdir()) == [saved]


def test_an_attachment_without_a_name_is_named_by_its_type(workspace: Workspace, folder: Path) -> None:
    saved = workspace.exports.asset(ID, 1, folder)
    assert (saved.name, saved.read_bytes()) == ("file.png", PICTURE)


@pytest.mark.parametrize("force", [False, True])
def test_a_link_in_the_way_is_neither_followed_nor_replaced(
    workspace: Workspace, folder: Path, force: bool
) -> None:
    precious, link = folder / "precious", folder / "link"
    precious.write_bytes(b"mine")
    link.symlink_to(precious)
    with pytest.raises(OutputExists, match="is a link or a device"):
        workspace.exports.document(ID, "raw", link, force=force)
    assert link.is_symlink()
    assert precious.read_bytes() == b"mine"


def test_force_replaces_a_file_and_the_new_one_is_its_owners_only(workspace: Workspace, folder: Path) -> None:
    (folder / "out").write_bytes(b"mine")
    (folder / "out").chmod(0o644)
    with pytest.raises(OutputExists, match="there already"):
        workspace.exports.document(ID, "raw", folder / "out")
    assert (folder / "out").read_bytes() == b"mine"
    assert workspace.exports.document(ID, "raw", folder / "out", force=True) == folder / "out"
    assert (folder / "out").read_bytes() == MESSAGE
    assert stat.S_IMODE((folder / "out").stat().st_mode) == 0o600


def test_a_file_system_without_links_gets_the_file_all_the_same(
    workspace: Workspace, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_paths: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    saved = [workspace.exports.document(PLAIN_ID, "raw", folder) for _ in range(2)]
    assert [path.read_bytes() for path in saved] == [PLAIN, PLAIN]
    assert sorted(folder.iterdir()) == sorted(saved)


@pytest.mark.parametrize("place", ["none/out", "file/out", "long" * 100])
def test_what_cannot_be_saved_leaves_no_file_and_no_event(
    workspace: Workspace, folder: Path, place: str
) -> None:
    (folder / "file").write_bytes(b"mine")
    before = workspace.audit.events()
    with pytest.raises(PathUnwritable):
        workspace.exports.document(ID, "raw", folder / place)
    with pytest.raises(OutputExists):
        workspace.exports.document(ID, "raw", folder / "file")
    assert [path.name for path in folder.iterdir()] == ["file"]
    assert workspace.audit.events() == before


def test_a_workspace_that_was_removed_meanwhile_is_said_to_be_damaged(workspace: Workspace) -> None:
    shutil.rmtree(workspace.root)
    with pytest.raises(WorkspaceDamaged):
        workspace.exports.document(ID, "json")


def test_a_file_for_which_there_is_no_space_leaves_no_half_of_it(workspace: Workspace, folder: Path) -> None:
    before = workspace.audit.events()
    unlimited = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, unlimited[1]))
    try:
        with pytest.raises(PathUnwritable, match="File too large"):
            workspace.exports.document(ID, "raw", folder)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, unlimited)
    assert not list(folder.iterdir())
    assert workspace.audit.events() == before


def test_a_saved_file_is_an_event_of_ids_and_digests_only(workspace: Workspace, folder: Path) -> None:
    count = len(workspace.audit.events())
    workspace.exports.document(ID, "raw", folder)
    workspace.exports.asset(ID, 0, folder)
    asset, document = workspace.audit.events(limit=2)
    assert (document.kind, document.actor, document.subject) == ("export.document", "test", ID)
    assert document.data == {"format": "raw", "bytes": len(MESSAGE), "sha256": ID}
    assert (asset.kind, asset.subject) == ("export.asset", ID)
    assert asset.data == {"ordinal": 0, "bytes": len(TIDES), "sha256": hashlib.sha256(TIDES).hexdigest()}
    assert len(workspace.audit.events()) == count + 2
    assert workspace.audit.verify().whole


def test_bytes_that_are_handed_out_are_no_event(workspace: Workspace) -> None:
    before = workspace.audit.events()
    workspace.exports.document_bytes(ID, "json")
    assert workspace.exports.asset_bytes(ID, 0) == TIDES
    assert workspace.audit.events() == before


def test_what_is_handed_out_comes_from_the_original_whatever_became_of_a_file(
    workspace: Workspace, folder: Path
) -> None:
    document = workspace.get(ID)
    for path in (document.assets[0].file_path, str(document.body_html_path)):
        (workspace.root / path).write_bytes(b"forged")
    assert workspace.exports.asset(ID, 0, folder).read_bytes() == TIDES
    assert b"forged" not in workspace.exports.document_bytes(ID, "html")


def test_an_attachment_of_an_original_that_was_changed_is_not_handed_out(
    workspace: Workspace, folder: Path
) -> None:
    (workspace.root / workspace.get(ID).raw_path).write_bytes(MESSAGE.replace(b"height", b"weight"))
    with pytest.raises(WorkspaceDamaged, match="not as it was stored"):
        workspace.exports.asset(ID, 0, folder)
    assert not list(folder.iterdir())


@pytest.mark.parametrize(("id", "ordinal", "hint"), [(ID, 2, "It has 2"), (PLAIN_ID, 0, "It has none")])
def test_an_attachment_that_never_was_is_said_so(
    workspace: Workspace, id: str, ordinal: int, hint: str
) -> None:
    with pytest.raises(AssetNotFound) as missing:
        workspace.exports.asset_bytes(id, ordinal)
    assert str(missing.value.hint).startswith(hint)


def test_an_unknown_document_is_not_exported(workspace: Workspace, folder: Path) -> None:
    with pytest.raises(DocumentNotFound):
        workspace.exports.document("f" * 64, "raw", folder)


def test_a_read_only_workspace_exports_elsewhere_and_leaves_no_event(
    workspace: Workspace, folder: Path
) -> None:
    before = workspace.audit.events()
    exports = Exports(workspace.root, workspace.documents, None)
    assert exports.document(ID, "raw", folder).read_bytes() == MESSAGE
    with pytest.raises(WorkspaceReadOnly, match="nothing can be saved in it"):
        exports.document(ID, "raw")
    assert workspace.audit.events() == before


def test_what_is_given_to_a_command_is_an_event_with_its_digest(workspace: Workspace) -> None:
    assert workspace.exports.given(ID) == MESSAGE
    assert workspace.exports.given(ID, 0) == TIDES
    asset, whole = workspace.audit.events(limit=2)
    assert (asset.kind, asset.subject, asset.data["ordinal"]) == ("export.command", ID, 0)
    assert (whole.kind, whole.subject, whole.data["sha256"]) == ("export.command", ID, ID)
    assert workspace.audit.verify().whole
