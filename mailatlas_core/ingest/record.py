"""Meaning → rows: what the store and its index keep of a parsed message."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from mailatlas_core.mime import ParsedMessage
from mailatlas_core.models import Address
from mailatlas_core.store.fold import fold
from mailatlas_core.store.positions import second_of
from mailatlas_core.store.records import AssetRecord, DocumentRecord, IndexColumns


def record_of(
    parsed: ParsedMessage, digest: bytes, size: int, assets: tuple[AssetRecord, ...]
) -> DocumentRecord:
    """The rows of a message of `size` bytes with the SHA-256 `digest`."""
    received = parsed.received_at
    return DocumentRecord(
        id=digest,
        content_hash=bytes.fromhex(parsed.content_hash),
        message_id=parsed.message_id,
        in_reply_to=parsed.in_reply_to,
        references=parsed.references,
        received_at=None if received is None else received.isoformat(timespec="seconds"),
        second=None if received is None else second_of(received),
        sender_name=parsed.sender.name,
        sender_email=parsed.sender.email,
        subject=parsed.subject,
        size=size,
        full_text=parsed.text,
        metadata=json.dumps({"headers": dict(parsed.headers), "defects": parsed.defects}, ensure_ascii=False),
        index=IndexColumns(
            subject=fold(parsed.subject),
            sender=_folded_people((parsed.sender, *parsed.reply_to)),
            to=_folded_people(parsed.to),
            cc=_folded_people(parsed.cc),
            body=fold(parsed.text),
            filenames=fold("\n".join(asset.filename for asset in assets if asset.filename)),
        ),
        assets=assets,
    )


def unparsed(digest: bytes, data: bytes, reason: str) -> DocumentRecord:
    """The rows of a message whose bytes are kept though their meaning is not known."""
    return DocumentRecord(
        id=digest,
        content_hash=hashlib.sha256(b"not parsed\0" + data).digest(),
        message_id=None,
        in_reply_to=(),
        references=(),
        received_at=None,
        second=None,
        sender_name="",
        sender_email="",
        subject="",
        size=len(data),
        full_text="",
        metadata=json.dumps({"headers": {}, "defects": [f"not parsed: {reason}"]}, ensure_ascii=False),
        index=IndexColumns("", "", "", "", "", ""),
    )


def _folded_people(people: Iterable[Address]) -> str:
    return fold("\n".join(f"{person.name} {person.email}" for person in people))
