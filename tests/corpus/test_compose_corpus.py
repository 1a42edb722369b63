"""Every real message can be answered and passed on, and what is attached of it is as it came."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from mailatlas_core.mime import ParsedMessage
from mailatlas_core.mime.parse import parse
from mailatlas_core.models import Document, Metadata, Source
from mailatlas_core.outbound.compose.answering import Writer, forward, forward_attached, reply
from mailatlas_core.outbound.compose.checking import checked
from mailatlas_core.outbound.model import OutboundMessage
from tests.core.unit.outbound.compose.letters import document, enclosure, rendered

pytestmark = pytest.mark.corpus

ANN = Writer("ann@example.org", "Ann", "Ann")
ROOT = Path("/workspace")


def as_document(parsed: ParsedMessage) -> Document:
    return document(
        message_id=parsed.message_id,
        sender_name=parsed.sender.name,
        sender_email=parsed.sender.email,
        received_at=parsed.received_at.isoformat() if parsed.received_at else None,
        metadata=Metadata(parsed.headers, Source("eml")),
    )


def to_somebody(message: OutboundMessage) -> OutboundMessage:
    return replace(message, to=(*message.to, "di@example.net"))


def test_every_message_can_be_answered_and_passed_on(parsed: dict[Path, ParsedMessage]) -> None:
    for path, message in parsed.items():
        source = as_document(message)
        for answer in (
            reply(source, message.text, ANN, everyone=True),
            forward(source, message.text, ANN, ROOT),
        ):
            letter = checked(to_somebody(answer))
            read = parse(rendered(to_somebody(answer)))
            assert read.defects == (), path
            assert read.headers["subject"] == letter.subject, path
            assert len(read.to) == len(letter.to), path


def test_every_message_is_attached_as_it_came(
    messages: dict[Path, bytes], parsed: dict[Path, ParsedMessage]
) -> None:
    for path, raw in messages.items():
        passed_on = to_somebody(forward_attached(as_document(parsed[path]), ANN, ROOT))
        read = parse(rendered(passed_on, (enclosure("a.eml", "message/rfc822"), raw)))
        attached = read.assets[0].content
        assert attached in (raw, raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")), path
