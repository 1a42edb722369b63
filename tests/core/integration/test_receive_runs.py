"""Receiving: what a pass takes in, what is remembered of it, and how it is said to have ended."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from mailatlas_core.cancel import CancelToken
from mailatlas_core.errors import (
    AccountNotFound,
    FolderNotFound,
    LoginRefused,
    PathUnreadable,
    UsageError,
    WorkspaceDamaged,
    WorkspaceReadOnly,
)
from mailatlas_core.models import IngestProgress
from mailatlas_core.receive.memory import MemoryServer
from mailatlas_core.receive.memory_faults import Place
from mailatlas_core.receive.model import MaildirConfig
from mailatlas_core.secrets import Secret
from mailatlas_core.workspace import Workspace
from tests.core.integration.receiving import CONFIG, PASSWORD, kinds, server, way_to
from tests.core.messages import message

ID = CONFIG.id


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "workspace", create=True, actor="test") as opened:
        opened.receive.add(CONFIG)
        yield opened


def test_a_pass_stores_what_is_new_and_the_next_one_only_what_came_since(workspace: Workspace) -> None:
    there = server(3)
    first = workspace.receive.receive(ID, way_to(there))
    assert (first.status, first.fetched_count, first.ingested_count, first.more) == ("ok", 3, 3, False)
    assert set(first.document_ids) == {ref.id for ref in workspace.search("")}
    there.add("INBOX", message(7))
    second = workspace.receive.receive(ID, way_to(there))
    assert (second.fetched_count, second.ingested_count) == (1, 1)
    assert workspace.receive.receive(ID, way_to(there)).status == "ok"
    assert there.given == {Place("INBOX", uid): 1 for uid in range(1, 5)}


def test_a_pass_asks_for_no_more_than_its_limit_and_says_that_there_is_more(workspace: Workspace) -> None:
    there = server(5)
    counts = []
    while (result := workspace.receive.receive(ID, way_to(there), limit=2)).more:
        counts.append(result.fetched_count)
    assert [*counts, result.fetched_count] == [2, 2, 1]
    assert workspace.documents.count() == 5


def test_a_run_is_a_row_and_its_end_an_event(workspace: Workspace) -> None:
    result = workspace.receive.receive(ID, way_to(server(2)))
    [run] = workspace.receive.runs(ID)
    assert (run.id, run.status, run.actor, run.ingested_count) == (result.run_id, "ok", "test", 2)
    assert run.finished_at is not None
    assert kinds(workspace) == ["account.add", "receive.batch", "receive.run"]
    [status] = workspace.receive.status(ID)
    assert (status.document_count, status.gap_count, status.holder) == (2, 0, None)
    assert [cursor.last_uid for cursor in status.cursors] == [2]


def test_no_event_holds_an_address(workspace: Workspace) -> None:
    workspace.receive.receive(ID, way_to(server(2)), full_sync=True)
    workspace.receive.remove(ID)
    told = repr(workspace.audit.events(limit=100))
    assert CONFIG.username not in told
    assert CONFIG.host not in told
    assert workspace.audit.verify().problems == ()


def test_mail_that_is_known_from_elsewhere_is_a_duplicate(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "one.eml").write_bytes(message(0))
    workspace.ingest([tmp_path / "one.eml"])
    result = workspace.receive.receive(ID, way_to(server(1)))
    assert (result.status, result.duplicate_count, result.document_ids) == ("duplicate", 1, ())


def test_a_gap_is_shown_and_filled_when_it_is_asked_for_again(workspace: Workspace) -> None:
    there = server(3)
    there.faults.refused[Place("INBOX", 2)] = "Internal error."
    result = workspace.receive.receive(ID, way_to(there))
    assert (result.status, result.ingested_count, result.error_count) == ("partial", 2, 1)
    assert "retry-gaps" in (result.details or "")
    [gap] = workspace.receive.gaps(ID)
    assert (gap.uid, gap.tries, gap.reason) == (2, 1, "Internal error.")
    assert workspace.receive.retry_gaps(ID, way_to(there)).status == "partial"
    assert workspace.receive.gaps(ID)[0].tries == 2
    there.faults.refused.clear()
    assert workspace.receive.retry_gaps(ID, way_to(there)).status == "ok"
    assert workspace.receive.gaps(ID) == ()
    assert workspace.documents.count() == 3


def test_a_gap_whose_message_is_gone_is_forgotten(workspace: Workspace) -> None:
    there = server(2)
    there.faults.refused[Place("INBOX", 2)] = "Internal error."
    workspace.receive.receive(ID, way_to(there))
    there.remove("INBOX", 2)
    assert workspace.receive.retry_gaps(ID, way_to(there)).status == "ok"
    assert workspace.receive.gaps(ID) == ()


def test_a_gap_is_forgotten_when_its_folder_begins_anew(workspace: Workspace) -> None:
    there = server(3)
    there.faults.refused[Place("INBOX", 3)] = "Internal error."
    workspace.receive.receive(ID, way_to(there))
    there.remove("INBOX", 1)
    there.renumber("INBOX")
    there.faults.refused = {Place("INBOX", 1): "Internal error."}
    workspace.receive.receive(ID, way_to(there))
    assert [(gap.uidvalidity, gap.uid) for gap in workspace.receive.gaps(ID)] == [(2, 1)]


def test_a_folder_that_is_missing_keeps_nobody_from_the_others(workspace: Workspace) -> None:
    there = server(2)
    both = workspace.receive.add(replace(CONFIG, folders=("Nowhere", "INBOX")))
    for count in (2, 0):
        result = workspace.receive.receive(both.id, way_to(there))
        assert (result.status, result.ingested_count, result.more) == ("partial", count, False)
        assert "Nowhere" in (result.error or "")


def test_a_full_sync_reads_all_again_and_stores_nothing_twice(
    workspace: Workspace, caplog: pytest.LogCaptureFixture
) -> None:
    there = server(3)
    workspace.receive.receive(ID, way_to(there))
    caplog.set_level(logging.INFO)
    again = workspace.receive.receive(ID, way_to(there), full_sync=True, limit=2)
    assert (again.status, again.duplicate_count, again.more) == ("duplicate", 2, True)
    rest = workspace.receive.receive(ID, way_to(there))
    assert (rest.duplicate_count, workspace.documents.count()) == (1, 3)
    assert kinds(workspace, "receive.reset") == ["receive.reset"]
    assert sum("from its beginning" in record.message for record in caplog.records) == 1
    assert "ada@" not in caplog.text


def test_a_password_that_is_refused_is_an_error_and_the_next_run_works(workspace: Workspace) -> None:
    there = server(1)
    refused = workspace.receive.receive(ID, way_to(there, Secret("another")))
    assert (refused.status, refused.error is not None, refused.run_id is not None) == ("error", True, True)
    assert workspace.receive.receive(ID, way_to(there)).status == "ok"
    assert [run.status for run in workspace.receive.runs(ID)] == ["ok", "error"]


def test_a_cancelled_pass_keeps_what_was_committed(workspace: Workspace) -> None:
    there, cancel = server(1_500), CancelToken()

    def cancelled_later(state: IngestProgress) -> None:
        if state.ingested:
            cancel.cancel()

    result = workspace.receive.receive(ID, way_to(there), limit=None, progress=cancelled_later, cancel=cancel)
    assert result.status == "cancelled"
    assert workspace.documents.count() == result.ingested_count < 1_500
    assert workspace.receive.receive(ID, way_to(there), limit=None).status == "ok"
    assert workspace.documents.count() == 1_500


def test_a_run_that_the_workspace_cannot_go_on_with_is_an_error_and_loses_nothing(
    workspace: Workspace,
) -> None:
    there, raw = server(3), workspace.root / "raw"
    raw.rmdir()
    raw.write_text("in the way")
    with pytest.raises(WorkspaceDamaged) as raised:
        workspace.receive.receive(ID, way_to(there))
    [run] = workspace.receive.runs(ID)
    assert (run.status, run.error) == ("error", raised.value.message)
    assert workspace.receive.status(ID)[0].cursors == ()
    raw.unlink()
    raw.mkdir(mode=0o700)
    assert workspace.receive.receive(ID, way_to(there)).ingested_count == 3


def test_verification_explains_every_id_and_names_what_is_missing(workspace: Workspace) -> None:
    there = server(4)
    there.faults.refused[Place("INBOX", 2)] = "Internal error."
    workspace.receive.receive(ID, way_to(there), limit=3)
    there.add("INBOX", message(9))
    [clean] = workspace.receive.verify(ID, way_to(there))
    assert (clean.listed_count, clean.stored_count, clean.gap_count, clean.waiting_count) == (5, 2, 1, 2)
    assert clean.missing == ()
    there.add("INBOX", message(8), uid=100)
    workspace.receive.receive(ID, way_to(there))
    there.add("INBOX", message(10), uid=50)  # behind the cursor, which no honest server does
    [missing] = workspace.receive.verify(ID, way_to(there))
    assert (missing.missing, missing.waiting_count) == ((50,), 0)


def test_verification_of_a_folder_that_begins_anew_waits_for_all_of_it(workspace: Workspace) -> None:
    there = server(2)
    workspace.receive.receive(ID, way_to(there))
    there.renumber("INBOX")
    [found] = workspace.receive.verify(ID, way_to(there))
    assert (found.stored_count, found.waiting_count, found.missing) == (0, 2, ())


def test_verification_tells_of_a_folder_that_is_missing_and_goes_on(workspace: Workspace) -> None:
    there = server(2)
    both = workspace.receive.add(replace(CONFIG, folders=("Nowhere", "INBOX")))
    workspace.receive.receive(both.id, way_to(there))
    nowhere, inbox = workspace.receive.verify(both.id, way_to(there))
    assert (nowhere.is_whole, "Nowhere" in (nowhere.error or "")) == (False, True)
    assert (inbox.is_whole, inbox.stored_count) == (True, 2)


def test_a_test_logs_in_and_stores_nothing(workspace: Workspace) -> None:
    there = server(3, ("INBOX", "Archive"))
    both = replace(CONFIG, folders=("INBOX", "Archive"))
    assert [one.messages for one in workspace.receive.test(both, way_to(there))] == [3, 3]
    assert workspace.receive.folders(way_to(there)) == ("INBOX", "Archive")
    with pytest.raises(LoginRefused):
        workspace.receive.test(both, way_to(there, Secret("another")))
    with pytest.raises(FolderNotFound):
        workspace.receive.test(replace(CONFIG, folders=("Nowhere",)), way_to(there))
    assert workspace.documents.count() == 0
    assert workspace.receive.accounts() == (workspace.receive.account(ID),)


def test_an_account_that_is_removed_keeps_its_mail_and_its_history(workspace: Workspace) -> None:
    there = server(2)
    workspace.receive.receive(ID, way_to(there))
    workspace.receive.remove(ID)
    with pytest.raises(AccountNotFound):
        workspace.receive.account(ID)
    assert (workspace.documents.count(), len(workspace.receive.runs(ID))) == (2, 1)
    workspace.receive.add(CONFIG)
    assert workspace.receive.receive(ID, way_to(there)).status == "duplicate"


def test_an_account_is_written_once_however_often_it_is_added(workspace: Workspace) -> None:
    workspace.receive.add(CONFIG)
    workspace.receive.add(replace(CONFIG, port=143, security="starttls"))
    assert kinds(workspace) == ["account.add", "account.add"]
    [account] = workspace.receive.accounts()
    assert account.config == replace(CONFIG, port=143, security="starttls")


@pytest.mark.parametrize(
    "wrong",
    [
        replace(CONFIG, host=""),
        replace(CONFIG, host="no host"),
        replace(CONFIG, username=""),
        replace(CONFIG, username="ada\nINBOX"),
        replace(CONFIG, folders=()),
        replace(CONFIG, folders=("",)),
        replace(CONFIG, folders=("a\udc80",)),
    ],
)
def test_what_can_be_no_account_is_refused(workspace: Workspace, wrong: object) -> None:
    with pytest.raises(UsageError):
        workspace.receive.add(wrong)  # type: ignore[arg-type]  # each is an ImapConfig
    assert len(workspace.receive.accounts()) == 1


def test_folders_with_commas_in_their_names_are_told_apart(workspace: Workspace) -> None:
    lists = (("a,b",), ("a", "b"), ('"a', 'b"'), ('"a,b"',))
    added = {workspace.receive.add(replace(CONFIG, folders=folders)).id for folders in lists}
    assert len(added) == len(lists)
    assert replace(CONFIG, folders=("INBOX", "Lists, 2024")).id.endswith(':INBOX,"Lists, 2024"')


def test_a_maildir_is_received_as_it_grows_and_is_left_as_it_is(workspace: Workspace, tmp_path: Path) -> None:
    folder = tmp_path / "Maildir"
    for part in ("cur", "new", "tmp"):
        (folder / part).mkdir(parents=True)
    for number in range(3):
        (folder / "new" / f"1700000000.{number}.host").write_bytes(message(number))
    account = workspace.receive.add(MaildirConfig(str(folder)))
    assert workspace.receive.receive(account.id, None).ingested_count == 3
    (folder / "new" / "1700000000.0.host").rename(folder / "cur" / "1700000000.0.host:2,S")
    before = sorted(path.relative_to(folder) for path in folder.rglob("*"))
    assert workspace.receive.receive(account.id, None).ingested_count == 0
    (folder / "new" / "1700000000.9.host").write_bytes(message(9))
    assert workspace.receive.receive(account.id, None, limit=1).ingested_count == 1
    assert sorted({path.relative_to(folder) for path in folder.rglob("*")} - set(before)) == [
        Path("new") / "1700000000.9.host"
    ]
    assert workspace.receive.status(account.id)[0].document_count == 4


def test_a_maildir_that_is_none_is_no_account_and_one_that_is_gone_an_error(
    workspace: Workspace, tmp_path: Path
) -> None:
    folder = tmp_path / "Maildir"
    with pytest.raises(PathUnreadable):
        workspace.receive.add(MaildirConfig(str(folder)))
    with pytest.raises(PathUnreadable, match="cannot be read"):
        workspace.receive.add(MaildirConfig(str(tmp_path / ("a" * 300))))
    for part in ("cur", "new"):
        (folder / part).mkdir(parents=True)
    account = workspace.receive.add(MaildirConfig(str(folder)))
    (folder / "cur").rmdir()
    assert workspace.receive.receive(account.id, None).status == "error"


def test_a_read_only_workspace_shows_its_accounts_and_receives_nothing(tmp_path: Path) -> None:
    there = server(1)
    with Workspace.open(tmp_path / "workspace", create=True) as workspace:
        workspace.receive.add(CONFIG)
        workspace.receive.receive(ID, way_to(there))
    with Workspace.open(tmp_path / "workspace") as opened:
        opened.read_only = True  # as on a medium that forbids writing
        [status] = opened.receive.status()
        assert (status.document_count, status.runs[0].status, status.holder) == (1, "ok", None)
        requests = sum(there.requests.values())
        for forbidden in (
            lambda: opened.receive.receive(ID, way_to(there)),
            lambda: opened.receive.remove(ID),
            lambda: opened.receive.add(replace(CONFIG, port=143)),
        ):
            with pytest.raises(WorkspaceReadOnly):
                forbidden()
        assert sum(there.requests.values()) == requests
        assert opened.receive.verify(ID, way_to(there))[0].missing == ()


def test_no_file_of_the_workspace_holds_the_password(workspace: Workspace) -> None:
    there = server(2)
    workspace.receive.receive(ID, way_to(there))
    there.faults.refused[Place("INBOX", 3)] = f"NO {PASSWORD.reveal()}"
    there.add("INBOX", message(5))
    workspace.receive.receive(ID, way_to(there))
    files = [file for file in workspace.root.rglob("*") if file.is_file()]
    assert not any(PASSWORD.reveal().encode() in file.read_bytes() for file in files)


def test_several_folders_are_received_in_one_pass(workspace: Workspace) -> None:
    there: MemoryServer = server(2, ("INBOX", "Archive"))
    account = workspace.receive.add(replace(CONFIG, folders=("INBOX", "Archive")))
    result = workspace.receive.receive(account.id, way_to(there))
    assert (result.ingested_count, len(result.cursors)) == (4, 2)
