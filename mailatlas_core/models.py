"""What the rooms of a workspace hand out: frozen records, no behaviour.

Names and shapes are a contract shared by the Python API, the JSON of the command line and
its exports. Times are ISO 8601 texts with an offset, sizes are bytes, digests and ids are
lower-case hex SHA-256, paths are relative to the workspace with `/` between their parts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from mailatlas_core.meaning import Cleaning, Invite, ParserConfig, Provenance, TextSpan, Trust
from mailatlas_core.rows import DocumentRef as DocumentRef  # noqa: PLC0414 - these two are models
from mailatlas_core.rows import SourceKind as SourceKind  # noqa: PLC0414 - for whoever asks here

IngestType = Literal["auto", "eml", "mbox", "mboxrd", "maildir"]
IngestStatus = Literal["ok", "duplicate", "partial", "error", "cancelled"]
RefStatus = Literal["ingested", "duplicate"]
ExportFormat = Literal["json", "markdown", "html", "text", "raw"]


@dataclass(frozen=True, slots=True)
class Address:
    """One mailbox of an address header; `name` is decoded and may be empty."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Asset:
    """One part of a message; `filename` is the sender's word and never a path. One with a `parent` is
    a part of the attached message that has that ordinal. The file is made by `Workspace.get`."""

    id: str
    document_id: str
    ordinal: int
    kind: Literal["inline", "attachment"]
    filename: str | None
    mime_type: str
    size: int
    file_path: str
    cid: str | None
    sha256: str
    parent: int | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One sighting of a message.

    `raw_path` is None where the sighted bytes are the document's own. `path` is absolute,
    with bytes that are not UTF-8 percent-escaped. `index` counts the messages of an mbox
    from 0, and `from_line` is the line that the mbox put in front of the message, which is
    no part of its bytes. `host`, `uid` and `uidvalidity` are those of IMAP, `internal_date` is
    when a server says that the message arrived, and what begins with `gmail` Gmail's alone.
    """

    kind: SourceKind
    raw_path: str | None = None
    path: str | None = None
    index: int | None = None
    from_line: str | None = None
    folder: str | None = None
    flags: tuple[str, ...] = ()
    account_id: str | None = None
    host: str | None = None
    uid: int | None = None
    uidvalidity: int | None = None
    internal_date: str | None = None
    gmail_message_id: str | None = None
    gmail_thread_id: str | None = None
    gmail_label_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Metadata:
    """What parsing found beside the text. `headers` are decoded, by lower-case name; `source`
    is the first sighting; `defects` say in words what was malformed. `spans` are the quotes and
    the signature in the uncleaned text."""

    headers: Mapping[str, str]
    source: Source
    defects: tuple[str, ...] = ()
    cleaning: Cleaning = Cleaning()
    parser_config: ParserConfig = ParserConfig()
    provenance: Provenance = Provenance()
    trust: Trust = Trust()
    invites: tuple[Invite, ...] = ()
    spans: tuple[TextSpan, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One stored message, whole but for its bytes and its assets' bytes."""

    id: str
    source_kind: SourceKind
    message_id: str | None
    thread_id: str
    subject: str
    sender_name: str
    sender_email: str
    author: str
    received_at: str | None
    published_at: str | None
    body_text: str
    body_html_path: str | None
    raw_path: str
    content_hash: str
    sources: tuple[Source, ...]
    tags: tuple[str, ...]
    metadata: Metadata
    created_at: str
    assets: tuple[Asset, ...]


@dataclass(frozen=True, slots=True)
class IngestedRef:
    """What became of one message of an ingest."""

    id: str
    subject: str
    source_kind: SourceKind
    created_at: str
    status: RefStatus


@dataclass(frozen=True, slots=True)
class IngestProblem:
    """A path that could not be taken in, and why, in one sentence."""

    path: str
    error: str


@dataclass(frozen=True, slots=True)
class IngestProgress:
    """Where an ingest stands: messages by fate, bytes read, and the path in hand.

    `bytes_total` is None where it is not known beforehand.
    """

    ingested: int = 0
    duplicates: int = 0
    errors: int = 0
    skipped: int = 0
    bytes_read: int = 0
    bytes_total: int | None = None
    path: str = ""

    @property
    def messages(self) -> int:
        return self.ingested + self.duplicates


@dataclass(frozen=True, slots=True)
class IngestReport:
    """How an ingest ended. Counts are messages, but `error_count` and `skipped_count` are paths."""

    status: IngestStatus
    run_id: str
    ingested_count: int
    duplicate_count: int
    error_count: int
    skipped_count: int
    errors: tuple[IngestProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class Reparsed:
    """A document that means something else to this version's parser: `fields` are the rows' names."""

    id: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReparseReport:
    """What parsing anew has shown: documents looked at, those that differ, and how often which
    field does. A cancelled one counts what was looked at."""

    status: Literal["ok", "cancelled"]
    applied: bool
    documents: int
    changed: int
    fields: Mapping[str, int]
    problems: tuple[IngestProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class RebuildReport:
    """An index made again: of how many documents, how many of them mean something else now, which
    originals could not be read, and in sentences what could not return."""

    documents: int
    changed: int
    problems: tuple[IngestProblem, ...] = ()
    lost: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """One link of the audit chain; `data` holds ids, digests and counts only."""

    seq: int
    at: str
    kind: str
    actor: str
    subject: str
    data: Mapping[str, object]
    hash: str


@dataclass(frozen=True, slots=True)
class AuditVerification:
    """What a verification looked at, and what is wrong with it, a sentence each: no `problems`, and
    everything is proved.

    `events` follow one from another up to the one with the hash `head`, None where there is none;
    outbound `records` are as the last event of each left them; `files` that they name have the digests
    that they had. Where all is proved, and a signature by somebody whom the caller named is there, it
    covers the events up to the number `signed`.
    """

    events: int
    head: str | None
    problems: tuple[str, ...] = field(default=())
    records: int = 0
    files: int = 0
    signed: int | None = None

    @property
    def whole(self) -> bool:
        return not self.problems


@dataclass(frozen=True, slots=True)
class TagChange:
    """What a change of tags has changed: how many documents, and by tag the ids of those that got it
    and of those that lost it. A cancelled one holds what was done until then."""

    status: Literal["ok", "cancelled"]
    documents: int
    added: Mapping[str, tuple[str, ...]]
    removed: Mapping[str, tuple[str, ...]]
