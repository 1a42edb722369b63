"""What goes into the store: one record a message, ready to be written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple

from mailatlas_core.models import Source
from mailatlas_core.store.files import asset_path, html_path
from mailatlas_core.store.subjects import NO_SUBJECTS, SubjectKeys


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
    parent: int | None = None


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """The meaning of one message as rows.

    `second` is the UTC second of `received_at`; `body_text` and `sent_subject` are None where
    they equal `full_text` and `subject`; `metadata` is the text of store/metadata.py. Sanitized
    HTML lies in the scratch file `html`, None where there is none.
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
    full_text: str = field(repr=False)
    metadata: str = field(repr=False)
    index: IndexColumns = field(repr=False)
    assets: tuple[AssetRecord, ...] = ()
    subjects: SubjectKeys = NO_SUBJECTS
    body_text: str | None = field(default=None, repr=False)
    sent_subject: str | None = None
    html: str | None = None
    is_forwarded: bool = False

    def files(self) -> Iterator[tuple[str, str]]:
        """What was derived into scratch files: the name there, and the path in the workspace."""
        for asset in self.assets:
            yield asset.temporary, asset_path(asset.sha256)
        if self.html is not None:
            yield self.html, html_path(self.id)


@dataclass(frozen=True, slots=True)
class Sighting:
    """A message seen at a place: `digest` is the SHA-256 of its bytes there, `internal_date` when
    that place says that it arrived."""

    digest: bytes
    source: Source
    tags: tuple[str, ...] = ()
    internal_date: datetime | None = None
