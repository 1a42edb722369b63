"""A Maildir that is ingested again: what was seen is not read, and nothing that is new is missed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailatlas_core.models import IngestedRef, IngestReport
from mailatlas_core.workspace import Workspace
from tests.core.messages import message

MESSAGES = 5


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "workspace", create=True) as opened:
        yield opened


@pytest.fixture
def maildir(tmp_path: Path) -> Path:
    folder = tmp_path / "mail"
    for part in ("cur", "new", "tmp"):
        (folder / part).mkdir(parents=True)
    for number in range(MESSAGES):
        (folder / "cur" / f"{number}.M1.host:2,S").write_bytes(message(number))
    return settled(folder)


def settled(maildir: Path, hour: int = 0) -> Path:
    """Give a Maildir the times of one to which nothing has come for long."""
    for part in ("cur", "new"):
        os.utime(maildir / part, (1_700_000_000 + 3600 * hour,) * 2)
    return maildir


def garble(maildir: Path) -> None:
    """Put something else into every file and leave no trace of it: who reads one will find it."""
    for path in maildir.glob("cur/*"):
        status = path.stat()
        path.write_bytes(path.read_bytes().swapcase())
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def ingest(workspace: Workspace, maildir: Path) -> tuple[IngestReport, list[IngestedRef]]:
    heard: list[IngestedRef] = []
    return workspace.ingest([maildir], each=heard.append), heard


def test_an_unchanged_maildir_is_passed_over_without_a_byte_being_read(
    workspace: Workspace, maildir: Path
) -> None:
    ingest(workspace, maildir)
    garble(maildir)
    report, heard = ingest(workspace, maildir)
    assert (report.status, report.ingested_count, report.duplicate_count) == ("duplicate", 0, MESSAGES)
    assert heard == []


def test_of_a_maildir_that_has_changed_only_what_is_new_is_read(workspace: Workspace, maildir: Path) -> None:
    ingest(workspace, maildir)
    garble(maildir)
    (maildir / "new" / "77.M1.host").write_bytes(message(77))
    report, heard = ingest(workspace, settled(maildir, hour=1))
    assert (report.ingested_count, report.duplicate_count) == (1, MESSAGES)
    (ref,) = heard
    assert workspace.get(ref.id).tags == ("unread",)


def test_other_flags_are_told_by_the_name_alone(workspace: Workspace, maildir: Path) -> None:
    _, heard = ingest(workspace, maildir)
    garble(maildir)
    (maildir / "cur" / "3.M1.host:2,S").rename(maildir / "cur" / "3.M1.host:2,FS")
    report, _ = ingest(workspace, settled(maildir, hour=1))
    assert (report.ingested_count, report.duplicate_count) == (0, MESSAGES)
    (source,) = workspace.get(heard[3].id).sources
    assert source.flags == ("F", "S")
    assert source.path == f"{maildir}/cur/3.M1.host:2,FS"


def test_a_message_that_comes_within_one_tick_of_the_clock_is_not_missed(
    workspace: Workspace, maildir: Path
) -> None:
    (maildir / "cur").touch()
    times = (maildir / "cur").stat()
    ingest(workspace, maildir)
    (maildir / "cur" / "88.M1.host:2,S").write_bytes(message(88))
    os.utime(maildir / "cur", ns=(times.st_atime_ns, times.st_mtime_ns))
    assert ingest(workspace, maildir)[0].ingested_count == 1


def test_another_maildir_of_the_same_names_is_read(workspace: Workspace, maildir: Path) -> None:
    ingest(workspace, maildir)
    shutil.rmtree(maildir)
    for part in ("cur", "new"):
        (maildir / part).mkdir(parents=True)
    for number in range(MESSAGES):
        (maildir / "cur" / f"{number}.M1.host:2,S").write_bytes(message(number + 5))
    report, _ = ingest(workspace, settled(maildir))
    assert (report.ingested_count, report.duplicate_count) == (MESSAGES, 0)


def test_a_message_that_was_written_again_under_its_name_is_read(workspace: Workspace, maildir: Path) -> None:
    ingest(workspace, maildir)
    (maildir / "cur" / "3.M1.host:2,S").write_bytes(message(6))
    report, _ = ingest(workspace, settled(maildir, hour=1))
    assert (report.ingested_count, report.duplicate_count) == (1, MESSAGES - 1)


def test_what_is_counted_as_known_is_what_is_there(workspace: Workspace, maildir: Path) -> None:
    ingest(workspace, maildir)
    (maildir / "cur" / "3.M1.host:2,S").unlink()
    for _ in range(2):
        assert ingest(workspace, settled(maildir, hour=1))[0].duplicate_count == MESSAGES - 1


def test_an_original_that_somebody_removed_is_put_back(workspace: Workspace, maildir: Path) -> None:
    _, heard = ingest(workspace, maildir)
    document = workspace.get(heard[2].id)
    (workspace.root / document.raw_path).unlink()
    ingest(workspace, maildir)
    assert workspace.documents.raw(document.id) == message(2)


def test_a_maildir_with_a_message_that_could_not_be_read_is_looked_at_again(
    workspace: Workspace, maildir: Path
) -> None:
    huge = maildir / "cur" / "99.M1.host:2,S"
    huge.touch()
    os.truncate(huge, (1 << 30) + 1)
    assert ingest(workspace, settled(maildir))[0].error_count == 1
    huge.write_bytes(message(99))
    report, _ = ingest(workspace, settled(maildir))
    assert (report.ingested_count, report.duplicate_count) == (1, MESSAGES)
