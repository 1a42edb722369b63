"""What goes out: what a person writes, what is kept of it, and what became of it.

Names and shapes are a contract, as those of `mailatlas_core.models`, whose conventions hold here too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from mailatlas_core.models import Address
from mailatlas_core.secrets import Secret

OutboundStatus = Literal[
    "draft", "dry_run", "approved", "rejected", "sending", "sent", "queued", "error", "unknown"
]
ProviderName = Literal["smtp", "cloudflare", "gmail", "file", "memory"]


@dataclass(frozen=True, slots=True)
class OutboundAttachment:
    """A file to attach. Its name and its type are told by the path, unless they are given."""

    path: str | Path
    filename: str | None = None
    mime_type: str | None = None


@dataclass(frozen=True, slots=True)
class OutboundMessage:
    """What somebody wants to send, as it was written: nothing in it has been checked.

    Every recipient is a mailbox, `a@b.example` or `Name <a@b.example>`; ids in `in_reply_to` and
    `references` are with or without their angle brackets. `identity` names who of config.toml writes.
    """

    from_email: str
    to: tuple[str, ...] = ()
    subject: str = ""
    text: str | None = None
    html: str | None = None
    from_name: str | None = None
    cc: tuple[str, ...] = ()
    bcc: tuple[str, ...] = ()
    reply_to: tuple[str, ...] = ()
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    attachments: tuple[OutboundAttachment, ...] = ()
    source_document_id: str | None = None
    idempotency_key: str | None = None
    identity: str | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """A message that may be sent as it is: addresses are valid, no header can break out of its line.

    Made by `compose.checking.checked` alone. `references` and `in_reply_to` are without brackets.
    """

    sender: Address
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    bcc: tuple[Address, ...]
    reply_to: tuple[Address, ...]
    subject: str
    text: str | None
    html: str | None
    in_reply_to: str | None
    references: tuple[str, ...]
    headers: tuple[tuple[str, str], ...]
    identity: str | None = None


@dataclass(frozen=True, slots=True)
class Enclosure:
    """An attachment as it was copied when the draft was made; `file_path` is in `outbound/attachments`."""

    ordinal: int
    filename: str
    mime_type: str
    size: int
    sha256: str
    file_path: str


@dataclass(frozen=True, slots=True)
class Envelope:
    """Whom the provider is told: the sender's address, and all recipients, Bcc among them, each once."""

    sender: str
    recipients: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What is handed to a sender: the approved bytes, with CRLF and without Bcc, and their envelope."""

    raw: bytes
    envelope: Envelope


@dataclass(frozen=True, slots=True)
class Refusal:
    """A recipient whom the provider would not take, with the code of its answer, and the answer whole."""

    email: str
    code: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of one attempt.

    `sent`: the provider has taken the message, for all recipients but the `refused`. `queued`: it
    will try. `error`: it has certainly not taken it. `unknown`: it may have, for its answer was lost.
    `response` is what it answered, by step; neither a secret nor a Bcc address is in any text of it.
    """

    status: Literal["sent", "queued", "error", "unknown"]
    provider_message_id: str | None = None
    refused: tuple[Refusal, ...] = ()
    response: Mapping[str, str] = field(default_factory=dict)
    error: str | None = None
    retryable: bool = False


@dataclass(frozen=True, slots=True)
class SendConfig:
    """How to send, as far as the call itself says: None leaves it to the identity and the environment.

    `smtp_ssl` encrypts from the first byte, `smtp_starttls` after the greeting, which holds unless it is
    said to be False.
    """

    provider: ProviderName | None = None
    smtp_host: str | None = None
    smtp_port: int | None = None
    smtp_username: str | None = None
    smtp_password: Secret | None = None
    smtp_starttls: bool | None = None
    smtp_ssl: bool | None = None
    file_dir: str | Path | None = None


@dataclass(frozen=True, slots=True)
class SendResult:
    """How a call to draft or send ended."""

    id: str
    status: OutboundStatus
    provider: str
    provider_message_id: str | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Revision:
    """What a record was when it was fixed for review: nothing of it changes any more.

    `digest` is what an approval names: of the bytes and of the envelope, Bcc among it. The paths are
    relative to the workspace.
    """

    number: int
    at: str
    actor: str
    digest: str
    message_id: str
    letter: Letter
    attachments: tuple[Enclosure, ...]
    raw_path: str
    text_path: str | None
    html_path: str | None


@dataclass(frozen=True, slots=True)
class Approval:
    """That a person has approved the bytes and recipients with this digest: when, and from where."""

    digest: str
    at: str
    by: str


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the fields of a draft that is being written: nothing in it has been checked.

    The address fields are texts as typed, mailboxes with commas between them.
    """

    sender: str = ""
    to: str = ""
    cc: str = ""
    bcc: str = ""
    reply_to: str = ""
    subject: str = ""
    text: str = ""
    html: str | None = None
    identity: str | None = None
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    attachments: tuple[Enclosure, ...] = ()


@dataclass(frozen=True, slots=True)
class OutboundRecord:
    """Everything about one message that goes out, or may.

    `revision` is None until it was fixed for review the first time; `typed` is what has been written
    since, None where nothing was.
    """

    id: str
    status: OutboundStatus
    origin: str
    provider: str
    source_document_id: str | None
    idempotency_key: str | None
    created_at: str
    revision: Revision | None
    approval: Approval | None
    sent_at: str | None
    provider_message_id: str | None
    error: str | None
    refused: tuple[Refusal, ...]
    response: Mapping[str, str]
    typed: Typed | None
