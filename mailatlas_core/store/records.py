"""What goes into the store: one record a message, ready to be written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from mailatlas_core.models import Source


class IndexColumns(NamedTuple):
    """The folded texts of the full-text index, in the order of its columns."""

    subject: str
    sender: str
    to: str
    cc: str
    body: str
    filenames: str


@dataclass(frozen=True, slots=True)
class AssetRecord:
    """A part that lies in a file; `temporary` is its name in the scratch folder until then."""

    kind: Literal["inline", "attachment"]
    filename: str | None
    mime_type: str
    size: int
    cid: str | None
    sha256: bytes
    temporary: str


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """The meaning of one message as rows. `second` is the UTC second of `received_at`,
    `metadata` a JSON object with `headers` and `defects`."""

    id: bytes
    content_hash: bytes
    message_id: str | None
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    received_at: str | None
    second: int | None
    sender_name: str
    sender_email: str
    subject: str
    size: int
    full_text: str = field(repr=False)
    metadata: str = field(repr=False)
    index: IndexColumns = field(repr=False)
    assets: tuple[AssetRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class Sighting:
    """A message seen at a place: `digest` is the SHA-256 of its bytes there."""

    digest: bytes
    source: Source
    tags: tuple[str, ...] = ()
