"""Mail that goes out as JSON objects, with the names that programs know."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from mailatlas_core.export.json import Json
from mailatlas_core.models import Address
from mailatlas_core.outbound.drafting import letter_of, typed_of
from mailatlas_core.outbound.hiding import without_bcc
from mailatlas_core.outbound.model import Letter, OutboundRecord, SendResult, Typed

_OF_A_ROW = ("id", "status", "origin", "provider", "from_email", "to", "subject", "created_at", "sent_at")


def record_json(record: OutboundRecord, *, include_bcc: bool = False) -> Json:
    """A record whole, as it would be sent now; `bcc` is in it only where it was asked for. What was `typed`
    since the last review is in no file yet, and has no digest."""
    record = record if include_bcc else without_bcc(record)
    letter, typed = letter_of(record), record.typed
    said = _unsendable(typed_of(record)) if letter is None else _said(letter)
    if not include_bcc:
        del said["bcc"]
    revision = record.revision if typed is None else None
    attachments = revision.attachments if revision else typed_of(record).attachments
    return {
        "id": record.id,
        "status": record.status,
        "origin": record.origin,
        "provider": record.provider,
        "provider_message_id": record.provider_message_id,
        **said,
        "text_path": revision and revision.text_path,
        "html_path": revision and revision.html_path,
        "raw_path": revision and revision.raw_path,
        "attachments": [asdict(attachment) for attachment in attachments],
        "source_document_id": record.source_document_id,
        "idempotency_key": record.idempotency_key,
        "metadata": {
            "message_id": revision and revision.message_id,
            "headers": dict(letter.headers) if letter else {},
            "refused": [asdict(refusal) for refusal in record.refused],
            "provider_response": dict(record.response),
        },
        "created_at": record.created_at,
        "sent_at": record.sent_at,
        "error": record.error,
        "revision": record.revision.number if record.revision else 0,
        "digest": revision and revision.digest,
        "typed": typed and {"text": typed.text, "html": typed.html},
        "approval": record.approval and asdict(record.approval),
    }


def record_row_json(record: OutboundRecord) -> Json:
    """A row of a list."""
    whole = record_json(record)
    return {name: whole[name] for name in _OF_A_ROW}


def result_json(result: SendResult) -> Json:
    """How a call to draft or send ended."""
    return asdict(result)


def _said(letter: Letter) -> Json:
    return {
        "from_email": letter.sender.email,
        "from_name": letter.sender.name or None,
        "to": _emails(letter.to),
        "cc": _emails(letter.cc),
        "bcc": _emails(letter.bcc),
        "reply_to": _emails(letter.reply_to),
        "subject": letter.subject,
        "identity": letter.identity,
    }


def _unsendable(typed: Typed) -> Json:
    """What was typed, where it is no letter yet."""
    return {
        "from_email": typed.sender,
        "from_name": None,
        "to": _typed(typed.to),
        "cc": _typed(typed.cc),
        "bcc": _typed(typed.bcc),
        "reply_to": _typed(typed.reply_to),
        "subject": typed.subject,
        "identity": typed.identity,
    }


def _emails(addresses: Iterable[Address]) -> list[str]:
    return [address.email for address in addresses]


def _typed(text: str) -> list[str]:
    return [text] if text.strip() else []
