"""Recipients that nobody else sees, and those that were refused."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from mailatlas_core.export.outbound_json import record_json
from mailatlas_core.outbound.model import (
    OutboundMessage,
)
from mailatlas_core.outbound.senders.memory import Fault, MemorySender
from mailatlas_core.workspace import Workspace
from tests.core.integration.outbox import MESSAGE, TYPED


def test_a_bcc_address_is_in_no_record_file_event_or_answer_unless_it_is_asked_for(
    workspace: Workspace, root: Path
) -> None:
    faults = [[Fault("rcpt", "550 <CAROL@example.net>: no such user", "carol@example.net")]]
    result = workspace.outbound.send_message(MESSAGE, MemorySender(faults))
    room = workspace.outbound
    seen = [result, *room.records(), room.get(result.id), room.revisions(result.id), workspace.audit.events()]
    seen += [file.read_bytes().decode() for file in (root / "outbound").rglob("*") if file.is_file()]
    assert "carol" not in repr(seen).lower()
    shown = room.get(result.id, include_bcc=True)
    assert shown.revision is not None
    assert [address.email for address in shown.revision.letter.bcc] == ["carol@example.net"]
    assert [refusal.email for refusal in shown.refused] == ["carol@example.net"]


def test_an_international_bcc_address_is_hidden_in_the_form_in_which_it_travels(workspace: Workspace) -> None:
    message = OutboundMessage(
        "ada@example.org", ("bob@example.com",), "x", "x", bcc=("carol@bücher.example",)
    )
    faults = [[Fault("rcpt", "550 <carol@xn--bcher-kva.example>: no", "carol@xn--bcher-kva.example")]]
    result = workspace.outbound.send_message(message, MemorySender(faults))
    assert "carol" not in repr([result, workspace.outbound.get(result.id)])


def test_recipients_that_were_refused_are_named_and_the_rest_is_sent(workspace: Workspace) -> None:
    faults = [[Fault("rcpt", "550 no such user", "bob@example.com")]]
    result = workspace.outbound.send_message(MESSAGE, MemorySender(faults))
    assert result.status == "sent"
    assert "bob@example.com" in (result.error or "")


def test_a_message_that_everybody_refused_is_an_error(workspace: Workspace) -> None:
    result = workspace.outbound.send_message(MESSAGE, MemorySender([[Fault("rcpt", "550 no")]]))
    assert result.status == "error"


@pytest.mark.parametrize("was_hidden", [True, False])
def test_what_was_said_of_an_earlier_revision_names_nobody_whom_the_next_hides(
    workspace: Workspace, was_hidden: bool
) -> None:
    room, nobody = workspace.outbound, MemorySender([[Fault("rcpt", "550 no such user")]])
    message = MESSAGE if was_hidden else replace(MESSAGE, to=MESSAGE.bcc, bcc=())
    failed = room.send_message(message, nobody)
    assert failed.status == "error"
    room.keep(failed.id, replace(TYPED, bcc="" if was_hidden else "carol@example.net"))
    room.review(failed.id)
    assert "carol" not in repr(room.get(failed.id)) + json.dumps(record_json(room.get(failed.id)))


def test_json_names_a_bcc_recipient_only_where_that_is_asked_for(workspace: Workspace) -> None:
    room, nobody = workspace.outbound, MemorySender([[Fault("rcpt", "550 no such user")]])
    record = room.get(room.send_message(MESSAGE, nobody).id, include_bcc=True)
    assert "carol" not in json.dumps(record_json(record))
    assert "carol" in json.dumps(record_json(record, include_bcc=True)["bcc"])


def test_half_a_character_in_an_answer_is_not_kept_and_keeps_nothing_from_being_said(
    workspace: Workspace,
) -> None:
    sender = MemorySender(
        [[Fault("end", "550 no\ud800"), Fault("rcpt", "550 no \udfff", "carol@example.net")]]
    )
    result = workspace.outbound.send_message(MESSAGE, sender)
    assert (result.status, "550 no?" in str(result.error)) == ("error", True)
    assert workspace.audit.verify().problems == ()
