"""Files that are made of an original: not before somebody wants them, and then as they should be."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailatlas_core.errors import IndexOutdated
from mailatlas_core.ingest.memory import MemorySource
from mailatlas_core.models import Document, Source
from mailatlas_core.ports import RawMessage
from mailatlas_core.workspace import Workspace

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(24)
MESSAGE = (
    "From: Ada <ada@example.com>\nSubject: Tides\nMIME-Version: 1.0\n"
    "Content-Type: multipart/mixed; boundary=a\n\n"
    "--a\nContent-Type: multipart/related; boundary=b\n\n"
    '--b\nContent-Type: text/html\n\n<p>See <img src="cid:p"></p>\n'
    "--b\nContent-Type: image/png\nContent-ID: <p>\nContent-Transfer-Encoding: base64\n\n"
    f"{base64.b64encode(PICTURE).decode()}\n--b--\n"
    "--a\nContent-Type: text/csv\nContent-Disposition: attachment; filename=tides.csv\n\n1,2\n--a--\n"
).encode()


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "workspace", create=True) as opened:
        opened.ingest_from(MemorySource([RawMessage(MESSAGE, Source(kind="eml", path="/mail/x"))]))
        yield opened


def made(workspace: Workspace) -> set[str]:
    """The files of pages and assets that there are."""
    files = (path for folder in ("html", "assets") for path in (workspace.root / folder).rglob("*"))
    return {path.relative_to(workspace.root).as_posix() for path in files if path.is_file()}


def named(document: Document) -> set[str]:
    return {str(document.body_html_path), *(asset.file_path for asset in document.assets)}


def test_nothing_is_made_until_somebody_is_given_the_paths(workspace: Workspace) -> None:
    (ref,) = workspace.documents.page()
    document = workspace.documents.get(ref.id)
    assert workspace.documents.html(ref.id) is not None
    assert made(workspace) == set()
    assert workspace.get(ref.id) == document
    assert made(workspace) == named(document)
    assert len(named(document)) == 3


def test_the_files_are_the_parts_and_the_page_shows_the_picture(workspace: Workspace) -> None:
    document = workspace.get(workspace.documents.page()[0].id)
    picture, table = document.assets
    assert (workspace.root / picture.file_path).read_bytes() == PICTURE
    assert (workspace.root / table.file_path).read_bytes() == b"1,2"
    page = workspace.root / str(document.body_html_path)
    (source,) = [word for word in page.read_text().split('"') if word.startswith("../")]
    assert (page.parent / source).read_bytes() == PICTURE
    assert base64.b64encode(PICTURE).decode() in str(workspace.documents.html(document.id))
    assert {(workspace.root / path).stat().st_mode & 0o777 for path in named(document)} == {0o600}


def test_a_file_that_was_cut_short_or_changed_is_made_again(workspace: Workspace) -> None:
    document = workspace.get(workspace.documents.page()[0].id)
    before = {path: (workspace.root / path).read_bytes() for path in named(document)}
    for path, content in before.items():
        (workspace.root / path).write_bytes(content[:-1])
    workspace.get(document.id)
    assert {path: (workspace.root / path).read_bytes() for path in before} == before


def test_a_document_without_its_original_is_read_and_says_that_its_files_are_not_made(
    workspace: Workspace,
) -> None:
    (ref,) = workspace.documents.page()
    (workspace.root / workspace.documents.get(ref.id).raw_path).unlink()
    document = workspace.get(ref.id)
    assert document.subject == "Tides"
    assert "the files are not made" in document.metadata.defects[-1]
    assert made(workspace) == set()


def test_a_picture_that_is_shown_a_thousand_times_is_embedded_up_to_a_bound(tmp_path: Path) -> None:
    picture = base64.b64encode(PICTURE + bytes(300_000)).decode()
    data = MESSAGE.replace(base64.b64encode(PICTURE), picture.encode())
    data = data.replace(b'<img src="cid:p">', b'<img src="cid:p">' * 1_000)
    with Workspace.open(tmp_path / "other", create=True) as opened:
        opened.ingest_from(MemorySource([RawMessage(data, Source(kind="eml", path="/mail/x"))]))
        id = opened.documents.page()[0].id
        assert 40e6 < len(str(opened.documents.html(id))) < 46e6
        assert len(str(opened.documents.html(id, images=False))) < 1e6


def test_a_type_that_closes_the_attribute_writes_none_of_its_own(tmp_path: Path) -> None:
    data = MESSAGE.replace(b"Content-Type: image/png", b'Content-Type: image/x"onerror="alert(1)')
    with Workspace.open(tmp_path / "other", create=True) as opened:
        opened.ingest_from(MemorySource([RawMessage(data, Source(kind="eml", path="/mail/x"))]))
        page = str(opened.documents.html(opened.documents.page()[0].id))
    assert "<img" in page
    assert '"onerror' not in page


def test_an_attachment_that_the_parser_no_longer_finds_is_said_to_be_none(workspace: Workspace) -> None:
    document = workspace.get(workspace.documents.page()[0].id)
    with workspace._database.writing() as connection:
        connection.execute("UPDATE assets SET sha256 = zeroblob(32) WHERE ordinal = 1")
    with pytest.raises(IndexOutdated, match="attachment 1"):
        workspace.exports.asset_bytes(document.id, 1)
