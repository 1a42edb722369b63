"""What goes into the store: one record a message, ready to be written."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from mailatlas_core.models import Source
from mailatlas_core.store.columns import IndexColumns
from mailatlas_core.store.subjects import NO_SUBJECTS, SubjectKeys
from mailatlas_core.store.texts import Texts


@dataclass(frozen=True, slots=True)
class AssetRecord:
    """A part that can be had as a file; store/derived.py makes it."""

    kind: Literal["inline", "attachment"]
    filename: str | None
    mime_type: str
    size: int
    cid: str | None
    sha256: bytes
    parent: int | None = None


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """The meaning of one message as rows.

    `second` is the UTC second of `received_at`; `sent_subject` is None where it equals `subject`;
    `metadata` is the text of store/metadata.py, `people` are sender, to and cc as they are folded, and
    `index` is what goes into the index.
    """

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
    texts: Texts = field(repr=False)
    metadata: str = field(repr=False)
    people: tuple[str, str, str]
    index: IndexColumns = field(repr=False)
    assets: tuple[AssetRecord, ...] = ()
    subjects: SubjectKeys = NO_SUBJECTS
    sent_subject: str | None = None
    has_html: bool = False
    is_forwarded: bool = False


@dataclass(frozen=True, slots=True)
class Sighting:
    """A message seen at a place: `digest` is the SHA-256 of its bytes there, `internal_date` when
    that place says that it arrived."""

    digest: bytes
    source: Source
    tags: tuple[str, ...] = ()
    internal_date: datetime | None = None
