"""The beginning of an answer, by the identity that was written to, and of a message of one's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Literal

from mailatlas_core.config.table import Identity
from mailatlas_core.models import Address, Document
from mailatlas_core.outbound.compose.addresses import comparable, mailbox
from mailatlas_core.outbound.compose.answering import (
    Writer,
    addresses_in,
    forward,
    forward_attached,
    reply,
    signed,
)
from mailatlas_core.outbound.model import Enclosure, OutboundAttachment, OutboundMessage, Typed

Answer = Literal["reply", "reply_all", "forward", "forward_attached"]
Attach = Callable[[Sequence[OutboundAttachment]], tuple[Enclosure, ...]]

_WRITTEN_TO = ("delivered-to", "x-original-to", "to", "cc")


def answer(
    document: Document, kind: Answer, identities: Mapping[str, Identity], root: Path, attach: Attach
) -> Typed:
    """The draft of an answer to a document, or of passing it on, under the name of an identity."""
    name = written_to(document, identities)
    writer = _writer(None if name is None else identities[name], identities)
    message = _message(document, kind, writer, root)
    return _typed(message, name, attach(message.attachments))


def new(name: str | None, identities: Mapping[str, Identity]) -> Typed:
    """An empty draft of the identity `name`, or of the first one, if there is any."""
    chosen = name if name is not None else next(iter(identities), None)
    if chosen is None:
        return Typed()
    identity = identities[chosen]
    return Typed(sender=sender(identity), text=signed("", identity.signature), identity=chosen)


def sender(identity: Identity) -> str:
    """What stands in From."""
    return mailbox(Address(identity.from_name, identity.from_))


def written_to(document: Document, identities: Mapping[str, Identity]) -> str | None:
    """The identity that a document was written to, else the first one, None where there is none."""
    named = {comparable(address.email) for field in _WRITTEN_TO for address in addresses_in(document, field)}
    named.add(comparable(document.sender_email))  # an answer to a message of one's own
    for name, identity in identities.items():
        if not named.isdisjoint(map(comparable, _own(identity))):
            return name
    return next(iter(identities), None)


def identity_of(email: str, identities: Mapping[str, Identity]) -> str | None:
    """The identity that an address is of, None where it is nobody's."""
    wanted = comparable(email)
    found = (name for name, one in identities.items() if wanted in map(comparable, _own(one)))
    return next(found, None)


def _own(identity: Identity) -> tuple[str, ...]:
    return (identity.from_, *identity.reply_match)


def _writer(identity: Identity | None, identities: Mapping[str, Identity]) -> Writer:
    if identity is None:
        return Writer("")
    own = tuple(email for each in identities.values() for email in _own(each))
    return Writer(identity.from_, identity.from_name or None, identity.signature, own)


def _message(document: Document, kind: Answer, writer: Writer, root: Path) -> OutboundMessage:
    match kind:
        case "reply" | "reply_all":
            return reply(document, document.body_text, writer, everyone=kind == "reply_all")
        case "forward":
            return forward(document, document.body_text, writer, root)
        case "forward_attached":
            return forward_attached(document, writer, root)


def _typed(message: OutboundMessage, identity: str | None, enclosures: tuple[Enclosure, ...]) -> Typed:
    return Typed(
        sender=mailbox(Address(message.from_name or "", message.from_email)),
        to=", ".join(message.to),
        cc=", ".join(message.cc),
        subject=message.subject,
        text=message.text or "",
        identity=identity,
        in_reply_to=message.in_reply_to,
        references=message.references,
        attachments=enclosures,
    )
