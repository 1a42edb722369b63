"""What somebody wants to send → a letter that may be sent as it is, or a sentence why not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from mailatlas_core.errors import AddressInvalid, MessageRefused
from mailatlas_core.models import Address
from mailatlas_core.outbound.compose.addresses import each_once, read_mailboxes
from mailatlas_core.outbound.compose.header_values import check_length, check_value, shown, single_spaced
from mailatlas_core.outbound.compose.reserved_headers import reason_against
from mailatlas_core.outbound.model import Letter, OutboundAttachment, OutboundMessage

MIME_TYPE = re.compile(r"[A-Za-z0-9!#$&^_.+-]{1,127}/[A-Za-z0-9!#$&^_.+-]{1,127}")  # RFC 6838

_FIELD_NAME = re.compile("[!-9;-~]{1,76}")
_IDENTIFIER = re.compile("[!-;=?-~]+")  # printable ASCII without angle brackets
_PATH_SEPARATOR = re.compile(r"[/\\]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_LINE_END = re.compile("\r\n?")


def checked(message: OutboundMessage) -> Letter:
    """The message as it may be sent. Raises `MessageRefused`, of which `AddressInvalid` is one kind,
    for the first fault that is found; touches no file."""
    sender = _sender(message)
    to, cc, bcc = each_once(
        read_mailboxes(message.to, "to"),
        read_mailboxes(message.cc, "cc"),
        read_mailboxes(message.bcc, "bcc"),
    )
    if not (to or cc or bcc):
        raise MessageRefused("The message has no recipient.", field="to", hint="Name at least one address.")
    for attachment in message.attachments:
        attachment_name(attachment)
    for field, value in (
        ("idempotency_key", message.idempotency_key),
        ("source_document_id", message.source_document_id),
    ):
        check_value(value or "", field, f"The {field.replace('_', ' ')}")
    text, html = _body(message.text, "text"), _body(message.html, "html")
    if text is None and html is None:
        raise MessageRefused(
            "The message has no text.", field="text", hint="Write a word; attachments alone are not sent."
        )
    in_reply_to = _identifiers([message.in_reply_to or ""], "in_reply_to", "In-Reply-To")
    return Letter(
        sender=sender,
        to=to,
        cc=cc,
        bcc=bcc,
        reply_to=read_mailboxes(message.reply_to, "reply_to"),
        subject=_line(message.subject, "subject", "Subject"),
        text=text,
        html=html,
        in_reply_to=in_reply_to[0] if in_reply_to else None,
        references=_identifiers(message.references, "references", "References"),
        headers=tuple(_headers(message.headers)),
        identity=message.identity,
    )


def attachment_name(attachment: OutboundAttachment) -> str:
    """What an attachment is called: by its own name, else by its path's last part. Raises
    `MessageRefused` where it cannot be called that, or the type that it is given is none."""
    given = attachment.filename
    name = Path(attachment.path).name if given is None else given
    check_value(name, "attachments", "The name of an attachment")
    check_length(name, "attachments", "The name of an attachment")
    if not name.replace(".", "").strip() or _PATH_SEPARATOR.search(name):
        raise MessageRefused(
            f"An attachment cannot be called `{shown(name)}`.",
            field="attachments",
            hint="Give it the name of a file, without a folder.",
        )
    if attachment.mime_type is not None and not MIME_TYPE.fullmatch(attachment.mime_type):
        raise MessageRefused(
            f"`{shown(attachment.mime_type)}` is no type of an attachment.",
            field="attachments",
            hint="Types look like application/pdf.",
        )
    return name


def _sender(message: OutboundMessage) -> Address:
    senders = read_mailboxes([message.from_email], "from_email")
    if len(senders) != 1:
        raise AddressInvalid(
            "From holds several addresses." if senders else "From holds no address.",
            field="from_email",
            hint="A message has one sender.",
        )
    if message.from_name is None:
        return senders[0]
    return Address(_line(message.from_name, "from_name", "The name of the sender"), senders[0].email)


def _line(text: str, field: str, name: str) -> str:
    check_value(text, field, name)
    line = single_spaced(text)
    check_length(f"{name}: {line}", field, name)
    return line


def _body(text: str | None, field: str) -> str | None:
    """A text with line ends as LF, None where nothing is written."""
    if text is None or not text.strip():
        return None
    if _SURROGATE.search(text):
        raise MessageRefused(
            f"The {field} holds half a character, which cannot be sent.",
            field=field,
            hint="It was read from bytes that are no text; write that place again.",
        )
    return _LINE_END.sub("\n", text)


def _identifiers(texts: Iterable[str], field: str, name: str) -> tuple[str, ...]:
    """The ids in some texts, each once, without their brackets."""
    found: dict[str, None] = {}
    for text in texts:
        check_value(text, field, name)
        for word in text.replace("><", "> <").split(" "):
            bare = word.removeprefix("<").removesuffix(">")
            if bare and not _IDENTIFIER.fullmatch(bare):
                raise MessageRefused(
                    f"{name} holds `{shown(word)}`, which is no Message-ID.",
                    field=field,
                    hint="Ids look like <id@example.org>.",
                )
            check_length(f"{name}: <{bare}>", field, name)
            if bare:
                found[bare] = None
    return tuple(found)


def _headers(headers: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, value in headers.items():
        if not _FIELD_NAME.fullmatch(name):
            raise MessageRefused(
                f"`{shown(name)}` is no name of a header.",
                field="headers",
                hint="Names are ASCII letters, digits and hyphens.",
            )
        reason = reason_against(name)
        if reason is not None:
            raise MessageRefused(f"The header `{shown(name)}` is reserved.", field="headers", hint=reason)
        line = _line(value, "headers", name)
        if not line:
            raise MessageRefused(
                f"The header `{shown(name)}` is empty.", field="headers", hint="Leave it out."
            )
        yield name, line
