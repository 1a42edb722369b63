"""The way out into a folder: durable, for its owner alone, and nothing written over."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from mailatlas_core.outbound.model import Envelope, Outgoing
from mailatlas_core.outbound.senders.file import FileSender

LETTER = b"Subject: Harbor\r\n\r\nDear Bob\r\n"


def outgoing(raw: bytes = LETTER) -> Outgoing:
    return Outgoing(raw, Envelope("ada@example.org", ("bob@example.org", "hidden@example.net")))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "a" / "folder"


def test_the_folder_and_its_files_are_their_owners_alone(folder: Path) -> None:
    FileSender(folder).send(outgoing())
    (file,) = folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_the_same_bytes_again_are_the_same_file_and_that_is_said(folder: Path) -> None:
    first, second = (FileSender(folder).send(outgoing()) for _ in range(2))
    (file,) = folder.iterdir()
    assert first.provider_message_id == second.provider_message_id == file.name
    assert (first.status, second.status) == ("sent", "sent")
    assert first.response["file"].endswith("was written")
    assert second.response["file"].endswith("was there already, with the same bytes")


def test_the_file_of_a_message_has_no_envelope_in_it(folder: Path) -> None:
    delivery = FileSender(folder).send(outgoing())
    (file,) = folder.iterdir()
    assert "hidden" not in file.read_bytes().decode() + file.name + repr(delivery)


def test_what_is_in_the_way_is_left_alone_and_is_an_error(folder: Path) -> None:
    sender = FileSender(folder)
    name = str(sender.send(outgoing()).provider_message_id)
    (folder / name).write_bytes(b"something else")
    assert sender.send(outgoing()).status == "error"
    assert (folder / name).read_bytes() == b"something else"
    (folder / name).unlink()
    (folder.parent / "elsewhere").write_bytes(LETTER)
    (folder / name).symlink_to(folder.parent / "elsewhere")
    assert sender.send(outgoing()).status == "error"
    assert [file.name for file in folder.iterdir()] == [name]


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for folder in (tmp_path / "file", tmp_path / "file" / "folder"):
        delivery = FileSender(folder).send(outgoing())
        assert (delivery.status, delivery.provider_message_id) == ("error", None)
        assert str(folder) in (delivery.error or "")
