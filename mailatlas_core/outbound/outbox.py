"""The outbox: records moved through their states (states.py), each step with its event in one transaction.

Nothing here asks a provider; sending.py does, between two steps of this.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import NamedTuple

from mailatlas_core.audit.chain import Value, timestamp
from mailatlas_core.audit.ledger import Entry, Ledger
from mailatlas_core.errors import KeyConflict, NotApproved, OutboundStateError
from mailatlas_core.outbound.approval import approval_digest
from mailatlas_core.outbound.compose.addresses import envelope
from mailatlas_core.outbound.compose.checking import checked
from mailatlas_core.outbound.compose.render import new_message_id, render
from mailatlas_core.outbound.drafting import message_of, typed_of
from mailatlas_core.outbound.model import (
    Enclosure,
    Letter,
    OutboundAttachment,
    OutboundMessage,
    OutboundRecord,
    Revision,
    Typed,
)
from mailatlas_core.outbound.snapshots import Digests, Snapshots, read
from mailatlas_core.outbound.states import CONSUMED, Verb, after
from mailatlas_core.ports import Clock
from mailatlas_core.store import outbound as rows
from mailatlas_core.store.database import Database

Work = Callable[[], AbstractContextManager[tuple[Path, Ledger]]]


class Outbox:
    """The records of one workspace, as `actor` changes them.

    `work` lends a folder for files on their way, and the ledger that writes what is done there;
    `entropy` gives so many random bytes, of which ids are made.
    """

    def __init__(
        self,
        root: Path,
        database: Database,
        clock: Clock,
        actor: str,
        work: Work,
        entropy: Callable[[int], bytes],
    ) -> None:
        self.root = root
        self.actor = actor
        self._database = database
        self._clock = clock
        self._work = work
        self._entropy = entropy

    def record(self, id: str) -> OutboundRecord:
        """A record whole, Bcc among it. Raises `OutboundNotFound` and `OutboundAmbiguous`."""
        with self._database.reading() as connection:
            return rows.record(connection, rows.record_number(connection, id))

    def attach(self, attachments: Sequence[OutboundAttachment]) -> tuple[Enclosure, ...]:
        """Copy files into the workspace, to be attached. Raises `AttachmentUnreadable`."""
        with self._work() as (scratch, _):
            return Snapshots(self.root, scratch).attach(attachments)

    def begin(self, typed: Typed, provider: str, source_document_id: str | None) -> OutboundRecord:
        """A new draft, which is being written."""
        with self._work() as (_, ledger), ledger.entry() as entry:
            number = self._insert(entry, "draft", provider, source_document_id, None)
            rows.keep_typed(entry.connection, number, typed, self.now())
            self._tell(entry, number, "draft", None)
            return rows.record(entry.connection, number)

    def keep(self, id: str, typed: Typed) -> None:
        """Keep what stands in the fields of a draft; an approval of what stood there before is void."""
        with self._work() as (_, ledger), ledger.entry() as entry:
            number = rows.record_number(entry.connection, id)
            status = rows.record(entry.connection, number).status
            after(status, "revise")
            if status == "approved":
                self._move(entry, number, "void", _NO_APPROVAL)
            rows.keep_typed(entry.connection, number, typed, self.now())

    def freeze(self, id: str, verb: Verb = "revise") -> OutboundRecord:
        """Fix the bytes of what was typed, with their Date and Message-ID. What has not changed since
        it was fixed last stays as it was fixed. Raises `MessageRefused`."""
        record = self.record(id)
        after(record.status, verb)
        frozen = None
        if record.typed is not None:
            letter, enclosures = checked(message_of(record.typed)), record.typed.attachments
            if not _is(record.revision, letter, enclosures):
                frozen = self._frozen(letter, enclosures, record.revision)
        return self._revise(record.id, verb, frozen, record.typed)

    def store(self, message: OutboundMessage, provider: str, verb: Verb) -> OutboundRecord:
        """Fix a message in a new record, or go on with the one that has its idempotency key, which comes
        back as it is where it must not be sent again. Raises `MessageRefused` and `KeyConflict`."""
        letter = checked(message)
        enclosures = self.attach(message.attachments)
        known = self._of_key(message.idempotency_key)
        if known is not None:
            if known.typed is not None or not _is(known.revision, letter, enclosures):
                raise KeyConflict(
                    f"The idempotency key was used for another message, the record {known.id[:12]}.",
                    hint="Use a new key for a new message.",
                )
            if known.status in CONSUMED or known.status == "approved":
                return known
            return self._revise(known.id, "render" if verb == "render" else "revise", None, None)
        frozen = self._frozen(letter, enclosures, None)
        with self._work() as (scratch, ledger):
            digests = self._kept(frozen, scratch)
            with ledger.entry() as entry:
                source, key = message.source_document_id, message.idempotency_key
                if key is None or rows.number_of_key(entry.connection, key) is None:
                    number = self._insert(entry, verb, provider, source, key)
                    data = self._add_revision(entry, number, frozen, digests)
                    self._tell(entry, number, verb, None, **data)
                    return rows.record(entry.connection, number)
        return self.store(message, provider, verb)  # another call with the same key was quicker

    def approve(self, id: str, digest: str) -> OutboundRecord:
        """A person approves the bytes and recipients with this digest, whole or its beginning of six hex
        digits at least. Raises `NotApproved` where the record has another, or was changed since."""
        with self._work() as (_, ledger), ledger.entry() as entry:
            number = rows.record_number(entry.connection, id)
            record = rows.record(entry.connection, number)
            return self._approve(entry, number, record, digest, "approve")

    def retry(self, id: str, digest: str) -> OutboundRecord:
        """As `approve`, for a record of which nobody knows whether it went out: a person takes the risk
        of a second copy."""
        with self._work() as (_, ledger), ledger.entry() as entry:
            number = rows.record_number(entry.connection, id)
            record = rows.record(entry.connection, number)
            return self._approve(entry, number, record, digest, "retry")

    def void(self, id: str) -> OutboundRecord:
        """Take an approval back."""
        with self._work() as (_, ledger), ledger.entry() as entry:
            number = rows.record_number(entry.connection, id)
            self._move(entry, number, "void", _NO_APPROVAL)
            return rows.record(entry.connection, number)

    def reject(self, id: str) -> OutboundRecord:
        """A person says that it shall never go out."""
        with self._work() as (_, ledger), ledger.entry() as entry:
            number = rows.record_number(entry.connection, id)
            self._move(entry, number, "reject", _NO_APPROVAL)
            return rows.record(entry.connection, number)

    def copied(self, id: str) -> OutboundRecord:
        """A new draft with what a record says, without its key."""
        record = self.record(id)
        return self.begin(typed_of(record), record.provider, record.source_document_id)

    def depart(self, record: OutboundRecord, provider: str) -> None:
        """Commit that a provider is about to be asked to take a record. Raises `NotApproved` where it is not
        as it was read, and checked."""
        with self._work() as (_, ledger), ledger.entry() as entry:
            number = rows.record_number(entry.connection, record.id)
            if record.approval is None or rows.record(entry.connection, number) != record:
                raise NotApproved(
                    f"The record {record.id[:12]} was changed while it was made ready.",
                    hint="Review it again.",
                )
            columns = {"provider": provider, "error": None}
            self._move(entry, number, "send", columns, digest=record.approval.digest)

    def move(self, id: str, verb: Verb, columns: Mapping[str, object], **data: Value) -> None:
        """One step of a record's, with the columns that change, and what the event says of it."""
        with self._work() as (_, ledger), ledger.entry() as entry:
            self._move(entry, rows.record_number(entry.connection, id), verb, columns, **data)

    def content(self, revision: Revision) -> bytes:
        """The bytes of a revision, checked. Raises `WorkspaceDamaged`."""
        return read(self.root, revision.raw_path)

    def now(self) -> str:
        """The moment, as rows have it."""
        return timestamp(self._clock.now())

    def _of_key(self, key: str | None) -> OutboundRecord | None:
        if key is None:
            return None
        with self._database.reading() as connection:
            number = rows.number_of_key(connection, key)
            return None if number is None else rows.record(connection, number)

    def _approve(
        self, entry: Entry, number: int, record: OutboundRecord, digest: str, verb: Verb
    ) -> OutboundRecord:
        revision = record.revision
        if revision is None or record.typed is not None:
            raise NotApproved(
                f"The record {record.id[:12]} was changed since it was last reviewed.",
                hint="Review it again, and approve what you have seen.",
            )
        if len(digest) < 6 or not revision.digest.startswith(digest.lower()):
            raise NotApproved(
                f"The record {record.id[:12]} has another digest, {revision.digest[:6]}….",
                hint="Review it again, and approve what you have seen.",
            )
        approved = {
            "approved_digest": bytes.fromhex(revision.digest),
            "approved_at": self.now(),
            "approved_by": self.actor,
            "error": None,
        }
        self._move(entry, number, verb, approved, digest=revision.digest)
        return rows.record(entry.connection, number)

    def _frozen(self, letter: Letter, enclosures: tuple[Enclosure, ...], before: Revision | None) -> _Frozen:
        contents = [(each, read(self.root, each.file_path)) for each in enclosures]
        message_id = new_message_id(letter.sender.email, self._entropy(16).hex())
        raw = render(letter, contents, date=self._clock.now(), message_id=message_id)
        number = 1 if before is None else before.number + 1
        return _Frozen(number, letter, enclosures, message_id, raw)

    def _revise(self, id: str, verb: Verb, frozen: _Frozen | None, typed: Typed | None) -> OutboundRecord:
        """Move a record to what was frozen of what was `typed`, unless somebody typed on meanwhile."""
        with self._work() as (scratch, ledger):
            digests = None if frozen is None else self._kept(frozen, scratch)
            with ledger.entry() as entry:
                number = rows.record_number(entry.connection, id)
                if rows.record(entry.connection, number).typed != typed:
                    raise OutboundStateError(
                        "The draft was changed while it was made ready.", hint="Review it again."
                    )
                rows.drop_typed(entry.connection, number)
                if frozen is not None and digests is not None:
                    data = self._add_revision(entry, number, frozen, digests)
                    self._move(entry, number, verb, _NO_APPROVAL, **data)
                elif verb == "render":
                    self._move(entry, number, verb, _NO_APPROVAL)
                return rows.record(entry.connection, number)

    def _kept(self, frozen: _Frozen, scratch: Path) -> Digests:
        letter = frozen.letter
        return Snapshots(self.root, scratch).keep(frozen.raw, letter.text, letter.html)

    def _add_revision(self, entry: Entry, number: int, frozen: _Frozen, digests: Digests) -> dict[str, Value]:
        digest = approval_digest(frozen.raw, envelope(frozen.letter))
        rows.insert_revision(
            entry.connection,
            number,
            rows.NewRevision(
                frozen.number,
                self.now(),
                self.actor,
                digest,
                frozen.message_id,
                frozen.letter,
                frozen.enclosures,
                digests,
            ),
        )
        rows.update_record(entry.connection, number, revision=frozen.number, **_NO_ANSWER)
        return {
            **{kind: None if value is None else value.hex() for kind, value in digests.items()},
            "digest": digest,
            "attachments": [enclosure.sha256 for enclosure in frozen.enclosures],
        }

    def _insert(self, entry: Entry, verb: Verb, provider: str, source: str | None, key: str | None) -> int:
        return rows.insert_record(
            entry.connection,
            self._entropy(16).hex(),
            after(None, verb),
            origin=self.actor,
            provider=provider,
            source_document_id=source,
            idempotency_key=key,
            at=self.now(),
        )

    def _move(
        self, entry: Entry, number: int, verb: Verb, columns: Mapping[str, object], **data: Value
    ) -> None:
        before = rows.status(entry.connection, number)
        rows.update_record(entry.connection, number, status=after(before, verb), **columns)
        self._tell(entry, number, verb, before, **data)

    def _tell(self, entry: Entry, number: int, verb: Verb, before: str | None, **data: Value) -> None:
        id, status, revision = rows.summary(entry.connection, number)
        entry.record(
            f"outbound.{verb}",
            id,
            {
                "from": before or "",
                "to": status,
                "revision": revision,
                "record": rows.record_digest(entry.connection, number),
                **data,
            },
        )


class _Frozen(NamedTuple):
    number: int
    letter: Letter
    enclosures: tuple[Enclosure, ...]
    message_id: str
    raw: bytes


_NO_APPROVAL: dict[str, object] = {"approved_digest": None, "approved_at": None, "approved_by": None}
# What a provider has said is of one revision alone: the next may hide whom it names.
_NO_ANSWER: dict[str, object] = {
    "provider_message_id": None,
    "error": None,
    "refused": "[]",
    "response": "{}",
}


def _is(revision: Revision | None, letter: Letter, enclosures: tuple[Enclosure, ...]) -> bool:
    return revision is not None and (revision.letter, revision.attachments) == (letter, enclosures)
