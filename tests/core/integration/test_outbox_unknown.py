"""What may have gone out: said truly, and never sent again by itself."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from mailatlas_core.errors import (
    NotApproved,
    OutboundBusy,
    OutboundStateError,
    SenderNotConfigured,
)
from mailatlas_core.outbound.model import (
    Delivery,
    Outgoing,
)
from mailatlas_core.outbound.senders.memory import MemorySender
from mailatlas_core.store.files import file_lock
from mailatlas_core.workspace import Workspace
from tests.core.integration.outbox import MESSAGE, approved, kinds, lost


@pytest.mark.parametrize("was_taken", [True, False])
def test_a_lost_answer_leaves_unknown_and_nothing_sends_it_again_by_itself(
    workspace: Workspace, was_taken: bool
) -> None:
    result = workspace.outbound.send_message(MESSAGE, lost(was_taken=was_taken))
    assert result.status == "unknown"
    sender = MemorySender()
    assert workspace.outbound.send_message(MESSAGE, sender).status == "unknown"
    with pytest.raises(NotApproved):
        workspace.outbound.send(result.id, sender)
    assert sender.received == []


def test_a_sender_that_breaks_leaves_unknown(workspace: Workspace) -> None:
    class Broken(MemorySender):
        def send(self, _outgoing: Outgoing, /) -> Delivery:
            raise RuntimeError("a bug")

    record = approved(workspace)
    with pytest.raises(RuntimeError):
        workspace.outbound.send(record.id, Broken())
    assert workspace.outbound.get(record.id).status == "unknown"


def test_a_sender_that_is_not_configured_leaves_an_error(workspace: Workspace) -> None:
    class Unready(MemorySender):
        def send(self, _outgoing: Outgoing, /) -> Delivery:
            raise SenderNotConfigured("Nothing is set up.")

    result = workspace.outbound.send(approved(workspace).id, Unready())
    assert (result.status, result.error) == ("error", "Nothing is set up.")


def test_a_person_may_take_the_risk_of_a_second_copy(workspace: Workspace) -> None:
    result = workspace.outbound.send_message(MESSAGE, lost(was_taken=True))
    record = workspace.outbound.get(result.id)
    assert record.revision is not None
    workspace.outbound.retry(result.id, record.revision.digest)
    assert workspace.outbound.send(result.id, MemorySender()).status == "sent"


def test_a_received_copy_proves_that_it_went_out_and_none_proves_nothing(
    workspace: Workspace, tmp_path: Path
) -> None:
    room = workspace.outbound
    result = room.send_message(MESSAGE, lost(was_taken=True))
    assert room.reconcile(result.id).status == "unknown"
    revision = room.get(result.id).revision
    assert revision is not None
    (tmp_path / "copy.eml").write_bytes(room.raw(revision))
    workspace.ingest(tmp_path / "copy.eml")
    assert room.reconcile(result.id).status == "sent"
    assert kinds(workspace, result.id)[-1] == "find"
    with pytest.raises(OutboundStateError):
        room.reconcile(result.id)


def test_a_rejected_record_that_may_have_gone_out_is_still_told_by_a_received_copy(
    workspace: Workspace, tmp_path: Path
) -> None:
    room = workspace.outbound
    result = room.send_message(MESSAGE, lost(was_taken=True))
    revision = room.reject(result.id).revision
    assert revision is not None
    assert room.may_have_gone_out(result.id)
    assert [record.id for record in room.open_records()] == [result.id]
    assert room.reconcile(result.id).status == "rejected"
    (tmp_path / "copy.eml").write_bytes(room.raw(revision))
    workspace.ingest(tmp_path / "copy.eml")
    assert room.reconcile(result.id).status == "sent"
    assert not room.may_have_gone_out(result.id)
    assert workspace.audit.verify().problems == ()


def test_a_rejected_record_that_was_never_sent_is_not_told_by_its_copy(
    workspace: Workspace, tmp_path: Path
) -> None:
    room = workspace.outbound
    revision = room.reject(approved(workspace).id).revision
    assert revision is not None
    (tmp_path / "copy.eml").write_bytes(room.raw(revision))
    workspace.ingest(tmp_path / "copy.eml")
    [record] = room.records()
    assert not room.may_have_gone_out(record.id)
    with pytest.raises(OutboundStateError):
        room.reconcile(record.id)


def test_what_a_process_that_is_gone_left_sending_is_unknown_at_the_next_open(
    root: Path, workspace: Workspace
) -> None:
    record = approved(workspace)
    with sqlite3.connect(root / "store.db") as store:
        store.execute("UPDATE outbound SET status = 'sending'")
    store.close()
    with Workspace.open(root) as again:
        assert again.outbound.get(record.id).status == "unknown"


def test_what_another_process_is_sending_is_left_to_it(root: Path, workspace: Workspace) -> None:
    record = approved(workspace)
    with sqlite3.connect(root / "store.db") as store:
        store.execute("UPDATE outbound SET status = 'sending'")
    store.close()
    with file_lock(root / "locks" / f"outbound-{record.id}.lock"), Workspace.open(root) as again:
        assert again.outbound.get(record.id).status == "sending"
        with pytest.raises(OutboundBusy):
            again.outbound.send(record.id, MemorySender())
        assert again.outbound.send_draft(record.id, MemorySender()).status == "sending"
