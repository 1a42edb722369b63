"""What a message means: the result of parsing, with nothing of a workspace in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from mailatlas_core.meaning import (
    Authentication,
    DroppedLine,
    Forwarded,
    Hidden,
    Invite,
    Link,
    ParserConfig,
    TextSpan,
)
from mailatlas_core.models import Address

__all__ = [
    "ASSET_SCHEME",
    "Authentication",
    "Cleaned",
    "DroppedLine",
    "Forwarded",
    "Hidden",
    "HtmlReading",
    "Invite",
    "Link",
    "ParsedAsset",
    "ParsedMessage",
    "ParserConfig",
    "TextSpan",
]

ASSET_SCHEME = "asset:"
"""In sanitized HTML, `asset:N` refers to the asset with the ordinal N of the same message."""


@dataclass(frozen=True, slots=True)
class ParsedAsset:
    """One part that is kept as a file; `filename` is as the sender wrote it, decoded.

    `parent` is the ordinal of the attached message whose own part this is, None for a part of
    the message itself. `location` is its Content-Location.
    """

    kind: Literal["inline", "attachment"]
    filename: str | None
    mime_type: str
    cid: str | None
    content: bytes = field(repr=False)
    parent: int | None = None
    location: str | None = None


@dataclass(frozen=True, slots=True)
class HtmlReading:
    """HTML understood.

    - `html`: sanitized; assets are referred to as `asset:N`, nothing remote is referred to.
    - `text`: what a reader sees, with the targets of links and tables in rows; no hidden text.
    - `remote`: the distinct remote addresses that it would have fetched, in order;
      `trackers`: how many of its images exist only to report that it was read.
    """

    html: str = field(repr=False)
    text: str = field(repr=False)
    links: tuple[Link, ...] = ()
    hidden: tuple[Hidden, ...] = ()
    remote: tuple[str, ...] = ()
    trackers: int = 0


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The text that a reader or an agent reads first, and what was left out of it.

    `dropped` names every line of the uncleaned text that is not in `text`;
    `invisible` counts the invisible characters that were taken out.
    """

    text: str = field(repr=False)
    removed_forwarded_headers: bool
    stopped_at_footer: bool
    dropped: tuple[DroppedLine, ...] = ()
    invisible: int = 0


@dataclass(frozen=True, slots=True)
class ParsedMessage:
    """The meaning of one message.

    Texts hold no lone surrogates; `text` and `html` have line ends as LF.

    - `headers`: decoded values of the headers that are kept, by lower-case name; several
      headers of one name are joined by LF.
    - `message_id`, `in_reply_to`, `references`: without angle brackets; an empty id is None.
    - `subject`: decoded, without the `Fwd:` wrapper where the body really forwards.
    - `sender`: the first mailbox of From, else of Sender, else empty.
    - `received_at`: aware, by the rule of Date, INTERNALDATE and Received; None where there
      is none.
    - `text`: the uncleaned text, what search indexes: the plain part, else the HTML reduced
      to text.
    - `cleaned`: that text cleaned by `config`; `spans`: its quotes and its signature.
    - `html`: the HTML part understood; None where there is none.
    - `protection`: what a `multipart/signed` or `encrypted` claims, in words; nothing is checked.
    - `unsubscribe`: the targets of List-Unsubscribe.
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
    config: ParserConfig
    cleaned: Cleaned = field(repr=False)
    spans: tuple[TextSpan, ...]
    forwarded_chain: tuple[Forwarded, ...]
    html: HtmlReading | None = field(repr=False)
    assets: tuple[ParsedAsset, ...]
    invites: tuple[Invite, ...]
    authentication: tuple[Authentication, ...]
    unsubscribe: tuple[str, ...]
    protection: tuple[str, ...]
    content_hash: str
    defects: tuple[str, ...]
