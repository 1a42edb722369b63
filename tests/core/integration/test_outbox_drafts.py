"""Drafts: kept as they are typed, frozen as they are reviewed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from mailatlas_core.cli.review import differences
from mailatlas_core.errors import (
    AttachmentUnreadable,
    MessageRefused,
    OutboundNotFound,
)
from mailatlas_core.outbound.drafting import typed_of
from mailatlas_core.outbound.model import (
    OutboundAttachment,
    OutboundMessage,
    Typed,
)
from mailatlas_core.outbound.senders.memory import Fault, MemorySender
from mailatlas_core.workspace import Workspace
from tests.core.integration.outbox import MESSAGE, TYPED, kinds


def test_typing_is_kept_without_an_event(workspace: Workspace) -> None:
    record = workspace.outbound.begin(TYPED, provider="memory")
    for text in ("It", "It is", "It is high."):
        workspace.outbound.keep(record.id, Typed(sender="ada@example.org", text=text))
    kept = workspace.outbound.get(record.id).typed
    assert kept is not None
    assert kept.text == "It is high."
    assert kinds(workspace, record.id) == ["draft"]


def test_a_review_of_what_was_not_changed_keeps_its_bytes(workspace: Workspace) -> None:
    room = workspace.outbound
    first = room.review(room.begin(TYPED, provider="memory").id)
    room.keep(first.id, TYPED)
    assert room.review(first.id).revision == first.revision
    assert room.review(first.id).typed is None


def test_attachments_are_copied_when_they_are_attached(workspace: Workspace, tmp_path: Path) -> None:
    chart = tmp_path / "chart.csv"
    chart.write_text("tide,low\n")
    message = OutboundMessage(
        "ada@example.org", ("bob@example.com",), "Chart", "See it.", attachments=(OutboundAttachment(chart),)
    )
    draft = workspace.outbound.draft(message, provider="memory")
    chart.write_text("tide,HIGH\n")
    sender = MemorySender()
    workspace.outbound.send_draft(draft.id, sender)
    [ref] = workspace.search("is:sent")
    assert workspace.documents.asset(workspace.get(ref.id).assets[0]) == b"tide,low\n"


@pytest.mark.parametrize("name", ["missing.txt", ".", "\0"])
def test_what_cannot_be_attached_is_refused_and_nothing_is_stored(
    workspace: Workspace, tmp_path: Path, name: str
) -> None:
    message = OutboundMessage(
        "ada@example.org",
        ("bob@example.com",),
        "x",
        "x",
        attachments=(OutboundAttachment(f"{tmp_path}/{name}"),),
    )
    with pytest.raises((AttachmentUnreadable, MessageRefused)):
        workspace.outbound.draft(message, provider="memory")
    assert workspace.outbound.records() == []


def test_a_home_folder_of_nobody_is_a_file_that_is_not_there(workspace: Workspace) -> None:
    with pytest.raises(AttachmentUnreadable, match="No such file") as raised:
        workspace.outbound.attach([OutboundAttachment("~nobody-at-all/chart.csv")])
    assert raised.value.hint


def test_a_draft_keeps_its_identity_through_review_and_copy(workspace: Workspace) -> None:
    room = workspace.outbound
    record = room.review(room.begin(replace(TYPED, identity="work"), provider="memory").id)
    assert record.revision is not None
    assert record.revision.letter.identity == typed_of(room.copy(record.id)).identity == "work"
    room.keep(record.id, replace(TYPED, identity="home"))
    again = room.review(record.id).revision
    assert again is not None
    assert (again.number, again.letter.identity) == (2, "home")


def test_a_rejected_record_is_copied_into_a_new_draft_without_its_key(workspace: Workspace) -> None:
    room = workspace.outbound
    rejected = room.reject(room.draft(MESSAGE, provider="memory").id)
    copy = room.get(room.copy(rejected.id).id, include_bcc=True)
    assert (copy.status, copy.idempotency_key) == ("draft", None)
    assert copy.typed is not None
    assert (copy.typed.to, copy.typed.bcc) == ("Bob <bob@example.com>", "carol@example.net")


def test_reviews_can_be_told_apart(workspace: Workspace) -> None:
    room = workspace.outbound
    record = room.review(room.begin(TYPED, provider="memory").id)
    room.keep(record.id, Typed(sender="ada@example.org", to="bob@example.com", text="It is high."))
    room.review(record.id)
    assert [one.letter.text for one in room.revisions(record.id)] == ["It is low.", "It is high."]


def test_a_review_shows_the_html_and_which_bytes_are_attached(workspace: Workspace, tmp_path: Path) -> None:
    room, chart = workspace.outbound, tmp_path / "chart.csv"
    record = room.begin(TYPED, provider="memory")
    for content in ("low", "LOW"):
        chart.write_text(content)
        attached = room.attach([OutboundAttachment(chart)])
        room.keep(record.id, replace(TYPED, html=f"<p>It is {content}.", attachments=attached))
        room.review(record.id)
    changed = [line for line in differences(room.revisions(record.id)) if line.startswith("+")]
    assert "+<p>It is LOW." in changed
    assert any("chart.csv" in line for line in changed)


@pytest.mark.parametrize("id", ["", "zz", "0123456789abcdef", "%"])
def test_a_record_that_is_not_there_is_said_to_be_not_there(workspace: Workspace, id: str) -> None:
    with pytest.raises(OutboundNotFound):
        workspace.outbound.get(id)


def test_events_hold_no_address_subject_or_error_text(workspace: Workspace) -> None:
    workspace.outbound.send_message(MESSAGE, MemorySender([[Fault("mail", "550 go away")]]))
    said = json.dumps([dict(event.data) for event in workspace.audit.events()])
    assert not any(text in said for text in ("example", "Harbor", "tide", "go away"))


def test_people_are_offered_who_were_written_to_or_who_wrote(workspace: Workspace, tmp_path: Path) -> None:
    workspace.outbound.send_message(MESSAGE, MemorySender())
    (tmp_path / "in.eml").write_bytes(b"From: Boris Tide <boris@example.net>\n\nHello\n")
    workspace.ingest(tmp_path / "in.eml")
    found = workspace.outbound.people("bo")
    assert [address.email for address in found] == ["bob@example.com", "boris@example.net"]
    assert workspace.outbound.people("tide")[0].name == "Boris Tide"
    assert workspace.outbound.people("  ") == []
