"""A Maildir as an account: received again and again while another program fills it."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mailatlas_core.models import IngestReport
from mailatlas_core.receive.model import MaildirConfig
from mailatlas_core.receive.outcome import Pass
from mailatlas_core.workspace import Workspace
from tests.core.contracts.accounts import INBOX, OTHER, MaildirAccount
from tests.core.messages import message


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "workspace", create=True) as opened:
        yield opened


@pytest.fixture
def account(tmp_path: Path) -> MaildirAccount:
    return MaildirAccount(tmp_path / "mail")


def receive(
    workspace: Workspace, account: MaildirAccount, limit: int | None = None
) -> tuple[Pass, IngestReport]:
    source = account.source(workspace, limit=limit)
    return source, workspace.ingest_from(source)


def test_a_message_with_other_flags_is_known_and_its_source_is_brought_up_to_date(
    workspace: Workspace, account: MaildirAccount
) -> None:
    account.add(INBOX, message(1))
    receive(workspace, account)
    (path,) = (account.path / "cur").iterdir()
    path.rename(path.with_name(path.name.replace(":2,S", ":2,FS")))
    source, report = receive(workspace, account)
    assert (source.fetched, report.ingested_count) == (0, 0)
    (ref,) = workspace.search("text")
    (seen,) = workspace.get(ref.id).sources
    assert (seen.flags, seen.account_id) == (("F", "S"), account.id)


def test_a_message_that_is_moved_from_new_to_cur_is_known(
    workspace: Workspace, account: MaildirAccount
) -> None:
    account.write(account.path / "new" / "1.M1.host", message(1))
    assert receive(workspace, account)[0].fetched == 1
    (account.path / "new" / "1.M1.host").rename(account.path / "cur" / "1.M1.host:2,S")
    assert receive(workspace, account)[0].fetched == 0


def test_what_is_known_does_not_count_as_received(workspace: Workspace, account: MaildirAccount) -> None:
    account.add(INBOX, message(1))
    receive(workspace, account)
    _, report = receive(workspace, account)
    assert (report.status, report.ingested_count, report.duplicate_count) == ("ok", 0, 0)


def test_a_message_beyond_the_limit_is_received_by_the_next_pass(
    workspace: Workspace, account: MaildirAccount
) -> None:
    for number in range(3):
        account.add(INBOX, message(number))
    assert [receive(workspace, account, limit=2)[0].more for _ in range(2)] == [True, False]
    assert len(workspace.search("text")) == 3


def test_a_message_that_cannot_be_read_is_a_problem_and_stops_nothing(
    workspace: Workspace, account: MaildirAccount
) -> None:
    account.add(INBOX, message(1))
    huge = account.path / "cur" / "0.M1.host:2,S"
    with huge.open("wb") as file:
        file.truncate((1 << 30) + 1)
    source, report = receive(workspace, account)
    assert source.failure is None
    assert (report.status, report.ingested_count, report.error_count) == ("partial", 1, 1)


def test_links_in_the_tree_are_not_followed(
    workspace: Workspace, account: MaildirAccount, tmp_path: Path
) -> None:
    elsewhere = MaildirAccount(tmp_path / "elsewhere")
    elsewhere.add(INBOX, message(1))
    (account.path / ".Linked").symlink_to(elsewhere.path)
    assert receive(workspace, account)[0].fetched == 0


@pytest.mark.parametrize("name", ["missing", "empty", "file"])
def test_an_account_whose_maildir_is_not_there_fails_with_a_sentence(
    workspace: Workspace, account: MaildirAccount, tmp_path: Path, name: str
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").touch()
    account.config = MaildirConfig(str(tmp_path / name))
    source, report = receive(workspace, account)
    assert source.failure is not None
    assert source.failure.code == "path_unreadable"
    assert name in source.failure.message
    assert report.ingested_count == 0


def test_what_was_taken_in_before_there_was_an_account_is_of_the_account_from_its_first_pass_on(
    workspace: Workspace, account: MaildirAccount
) -> None:
    account.add(INBOX, message(1))
    account.add(OTHER, message(2))
    workspace.ingest([account.path])
    workspace.receive.add(account.config)
    account.add(INBOX, message(3))
    assert workspace.receive.receive(account.id, None).ingested_count == 1
    assert workspace.receive.status(account.id)[0].document_count == 3
    assert len(workspace.search(f'account:"{account.id}"')) == 3


def test_a_pass_takes_nothing_from_another_account(workspace: Workspace, account: MaildirAccount) -> None:
    account.add(OTHER, message(1))
    inner = workspace.receive.add(MaildirConfig(str(account.path / ".C.te.d.Azur")))
    workspace.receive.receive(inner.id, None)
    workspace.receive.add(account.config)
    workspace.receive.receive(account.id, None)
    assert workspace.receive.status(inner.id)[0].document_count == 1


def test_a_message_that_was_only_moved_is_not_counted_as_one_that_came(
    workspace: Workspace, account: MaildirAccount
) -> None:
    workspace.receive.add(account.config)
    account.add(INBOX, message(1))
    workspace.receive.receive(account.id, None)
    (path,) = (account.path / "cur").iterdir()
    path.rename(path.with_name(path.name.replace(":2,S", ":2,FS")))
    account.add(INBOX, message(1))
    account.add(INBOX, message(2))
    result = workspace.receive.receive(account.id, None)
    assert (result.fetched_count, result.ingested_count, result.duplicate_count) == (2, 1, 1)
    assert workspace.receive.receive(account.id, None).status == "ok"


def test_a_folder_or_a_message_that_cannot_be_read_is_no_failure_of_the_account(
    workspace: Workspace, account: MaildirAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace.receive.add(account.config)
    account.add(OTHER, message(1))
    huge = account.path / "cur" / "0.M1.host:2,S"
    with huge.open("wb") as file:
        file.truncate((1 << 30) + 1)
    (account.path / ".Closed" / "cur").mkdir(parents=True)
    forbid(monkeypatch, account.path / ".Closed" / "cur")
    counts = []
    for _ in range(2):
        result = workspace.receive.receive(account.id, None)
        counts.append((result.status, result.ingested_count, result.error_count))
    assert counts == [("partial", 1, 2), ("partial", 0, 2)]


def test_a_limit_is_for_messages_that_are_not_known_however_late_a_copy_of_one_was_written(
    workspace: Workspace, account: MaildirAccount
) -> None:
    workspace.receive.add(account.config)
    for number in range(4):
        account.add(INBOX, message(number % 2))
    in_the_future = 4_000_000_000
    for path in (account.path / "cur").iterdir():
        os.utime(path, (in_the_future, in_the_future))
    assert workspace.receive.receive(account.id, None, limit=4).ingested_count == 2
    account.add(INBOX, message(2))
    result = workspace.receive.receive(account.id, None, limit=1)
    assert (result.ingested_count, result.duplicate_count, result.more) == (1, 0, False)


def forbid(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Have the system refuse to look at a folder, which it never does to an administrator."""
    look = os.stat

    def stat(path: int | str | Path, **how: Any) -> os.stat_result:
        if path == folder:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return look(path, **how)

    monkeypatch.setattr(os, "stat", stat)


def test_a_message_that_was_written_anew_is_received_once_more_and_then_known(
    workspace: Workspace, account: MaildirAccount
) -> None:
    workspace.receive.add(account.config)
    account.add(INBOX, message(5, body="As it was first."))
    workspace.receive.receive(account.id, None)
    (path,) = (account.path / "cur").iterdir()
    path.write_bytes(message(1))
    assert workspace.receive.receive(account.id, None).ingested_count == 1
    account.add(INBOX, message(7))
    assert workspace.receive.receive(account.id, None).fetched_count == 1
