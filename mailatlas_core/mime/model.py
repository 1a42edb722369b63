"""What a message means: the result of parsing, with nothing of a workspace in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from mailatlas_core.models import Address


@dataclass(frozen=True, slots=True)
class ParsedAsset:
    """One part that is kept as a file; `filename` is as the sender wrote it, decoded."""

    kind: Literal["inline", "attachment"]
    filename: str | None
    mime_type: str
    cid: str | None
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class ParsedMessage:
    """The meaning of one message.

    Texts hold no lone surrogates; `text` and `html` have line ends as LF.

    - `headers`: decoded values of the headers that are kept, by lower-case name; several
      headers of one name are joined by LF.
    - `message_id`, `in_reply_to`, `references`: without angle brackets; an empty id is None.
    - `sender`: the first mailbox of From, else of Sender, else empty.
    - `received_at`: aware, by the rule of Date, INTERNALDATE and Received; None where there
      is none.
    - `text`: the uncleaned text, what search indexes: the plain part, else the HTML reduced
      to text.
    - `html`: the HTML part as the sender wrote it, decoded; None where there is none.
    - `content_hash`: hex SHA-256 over what transport does not change.
    - `defects`: what was malformed, in words, without quoting the message.
    """

    headers: Mapping[str, str]
    message_id: str | None
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    subject: str
    sender: Address
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    reply_to: tuple[Address, ...]
    received_at: datetime | None
    text: str = field(repr=False)
    html: str | None = field(repr=False)
    assets: tuple[ParsedAsset, ...]
    content_hash: str
    defects: tuple[str, ...]
