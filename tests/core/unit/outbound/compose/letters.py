"""What somebody writes, for tests: a message that is right in all that a test does not change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from hypothesis import strategies as st

from mailatlas_core.errors import MessageRefused
from mailatlas_core.models import Document, Metadata, Source
from mailatlas_core.outbound.compose.checking import checked
from mailatlas_core.outbound.compose.render import render
from mailatlas_core.outbound.model import Enclosure, OutboundMessage
from mailatlas_core.text import visible

NOW = datetime(2026, 3, 14, 16, 44, tzinfo=UTC)
ID = "1f@example.org"

WRITTEN = OutboundMessage(
    from_email="ann@example.org", to=("bo@example.com",), subject="Tides", text="They turn."
)

# What a person can type into one line: any script, but no control and half of a character.
line_characters = st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"])
lines = st.text(line_characters, max_size=120).filter(lambda text: "=?" not in text)
texts = st.text(st.characters(exclude_categories=["Cs"]))
hostile = st.text(
    st.characters() | st.sampled_from('\r\n\0\t\x1b\x7f\x85\u2028\ud800\u202e<>",;:@()=?.\\ '), max_size=60
)


def refusal(work: Callable[[], object]) -> MessageRefused | None:
    """How `work` was refused, None where it was not. A sentence that could do harm where it is shown
    is an error of the test."""
    try:
        work()
    except MessageRefused as refused:
        sentences = f"{refused.message} {refused.hint}"
        if visible(sentences) != sentences or refused.hint is None:
            raise AssertionError(ascii(sentences)) from refused
        return refused
    return None


def written(**changes: Any) -> OutboundMessage:
    return replace(WRITTEN, **changes)


def rendered(message: OutboundMessage, *enclosures: tuple[Enclosure, bytes]) -> bytes:
    return render(checked(message), enclosures, date=NOW, message_id=ID)


def enclosure(filename: str = "a.bin", mime_type: str = "application/octet-stream") -> Enclosure:
    return Enclosure(0, filename, mime_type, 0, "", "")


def read_by_standard_library(raw: bytes) -> EmailMessage:
    return message_from_bytes(raw, policy=policy.default)


def document(**changes: Any) -> Document:
    """A stored message from Bo to Ann and Cy; `headers` are added to its own."""
    headers = {
        "subject": "Tides",
        "from": "Bo <bo@example.com>",
        "to": "Ann <ann@example.org>, cy@example.net",
        **changes.pop("headers", {}),
    }
    usual = Document(
        id="ab" * 32,
        source_kind="eml",
        message_id="m1@example.com",
        thread_id="ab" * 32,
        subject="Tides",
        sender_name="Bo",
        sender_email="bo@example.com",
        author="Bo",
        received_at="2024-03-13T16:44:00+02:00",
        published_at=None,
        body_text="",
        body_html_path=None,
        raw_path="raw/ab/abab.eml",
        content_hash="",
        sources=(),
        tags=(),
        metadata=Metadata(headers=headers, source=Source("eml")),
        created_at="2024-03-13T16:44:00Z",
        assets=(),
    )
    return replace(usual, **changes)
