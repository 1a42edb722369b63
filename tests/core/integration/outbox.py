"""What tests of the outbox share: a message, a draft, and how they get somewhere."""

from __future__ import annotations

from mailatlas_core.outbound.model import OutboundMessage, OutboundRecord, Typed
from mailatlas_core.outbound.senders.memory import Fault, MemorySender
from mailatlas_core.outbound.senders.outcome import Step
from mailatlas_core.workspace import Workspace

MESSAGE = OutboundMessage(
    from_email="Ada <ada@example.org>",
    to=("Bob <bob@example.com>",),
    bcc=("carol@example.net",),
    subject="Harbor report",
    text="The tide is low.\n",
    idempotency_key="harbor-7",
)
TYPED = Typed(sender="ada@example.org", to="bob@example.com", subject="Tide", text="It is low.")


def approved(workspace: Workspace, typed: Typed = TYPED) -> OutboundRecord:
    """A record that a person has reviewed and approved."""
    record = workspace.outbound.review(workspace.outbound.begin(typed, provider="memory").id)
    assert record.revision is not None
    return workspace.outbound.approve(record.id, record.revision.digest)


def kinds(workspace: Workspace, id: str) -> list[str]:
    """The history of a record, oldest first."""
    events = workspace.audit.events(limit=1_000)
    return [event.kind.removeprefix("outbound.") for event in reversed(events) if event.subject == id]


def lost(step: Step = "end", *, was_taken: bool = False) -> MemorySender:
    """A way out whose connection breaks off once."""
    return MemorySender([[Fault(step, was_taken=was_taken)]])
