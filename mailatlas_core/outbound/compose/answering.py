"""A document → the beginning of an answer to it, or of passing it on: what its writer then changes.

Everything that comes from the document is made harmless: what is made here passes `checking.checked`
once its writer has a valid address, and something is written. The signature stands at the end, under
one's own words, since all below its `-- ` is taken as part of it. An answer goes where Reply-To says,
else to From; Mail-Followup-To and List-Post are not heeded, as whoever wants a list's answers on the
list says so in Reply-To, and a person who answers sees the recipients.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from mailatlas_core.mime.addresses import read_addresses
from mailatlas_core.mime.defects import Defects
from mailatlas_core.mime.file_names import safe_name
from mailatlas_core.mime.identifiers import read_identifiers
from mailatlas_core.models import Address, Document
from mailatlas_core.outbound.compose.addresses import comparable, mailbox, normalized
from mailatlas_core.outbound.compose.checking import MIME_TYPE
from mailatlas_core.outbound.compose.header_lines import mail_date
from mailatlas_core.outbound.compose.header_values import one_line
from mailatlas_core.outbound.compose.subjects import answered, forwarded
from mailatlas_core.outbound.model import OutboundAttachment, OutboundMessage

LAST_REFERENCES = 20
"""How many of the latest ids an answer names, beside the first one of the conversation."""

_MOST_NAME = 100
_MOST_ADDRESSES = 1_000
_LONGEST_ID = 500


@dataclass(frozen=True, slots=True)
class Writer:
    """Who answers: address and name of From, the signature without its separator, and all addresses
    that are this person's own."""

    email: str
    name: str | None = None
    signature: str = ""
    own: tuple[str, ...] = ()


def signed(text: str, signature: str) -> str:
    """A text with a signature at its end, where there is one."""
    signature = signature.strip("\n")
    return f"{text}\n\n-- \n{signature}\n" if signature else text


def reply(document: Document, text: str, writer: Writer, *, everyone: bool = False) -> OutboundMessage:
    """An answer to a document, under a quote of `text`, which is its whole text or the cleaned one.

    `everyone` copies it to whoever got the document. One's own addresses are left out, unless
    nobody else is left; one's own message is answered to those whom it was written to.
    """
    own = {comparable(email) for email in (writer.email, *writer.own)}
    to, cc = _recipients(document, own, everyone)
    in_reply_to, references = conversation(document)
    quote = f"{_attribution(document)}\n{_quoted(text)}\n\n"
    return OutboundMessage(
        from_email=writer.email,
        from_name=writer.name,
        to=tuple(map(mailbox, to)),
        cc=tuple(map(mailbox, cc)),
        subject=answered(_subject(document)),
        text=signed(quote, writer.signature),
        in_reply_to=in_reply_to,
        references=references,
        source_document_id=document.id,
    )


def forward(document: Document, text: str, writer: Writer, root: Path) -> OutboundMessage:
    """A document passed on in a text of one's own, with its attachments; `root` is the workspace."""
    return _passed_on(document, f"\n\n{_forwarded(document, text)}", writer, _attachments(document, root))


def forward_attached(document: Document, writer: Writer, root: Path) -> OutboundMessage:
    """A document passed on as it came, as an attachment."""
    name = safe_name(f"{one_line(_subject(document)) or 'message'}.eml", set())
    original = OutboundAttachment(root / document.raw_path, name, "message/rfc822")
    return _passed_on(document, "", writer, (original,))


def conversation(document: Document) -> tuple[str | None, tuple[str, ...]]:
    """In-Reply-To and References of an answer, without brackets (RFC 5322, section 3.6.4).

    What is no id is left out, and of many the middle ones.
    """
    before = _ids(document, "references")
    if not before:
        parents = _ids(document, "in-reply-to")
        before = parents if len(parents) == 1 else ()
    own = document.message_id if document.message_id and _is_id(document.message_id) else None
    ids = tuple(dict.fromkeys((*(id for id in before if id != own), *([own] if own else []))))
    return own, ids if len(ids) <= 1 + LAST_REFERENCES else (ids[0], *ids[-LAST_REFERENCES:])


def _recipients(document: Document, own: set[str], everyone: bool) -> tuple[list[Address], list[Address]]:
    sender = _valid([Address(document.sender_name, document.sender_email)])
    to, cc = addresses_in(document, "to"), addresses_in(document, "cc")
    if sender and comparable(sender[0].email) in own:
        first, others = to, cc
    else:
        first, others = addresses_in(document, "reply-to") or sender, _valid([*to, *cc])
    answered_to = _without(first, own)
    left_out = own | {comparable(address.email) for address in answered_to}
    copied = _without(others, left_out) if everyone else []
    if answered_to:
        return answered_to, copied
    return copied or first or sender, []


def addresses_in(document: Document, field: str) -> list[Address]:
    """The addresses of a header that mail could be sent to, each once."""
    values = document.metadata.headers.get(field, "").encode("utf-8", "replace").split(b"\n")
    return _valid(read_addresses(values, Defects())[:_MOST_ADDRESSES])


def _valid(addresses: Iterable[Address]) -> list[Address]:
    found: dict[str, Address] = {}
    for address in addresses:
        email = normalized(address.email)
        if email is not None:
            found.setdefault(comparable(email), Address(_name(address.name), email))
    return list(found.values())


def _without(addresses: Iterable[Address], left_out: set[str]) -> list[Address]:
    return [address for address in addresses if comparable(address.email) not in left_out]


def _ids(document: Document, field: str) -> tuple[str, ...]:
    value = document.metadata.headers.get(field, "").encode("utf-8", "replace")
    return tuple(id for id in read_identifiers(value.split(b"\n"), Defects()) if _is_id(id))


def _is_id(text: str) -> bool:
    return (
        text.isascii()
        and text.isprintable()
        and len(text) <= _LONGEST_ID
        and text == one_line(text)
        and not (set(" <>") & set(text))
    )


def _subject(document: Document) -> str:
    """As it was sent, which `document.subject` is not where it was forwarded."""
    return document.metadata.headers.get("subject", document.subject).partition("\n")[0]


def _name(text: str) -> str:
    name = one_line(text)
    return name if len(name) <= _MOST_NAME else name[: _MOST_NAME - 1] + "…"


def _date(document: Document) -> str | None:
    return None if document.received_at is None else mail_date(datetime.fromisoformat(document.received_at))


def _attribution(document: Document) -> str:
    name = _name(document.sender_name) or _name(document.sender_email) or "Somebody"
    date = _date(document)
    return f"{name} wrote:" if date is None else f"On {date}, {name} wrote:"


def _quoted(text: str) -> str:
    lines = text.strip("\n").split("\n")
    return "\n".join(f">{line}" if not line or line.startswith(">") else f"> {line}" for line in lines)


def _forwarded(document: Document, text: str) -> str:
    """As most mail programs pass a message on, so that readers know it again."""
    sender = Address(_name(document.sender_name), one_line(document.sender_email))
    fields = {
        "From": mailbox(sender),
        "Date": _date(document),
        "Subject": one_line(_subject(document)),
        "To": ", ".join(map(mailbox, addresses_in(document, "to"))),
        "Cc": ", ".join(map(mailbox, addresses_in(document, "cc"))),
    }
    header = "\n".join(f"{name}: {value}" for name, value in fields.items() if value)
    return (
        f"---------- Forwarded message ----------\n{header}\n\n{text.strip(chr(10))}\n\n"
        "---------- End of forwarded message ----------"
    )


def _attachments(document: Document, root: Path) -> tuple[OutboundAttachment, ...]:
    """What a reader saw as attachments; what lies within an attached message goes with that."""
    taken: set[str] = set()
    return tuple(
        OutboundAttachment(root / asset.file_path, safe_name(asset.filename, taken), _type(asset.mime_type))
        for asset in document.assets
        if asset.kind == "attachment" and asset.parent is None
    )


def _type(mime_type: str) -> str | None:
    return mime_type if MIME_TYPE.fullmatch(mime_type) else None


def _passed_on(
    document: Document, text: str, writer: Writer, attachments: tuple[OutboundAttachment, ...]
) -> OutboundMessage:
    return OutboundMessage(
        from_email=writer.email,
        from_name=writer.name,
        subject=forwarded(_subject(document)),
        text=signed(text, writer.signature) or None,
        attachments=attachments,
        source_document_id=document.id,
    )
