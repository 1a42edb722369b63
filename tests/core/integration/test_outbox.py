"""The outbox: what is sent was approved, is sent once, and its history is told."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Barrier

import pytest

from mailatlas_core.errors import (
    DocumentNotFound,
    KeyConflict,
    NotApproved,
    OutboundBusy,
    WorkspaceDamaged,
)
from mailatlas_core.outbound import sending
from mailatlas_core.outbound.model import OutboundMessage, ProviderName, Typed
from mailatlas_core.outbound.senders.memory import Fault, MemorySender
from mailatlas_core.workspace import Workspace
from tests.core.integration.outbox import MESSAGE, TYPED, approved, kinds, lost


def test_a_message_goes_out_as_it_was_approved_and_its_history_is_told(workspace: Workspace) -> None:
    sender = MemorySender()
    result = workspace.outbound.send_message(MESSAGE, sender)
    record = workspace.outbound.get(result.id)
    assert (result.status, record.status) == ("sent", "sent")
    assert record.revision is not None
    assert [one.raw for one in sender.received] == [workspace.outbound.raw(record.revision)]
    assert sender.received[0].envelope.recipients == ("bob@example.com", "carol@example.net")
    assert kinds(workspace, result.id) == ["draft", "approve", "send", "accept"]
    assert workspace.audit.verify().problems == ()


def test_what_went_out_is_a_document_in_its_conversation(workspace: Workspace) -> None:
    first = workspace.outbound.send_message(MESSAGE, MemorySender())
    record = workspace.outbound.get(first.id)
    assert record.revision is not None
    answer = OutboundMessage(
        from_email="ada@example.org",
        to=("bob@example.com",),
        subject="Re: Harbor report",
        text="It rose.",
        in_reply_to=record.revision.message_id,
    )
    workspace.outbound.send_message(answer, MemorySender())
    by_subject = {ref.subject: ref for ref in workspace.search("is:sent")}
    earlier, later = by_subject["Harbor report"], by_subject["Re: Harbor report"]
    assert later.source_kind == "outbound"
    assert {ref.id for ref in workspace.documents.thread(later.id)} == {earlier.id, later.id}
    assert workspace.documents.raw(earlier.id) == workspace.outbound.raw(record.revision)


def test_a_copy_received_later_is_one_more_source_of_the_same_document(
    workspace: Workspace, tmp_path: Path
) -> None:
    record = workspace.outbound.get(workspace.outbound.send_message(MESSAGE, MemorySender()).id)
    assert record.revision is not None
    copy = tmp_path / "copy.eml"
    copy.write_bytes(
        b"Received: from a by b; Mon, 1 Jan 2024 00:00:00 +0000\r\n" + workspace.outbound.raw(record.revision)
    )
    workspace.ingest(copy)
    [ref] = workspace.search("")
    assert [source.kind for source in workspace.get(ref.id).sources] == ["outbound", "eml"]


def test_the_same_call_again_sends_nothing_again(workspace: Workspace) -> None:
    sender = MemorySender()
    first = workspace.outbound.send_message(MESSAGE, sender)
    assert workspace.outbound.send_message(MESSAGE, sender) == first
    assert len(sender.received) == 1


def test_a_key_that_was_used_for_another_message_is_refused_and_nothing_is_stored(
    workspace: Workspace,
) -> None:
    workspace.outbound.send_message(MESSAGE, MemorySender())
    other = OutboundMessage(
        "ada@example.org",
        ("bob@example.com",),
        "Harbor report",
        "The tide is high.",
        idempotency_key="harbor-7",
    )
    sender = MemorySender()
    with pytest.raises(KeyConflict):
        workspace.outbound.send_message(other, sender)
    assert (len(workspace.outbound.records()), sender.received) == (1, [])


def test_a_call_goes_on_with_its_own_draft_dry_run_or_failure(workspace: Workspace) -> None:
    room = workspace.outbound
    ids = {room.draft(MESSAGE, provider="memory").id, room.dry_run(MESSAGE, provider="memory").id}
    refusing = MemorySender([[Fault("mail", "550 not you")]])
    failed = room.send_message(MESSAGE, refusing)
    assert failed.status == "error"
    sender = MemorySender()
    sent = room.send_message(MESSAGE, sender)
    assert (ids | {failed.id, sent.id}, sent.status, len(sender.received)) == ({sent.id}, "sent", 1)


def test_bytes_once_fixed_keep_their_date_and_message_id(workspace: Workspace) -> None:
    room = workspace.outbound
    room.draft(MESSAGE, provider="memory")
    before = room.records()[0].revision
    room.dry_run(MESSAGE, provider="memory")
    sender = MemorySender()
    room.send_message(MESSAGE, sender)
    assert before is not None
    assert [one.raw for one in sender.received] == [room.raw(before)]


@pytest.mark.parametrize("status", ["draft", "dry_run", "error", "rejected"])
def test_nothing_is_sent_that_nobody_approved(workspace: Workspace, status: str) -> None:
    room = workspace.outbound
    record = room.review(room.begin(TYPED, provider="memory").id)
    match status:
        case "dry_run":
            room.dry_run(record.id)
        case "error":
            room.approve(record.id, record.revision.digest if record.revision else "")
            room.send(record.id, lost("mail"))
        case "rejected":
            room.reject(record.id)
    sender = MemorySender()
    with pytest.raises(NotApproved):
        room.send(record.id, sender)
    assert (room.get(record.id).status, sender.received) == (status, [])


def test_what_was_typed_after_the_approval_voids_it(workspace: Workspace) -> None:
    record = approved(workspace)
    workspace.outbound.keep(record.id, Typed(sender="ada@example.org", to="eve@example.com", text="x"))
    with pytest.raises(NotApproved):
        workspace.outbound.send(record.id, MemorySender())
    assert workspace.outbound.get(record.id).approval is None
    assert kinds(workspace, record.id) == ["draft", "revise", "approve", "void"]


def test_what_was_typed_after_the_review_cannot_be_approved(workspace: Workspace) -> None:
    room = workspace.outbound
    record = room.review(room.begin(TYPED, provider="memory").id)
    assert record.revision is not None
    room.keep(record.id, Typed(sender="ada@example.org", to="eve@example.com", text="x"))
    with pytest.raises(NotApproved):
        room.approve(record.id, record.revision.digest)


@pytest.mark.parametrize("digest", ["", "abc", "0" * 64, "zzzzzz"])
def test_only_the_digest_that_was_shown_approves(workspace: Workspace, digest: str) -> None:
    room = workspace.outbound
    record = room.review(room.begin(TYPED, provider="memory").id)
    with pytest.raises(NotApproved):
        room.approve(record.id, digest)
    assert room.get(record.id).status == "draft"


def test_bytes_that_were_changed_after_the_approval_are_not_sent(workspace: Workspace, root: Path) -> None:
    record = approved(workspace)
    assert record.revision is not None
    file = root / record.revision.raw_path
    file.write_bytes(file.read_bytes().replace(b"low", b"LOW"))
    sender = MemorySender()
    with pytest.raises(WorkspaceDamaged):
        workspace.outbound.send(record.id, sender)
    assert (workspace.outbound.get(record.id).status, sender.received) == ("approved", [])


def test_recipients_that_were_changed_after_the_approval_get_nothing(
    workspace: Workspace, root: Path
) -> None:
    record = approved(workspace)
    with sqlite3.connect(root / "store.db") as store:
        store.execute("DROP TRIGGER revisions_are_never_changed")
        store.execute("UPDATE revisions SET letter = replace(letter, 'bob@', 'eve@')")
    store.close()
    sender = MemorySender()
    with pytest.raises(NotApproved):
        workspace.outbound.send(record.id, sender)
    assert sender.received == []


def test_an_agents_draft_is_sent_by_nobody_before_a_person_has_approved_it(
    root: Path, workspace: Workspace
) -> None:
    with Workspace.open(root, actor="mcp:assistant") as agents:
        draft = agents.outbound.draft(MESSAGE, provider="memory")
        with pytest.raises(NotApproved):
            agents.outbound.send_message(MESSAGE, MemorySender())
    with pytest.raises(NotApproved):
        workspace.outbound.send_draft(draft.id, MemorySender())
    record = workspace.outbound.get(draft.id)
    assert (record.origin, record.status) == ("mcp:assistant", "draft")
    assert record.revision is not None
    workspace.outbound.approve(draft.id, record.revision.digest[:6])
    assert workspace.outbound.send_draft(draft.id, MemorySender()).status == "sent"


@pytest.mark.parametrize("by", ["id", "key"])
def test_an_agent_sends_nothing_of_a_persons_that_the_person_has_not_approved(
    root: Path, workspace: Workspace, by: str
) -> None:
    draft, sender = workspace.outbound.draft(MESSAGE, provider="memory"), MemorySender()
    with Workspace.open(root, actor="mcp:assistant") as agents:
        room = agents.outbound
        send = partial(room.send_draft, draft.id) if by == "id" else partial(room.send_message, MESSAGE)
        with pytest.raises(NotApproved):
            send(sender)
    assert (workspace.outbound.get(draft.id).status, sender.received) == ("draft", [])


def test_what_is_approved_anew_while_it_is_made_ready_does_not_leave_as_it_was(
    root: Path, workspace: Workspace
) -> None:
    record = approved(workspace)
    with Workspace.open(root) as another:

        class Slow(MemorySender):
            @property
            def provider(self) -> ProviderName:  # type: ignore[override]  # asked for right before the wire
                another.outbound.keep(record.id, replace(TYPED, text="It is high."))
                anew = another.outbound.review(record.id).revision
                assert anew is not None
                another.outbound.approve(record.id, anew.digest)
                return "memory"

        sender = Slow()
        with pytest.raises(NotApproved, match="changed while"):
            workspace.outbound.send(record.id, sender)
    assert (workspace.outbound.get(record.id).status, sender.received) == ("approved", [])


@pytest.mark.parametrize("status", ["draft", "approved"])
def test_to_send_ones_own_approves_only_what_the_caller_means(workspace: Workspace, status: str) -> None:
    room = workspace.outbound
    meant = room.review(room.begin(TYPED, provider="memory").id).revision
    record = room.records()[0]
    room.keep(record.id, replace(TYPED, to="eve@example.com"))
    other = room.review(record.id).revision
    assert meant is not None
    assert other is not None
    if status == "approved":
        room.approve(record.id, other.digest)
    sender = MemorySender()
    with pytest.raises(NotApproved):
        sending.send(room._outbox, record.id, sender, own=meant.digest)
    assert (room.get(record.id).status, sender.received) == (status, [])


def test_calls_at_once_with_one_key_send_once(workspace: Workspace, root: Path) -> None:
    sender = MemorySender()
    start = Barrier(4)

    def send(_: int) -> str:
        with Workspace.open(root) as own:
            start.wait()
            try:
                return own.outbound.send_message(MESSAGE, sender).status
            except OutboundBusy:
                return "busy"

    with ThreadPoolExecutor(4) as threads:
        ends = set(threads.map(send, range(4)))
    assert ends <= {"sent", "sending", "busy"}
    assert (len(sender.received), len(workspace.outbound.records())) == (1, 1)


def test_an_answer_by_the_id_of_a_document_is_in_its_conversation(
    workspace: Workspace, tmp_path: Path
) -> None:
    (tmp_path / "in.eml").write_bytes(
        b"From: bob@example.com\nMessage-ID: <2@example.com>\nReferences: <1@example.com>\n\nHow low?\n"
    )
    workspace.ingest(tmp_path / "in.eml")
    [asked] = workspace.search("")
    answer = replace(MESSAGE, source_document_id=asked.id[:8])
    result = workspace.outbound.send_message(answer, MemorySender())
    record = workspace.outbound.get(result.id)
    assert record.revision is not None
    assert record.revision.letter.references == ("1@example.com", "2@example.com")
    assert record.source_document_id == asked.id
    assert len(workspace.documents.thread(asked.id)) == 2


def test_an_answer_to_a_document_that_is_not_there_is_refused(workspace: Workspace) -> None:
    with pytest.raises(DocumentNotFound):
        workspace.outbound.draft(replace(MESSAGE, source_document_id="abcdef"), provider="memory")
    assert workspace.outbound.records() == []
