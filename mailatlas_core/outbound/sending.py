"""One record, sent once.

Who sends holds the record's lock, so that no two processes send it. That it will be asked is committed
before the provider is; what it answered, after. Whoever gets the lock of a record that is `sending`
knows that the process which had it is gone, and that nobody can tell whether the message went out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress

from filelock import Timeout

from mailatlas_core.errors import (
    NotApproved,
    OutboundBusy,
    SecretUnavailable,
    SenderNotConfigured,
    WorkspaceDamaged,
)
from mailatlas_core.outbound.approval import approval_digest
from mailatlas_core.outbound.compose.addresses import envelope
from mailatlas_core.outbound.hiding import delivery_without_bcc, said
from mailatlas_core.outbound.model import Delivery, OutboundRecord, Outgoing
from mailatlas_core.outbound.outbox import Outbox
from mailatlas_core.outbound.states import CONSUMED, Verb
from mailatlas_core.ports import MailSender
from mailatlas_core.store.files import file_lock
from mailatlas_core.store.outbound import outcome

_VERBS: dict[str, Verb] = {"sent": "accept", "queued": "queue", "error": "fail", "unknown": "lose"}
_LOST = Delivery("unknown", error="The program ended before the provider's answer was known.")


def send(outbox: Outbox, id: str, sender: MailSender, *, own: str | None = None) -> OutboundRecord:
    """Send an approved record, once, and return it as it is then; with `own`, the digest of what the caller
    means, to ask for that is to approve it, and what must not be sent again comes back as it is. Raises
    `NotApproved`, `OutboundBusy`, and `WorkspaceDamaged` where the approved bytes are not as they were."""
    with _alone(outbox, outbox.record(id)):
        _close(outbox, id)
        record = outbox.record(id)
        if own is not None and record.status in CONSUMED:
            return record
        if own is not None and record.status != "approved":
            record = outbox.approve(record.id, own)
        outgoing = _approved(outbox, record, own)
        outbox.depart(record, sender.provider)
        delivery = _LOST  # also where the sender raises, by which it says nothing of the message
        try:
            delivery = sender.send(outgoing)
        except (SenderNotConfigured, SecretUnavailable) as error:
            delivery = Delivery("error", error=error.message)
        finally:
            _end(outbox, record, delivery)
    return outbox.record(record.id)


def settle(outbox: Outbox, ids: Iterable[str]) -> None:
    """Close what processes that are gone have left `sending`; what another is sending is left to it."""
    for id in ids:
        with suppress(OutboundBusy), _alone(outbox, outbox.record(id)):
            _close(outbox, id)


def _close(outbox: Outbox, id: str) -> None:
    """Close what was left `sending`; only who has the lock can tell that it was left."""
    record = outbox.record(id)
    if record.status == "sending":
        _end(outbox, record, _LOST)


@contextmanager
def _alone(outbox: Outbox, record: OutboundRecord) -> Iterator[None]:
    lock = file_lock(outbox.root / "locks" / f"outbound-{record.id}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise OutboundBusy(
            f"Another process is sending the record {record.id[:12]}.",
            hint="Look at it again in a moment.",
        ) from None
    try:
        yield
    finally:
        lock.release()


def _approved(outbox: Outbox, record: OutboundRecord, own: str | None) -> Outgoing:
    """What a person has approved, read again and held against the approval, and against what the caller
    means."""
    revision, approval = record.revision, record.approval
    if record.status != "approved" or revision is None or approval is None:
        raise NotApproved(
            f"The record {record.id[:12]} is `{record.status}`, and not approved.",
            hint=f"`mailatlas outbound show {record.id[:12]}` shows it, `outbound approve` approves it.",
        )
    outgoing = Outgoing(outbox.content(revision), envelope(revision.letter))
    digest = approval_digest(outgoing.raw, outgoing.envelope)
    if digest != approval.digest or own not in (None, digest):
        raise NotApproved(
            f"What was approved of the record {record.id[:12]} is not what would be sent now.",
            hint="`mailatlas audit verify` says what was changed.",
        )
    return outgoing


def _end(outbox: Outbox, record: OutboundRecord, delivery: Delivery) -> None:
    """Commit what became of it."""
    if record.revision is None:
        raise WorkspaceDamaged(f"The record {record.id[:12]} is `sending`, and was never reviewed.")
    letter = record.revision.letter
    delivery = delivery_without_bcc(delivery, letter)
    columns = outcome(delivery, said(delivery, letter), outbox.now())
    outbox.move(record.id, _VERBS[delivery.status], columns, refused=len(delivery.refused))
