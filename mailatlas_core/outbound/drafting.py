"""What stands in the fields of a draft, as a message that can be checked, and back."""

from __future__ import annotations

from collections.abc import Iterable

from mailatlas_core.errors import MessageRefused
from mailatlas_core.models import Address
from mailatlas_core.outbound.compose.addresses import mailbox
from mailatlas_core.outbound.compose.checking import checked
from mailatlas_core.outbound.model import Letter, OutboundMessage, OutboundRecord, Typed


def message_of(typed: Typed) -> OutboundMessage:
    """What was typed, for the check; attachments are in the workspace already."""
    return OutboundMessage(
        from_email=typed.sender,
        to=(typed.to,),
        cc=(typed.cc,),
        bcc=(typed.bcc,),
        reply_to=(typed.reply_to,),
        subject=typed.subject,
        text=typed.text or None,
        html=typed.html,
        in_reply_to=typed.in_reply_to,
        references=typed.references,
        headers=dict(typed.headers),
        identity=typed.identity,
    )


def letter_of(record: OutboundRecord) -> Letter | None:
    """What a record says now, also where it was not fixed for review yet; None where that cannot be sent as
    it stands."""
    if record.typed is None:
        return record.revision.letter if record.revision else None
    try:
        return checked(message_of(record.typed))
    except MessageRefused:
        return None


def typed_of(record: OutboundRecord) -> Typed:
    """What a record says, to be written on."""
    if record.typed is not None or record.revision is None:
        return record.typed or Typed()
    letter = record.revision.letter
    return Typed(
        sender=mailbox(letter.sender),
        to=_list(letter.to),
        cc=_list(letter.cc),
        bcc=_list(letter.bcc),
        reply_to=_list(letter.reply_to),
        subject=letter.subject,
        text=letter.text or "",
        html=letter.html,
        identity=letter.identity,
        in_reply_to=letter.in_reply_to,
        references=letter.references,
        headers=letter.headers,
        attachments=record.revision.attachments,
    )


def _list(addresses: Iterable[Address]) -> str:
    return ", ".join(map(mailbox, addresses))
