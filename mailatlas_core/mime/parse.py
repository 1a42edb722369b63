"""One message's bytes → what it means."""

from __future__ import annotations

from datetime import datetime

from mailatlas_core.mime.addresses import read_addresses
from mailatlas_core.mime.body import BodyReader
from mailatlas_core.mime.content_hash import content_hash
from mailatlas_core.mime.dates import received_at
from mailatlas_core.mime.defects import Defects
from mailatlas_core.mime.encoded_words import decode_value
from mailatlas_core.mime.fields import Fields
from mailatlas_core.mime.identifiers import read_identifier, read_references
from mailatlas_core.mime.model import ParsedMessage
from mailatlas_core.mime.structure import read_structure
from mailatlas_core.models import Address

MAX_KEPT_CHARACTERS = 65_536

# Never Bcc: a copy of it in a received message is not ours to show. What matters most comes
# first, so that a bound cuts what matters least.
KEPT_FIELDS = (
    "subject",
    "from",
    "sender",
    "reply-to",
    "date",
    "message-id",
    "to",
    "cc",
    "in-reply-to",
    "list-id",
    "list-unsubscribe",
    "list-unsubscribe-post",
    "authentication-results",
    "return-path",
    "delivered-to",
    "x-mailer",
    "user-agent",
    "importance",
    "content-language",
    "auto-submitted",
    "references",
)


def parse(data: bytes, *, internal_date: datetime | None = None) -> ParsedMessage:
    """Understand a message as far as it can be understood; never raises.

    `internal_date` is when a server or an mbox says that the message arrived.
    """
    defects = Defects()
    # Lines that end with CR alone, and no other: offsets stay what they are.
    lines = data if b"\n" in data else data.replace(b"\r", b"\n")
    root = read_structure(lines, defects)
    if not data.strip():
        defects.add("The message is empty.")
    fields = root.fields
    reader = BodyReader(data, defects)
    body = reader.read(root)
    dates, received = fields.all("date"), fields.all("received")
    senders = read_addresses(fields.all("from"), defects) or read_addresses(fields.all("sender"), defects)
    return ParsedMessage(
        headers=_kept_headers(fields, defects),
        message_id=read_identifier(fields.all("message-id"), defects),
        in_reply_to=read_references(fields.all("in-reply-to"), defects),
        references=read_references(fields.all("references"), defects),
        subject=decode_value(fields.first("subject"), defects),
        sender=senders[0] if senders else Address("", ""),
        to=read_addresses(fields.all("to"), defects),
        cc=read_addresses(fields.all("cc"), defects),
        reply_to=read_addresses(fields.all("reply-to"), defects),
        received_at=received_at(
            dates[0] if dates else None, received[0] if received else None, internal_date, defects
        ),
        text=body.text(),
        html=body.html_source(),
        assets=tuple(reader.assets),
        content_hash=content_hash(fields, data[root.body :]),
        defects=defects.sentences(),
    )


def _kept_headers(fields: Fields, defects: Defects) -> dict[str, str]:
    kept: dict[str, str] = {}
    room = MAX_KEPT_CHARACTERS
    for name in KEPT_FIELDS:
        values = fields.all(name)
        if not values:
            continue
        text = "\n".join(decode_value(value, defects) for value in values)
        if len(text) > room:
            defects.add("The header is too long to be kept whole.")
        kept[name] = text[:room]
        room -= len(kept[name])
    return kept
