"""The outbound room of a workspace: drafts, reviews, approvals, sends, and what became of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from mailatlas_core.cancel import CancelToken
from mailatlas_core.config.table import Identity
from mailatlas_core.errors import (
    NotApproved,
    OutboundBusy,
    OutboundStateError,
    WorkspaceError,
    WorkspaceReadOnly,
)
from mailatlas_core.models import Address, Document, Source
from mailatlas_core.outbound import people, sending
from mailatlas_core.outbound.answers import Answer, answer
from mailatlas_core.outbound.compose.addresses import comparable
from mailatlas_core.outbound.compose.answering import conversation
from mailatlas_core.outbound.compose.warnings import Background, ReviewWarning, review_warnings
from mailatlas_core.outbound.hiding import revision_without_bcc, without_bcc
from mailatlas_core.outbound.model import (
    Enclosure,
    OutboundAttachment,
    OutboundMessage,
    OutboundRecord,
    OutboundStatus,
    Revision,
    SendResult,
    Typed,
)
from mailatlas_core.outbound.outbox import Outbox
from mailatlas_core.outbound.snapshots import read
from mailatlas_core.outbound.states import CONSUMED, HINTS
from mailatlas_core.ports import Clock, MailSender, RawMessage
from mailatlas_core.store import outbound as rows
from mailatlas_core.store.database import Database

AGENT = "mcp"


class Outbound:
    """Mail that goes out, or may.

    An `id` may be an unambiguous beginning; every method that takes one raises `OutboundNotFound` and
    `OutboundAmbiguous`. A record moves as outbound/states.py says, else `OutboundStateError` is raised.
    Bcc recipients are in what is returned only where `include_bcc` asks for them. Every method that
    changes something raises `WorkspaceReadOnly` where nothing can be.
    """

    def __init__(
        self,
        root: Path,
        database: Database,
        clock: Clock,
        outbox: Outbox | None,
        *,
        store: Callable[[RawMessage], object],
        document: Callable[[str], Document],
    ) -> None:
        """`outbox` is None where nothing can be written; `store` makes a document of a message, and
        `document` gives one with its files."""
        self._root = root
        self._database = database
        self._clock = clock
        self._writable = outbox
        self._store = store
        self._document = document

    def records(
        self,
        statuses: Sequence[OutboundStatus] = (),
        *,
        limit: int = 50,
        offset: int = 0,
    ) -> list[OutboundRecord]:
        """Records in these states, or all, newest first."""
        with self._database.reading() as connection:
            numbers = rows.numbers(connection, statuses, limit=limit, offset=offset)
            return [without_bcc(rows.record(connection, number)) for number in numbers]

    def get(self, id: str, *, include_bcc: bool = False) -> OutboundRecord:
        """One record."""
        with self._database.reading() as connection:
            record = rows.record(connection, rows.record_number(connection, id))
        return record if include_bcc else without_bcc(record)

    def revisions(self, id: str, *, include_bcc: bool = False) -> list[Revision]:
        """What a record was at each review, oldest first."""
        with self._database.reading() as connection:
            found = rows.revisions(connection, rows.record_number(connection, id))
        return [*found] if include_bcc else [revision_without_bcc(one) for one in found]

    def raw(self, revision: Revision) -> bytes:
        """The bytes of a revision, without Bcc. Raises `WorkspaceDamaged`."""
        return read(self._root, revision.raw_path)

    def people(self, beginning: str, *, limit: int = 8, cancel: CancelToken | None = None) -> list[Address]:
        """Whom somebody may mean who begins to type so: those whom mail went to, and those who wrote."""
        with self._database.reading(cancel) as connection:
            return people.completions(connection, beginning, self._clock.now(), limit)

    def warnings(self, id: str) -> tuple[ReviewWarning, ...]:
        """What the review of a record points out; nothing where it was not fixed for one."""
        with self._database.reading() as connection:
            record = rows.record(connection, rows.record_number(connection, id))
            if record.revision is None:
                return ()
            known = frozenset(map(comparable, people.written_to(connection)))
            was_approved = rows.was_approved(connection, record.id)
        agent = record.origin.partition(":")[2] or AGENT if is_agents(record) else None
        background = Background(known, agent, is_changed=was_approved and record.approval is None)
        return review_warnings(record.revision.letter, record.revision.attachments, background)

    def answer(self, document_id: str, kind: Answer, identities: Mapping[str, Identity]) -> Typed:
        """The draft of an answer to a document, or of passing it on, by the identity written to; to be
        given to `begin`. Raises as `Workspace.get`."""
        return answer(self._document(document_id), kind, identities, self._root, self.attach)

    def begin(self, typed: Typed, *, provider: str, source_document_id: str | None = None) -> OutboundRecord:
        """A new draft, which is being written."""
        return self._outbox.begin(typed, provider, source_document_id)

    def keep(self, id: str, typed: Typed) -> None:
        """Keep what stands in the fields of a draft; an approval of what stood there before is void."""
        self._outbox.keep(id, typed)

    def attach(self, attachments: Iterable[OutboundAttachment]) -> tuple[Enclosure, ...]:
        """Copy files into the workspace, to be attached. Raises `AttachmentUnreadable`."""
        return self._outbox.attach(tuple(attachments))

    def review(self, id: str) -> OutboundRecord:
        """Fix the bytes of a draft, which are then shown, approved and sent, and return it with Bcc. Raises
        `MessageRefused`."""
        return self._outbox.freeze(id)

    def draft(self, message: OutboundMessage, *, provider: str) -> SendResult:
        """Store a message to be reviewed. Raises `MessageRefused` and `KeyConflict`."""
        return _result(self._outbox.store(self._placed(message), provider, "draft"))

    def dry_run(self, message: OutboundMessage | str, *, provider: str = "") -> SendResult:
        """Make the bytes of a message, or of the record with this id, as if it were sent, and ask nobody."""
        if isinstance(message, str):
            return _result(self._outbox.freeze(message, "render"))
        return _result(self._outbox.store(self._placed(message), provider, "render"))

    def approve(self, id: str, digest: str) -> OutboundRecord:
        """A person approves the bytes and recipients with this digest, whole or its beginning of six hex
        digits at least. Raises `NotApproved` where the record has another, or was changed since."""
        return self._outbox.approve(id, digest)

    def void(self, id: str) -> OutboundRecord:
        """Take an approval back."""
        return self._outbox.void(id)

    def reject(self, id: str) -> OutboundRecord:
        """A person says that it shall never go out."""
        return self._outbox.reject(id)

    def copy(self, id: str) -> OutboundRecord:
        """A new draft with what a record says, without its idempotency key."""
        return self._outbox.copied(id)

    def retry(self, id: str, digest: str) -> OutboundRecord:
        """As `approve`, of a record that is `unknown`: a person takes the risk of a second copy."""
        return self._outbox.retry(id, digest)

    def send_message(self, message: OutboundMessage, sender: MailSender) -> SendResult:
        """Send a message of one's own: asking for it is the approval. A call with the idempotency key of
        a record that must not be sent again returns that. Raises as `draft` and `send`."""
        return self._send(self._outbox.store(self._placed(message), sender.provider, "draft"), sender)

    def send_draft(self, id: str, sender: MailSender) -> SendResult:
        """As `send_message`, of a stored draft; one that an agent wrote must have been approved."""
        record = self._outbox.record(id)
        return self._send(record if record.typed is None else self._outbox.freeze(id), sender)

    def send(self, id: str, sender: MailSender) -> SendResult:
        """Send an approved record, once. Raises `NotApproved`, `OutboundBusy`, and `WorkspaceDamaged`
        where the approved bytes are not as they were."""
        return self._sent(sending.send(self._outbox, id, sender))

    def open_records(self) -> list[OutboundRecord]:
        """The records that `reconcile` takes, newest first."""
        with self._database.reading() as connection:
            found = [rows.record(connection, number) for number in rows.open_records(connection)]
        return [without_bcc(record) for record in found]

    def may_have_gone_out(self, id: str) -> bool:
        """Whether that is open, so that its recipients may get a copy of it as a second one: it is `unknown`,
        or was before a person rejected it, or `queued`."""
        with self._database.reading() as connection:
            return rows.record_number(connection, id) in rows.open_records(connection)

    def reconcile(self, id: str) -> OutboundRecord:
        """Look for a received copy of a record that is `unknown`, or was before it was rejected, or `queued`,
        which proves that it went out; that there is none proves nothing."""
        record = self._outbox.record(id)
        if record.revision is None or not self.may_have_gone_out(record.id):
            raise OutboundStateError(
                f"The record {record.id[:12]} is `{record.status}`: nothing is open.",
                hint=HINTS.get(record.status),
            )
        with self._database.reading() as connection:
            found = rows.copy_of(connection, record.revision.message_id)
        if found is not None:
            at = record.sent_at or self._outbox.now()
            self._outbox.move(record.id, "find", {"sent_at": at, "error": None}, document=found)
        return self.get(record.id)

    def settle(self) -> None:
        """Close what processes that are gone have left: nothing stays `sending`, and what went out becomes
        a document. What another process is sending is left to it."""
        with self._database.reading() as connection:
            left = [rows.summary(connection, number)[0] for number in rows.numbers(connection, ("sending",))]
        sending.settle(self._outbox, left)
        self._file()

    def _send(self, record: OutboundRecord, sender: MailSender) -> SendResult:
        if record.status not in CONSUMED and (is_agents(record) or _is_agent(self._outbox.actor)):
            if record.status != "approved":
                raise NotApproved(
                    f"No person has approved the record {record.id[:12]}, and an agent wrote or sends it.",
                    hint=f"`mailatlas outbound approve {record.id[:12]}` shows it, and approves it.",
                )
            return self.send(record.id, sender)
        own = record.revision.digest if record.revision is not None else ""
        try:
            return self._sent(sending.send(self._outbox, record.id, sender, own=own))
        except OutboundBusy:
            record = self._outbox.record(record.id)
            if record.status not in CONSUMED:
                raise
            return _result(record)

    def _sent(self, record: OutboundRecord) -> SendResult:
        self._file()
        return _result(record)

    def _placed(self, message: OutboundMessage) -> OutboundMessage:
        """A message in the conversation of the document that it answers, where it does not say another."""
        if message.source_document_id is None:
            return message
        document = self._document(message.source_document_id)
        message = replace(message, source_document_id=document.id)
        if message.in_reply_to is not None or message.references:
            return message
        in_reply_to, references = conversation(document)
        return replace(message, in_reply_to=in_reply_to, references=references)

    def _file(self) -> None:
        """Make a document of what went out and is none yet. Where that fails it is tried again at the next
        opening: what went out has gone out, and a damaged file is for the audit to name."""
        with self._database.reading() as connection:
            unfiled = [rows.record(connection, number) for number in rows.unfiled(connection)]
        for record in unfiled:
            if record.revision is not None:
                with suppress(WorkspaceError):
                    self._store(RawMessage(self.raw(record.revision), Source(kind="outbound")))

    @property
    def _outbox(self) -> Outbox:
        if self._writable is None:
            raise WorkspaceReadOnly("The workspace is on a read-only medium, so nothing can be sent from it.")
        return self._writable


def is_agents(record: OutboundRecord) -> bool:
    """Whether an agent wrote it, so that a person must approve it."""
    return _is_agent(record.origin)


def _is_agent(actor: str) -> bool:
    return actor.partition(":")[0] == AGENT


def _result(record: OutboundRecord) -> SendResult:
    return SendResult(record.id, record.status, record.provider, record.provider_message_id, record.error)
