"""The states of an outbound record, and all the ways between them.

    state      verb      becomes    what happens
    ─────────  ────────  ─────────  ──────────────────────────────────────────────────────────────
    (none)     draft     draft      somebody has begun to write
    (none)     render    dry_run    a dry run has made the bytes, and asked nobody
    draft      revise    draft      what was written has changed, or its bytes were fixed for review
    draft      render    dry_run
    draft      approve   approved   a person has approved exactly these bytes and recipients
    draft      reject    rejected   a person has said that it shall never go out
    dry_run    revise, render, approve, reject: as those of a draft
    approved   revise    draft      any change voids the approval
    approved   void      draft      the approval is taken back
    approved   render    dry_run
    approved   reject    rejected
    approved   send      sending    committed before the provider is asked
    sending    accept    sent       the provider has taken it
    sending    queue     queued     the provider will try
    sending    fail      error      the provider has certainly not taken it
    sending    lose      unknown    the answer was lost, or the process died: it may have gone out
    error      revise, render, approve, reject: as those of a draft
    unknown    find      sent       a copy of it has turned up
    unknown    retry     approved   a person takes the risk of a second copy
    unknown    reject    rejected   a person lets it rest
    queued     find      sent
    rejected   find      sent       a copy has turned up of what was `unknown` before

Nothing leads out of `sent`.
"""

from __future__ import annotations

from typing import Literal

from mailatlas_core.errors import OutboundStateError
from mailatlas_core.outbound.model import OutboundStatus

Verb = Literal[
    "draft", "render", "revise", "approve", "void", "reject", "send",
    "accept", "queue", "fail", "lose", "find", "retry",
]  # fmt: skip

_EDITABLE: dict[Verb, OutboundStatus] = {
    "revise": "draft", "render": "dry_run", "approve": "approved", "reject": "rejected",
}  # fmt: skip

TRANSITIONS: dict[OutboundStatus | None, dict[Verb, OutboundStatus]] = {
    None: {"draft": "draft", "render": "dry_run"},
    "draft": _EDITABLE,
    "dry_run": _EDITABLE,
    "error": _EDITABLE,
    "approved": {
        "revise": "draft", "void": "draft", "render": "dry_run", "reject": "rejected", "send": "sending",
    },
    "sending": {"accept": "sent", "queue": "queued", "fail": "error", "lose": "unknown"},
    "unknown": {"find": "sent", "retry": "approved", "reject": "rejected"},
    "queued": {"find": "sent"},
    "sent": {},
    "rejected": {"find": "sent"},
}  # fmt: skip

# What the idempotency key of a record in this state still answers for: these are never sent again.
CONSUMED: frozenset[OutboundStatus] = frozenset({"sending", "sent", "queued", "unknown", "rejected"})


def after(status: OutboundStatus | None, verb: Verb) -> OutboundStatus:
    """The state that a verb leads to. Raises `OutboundStateError` where there is no such way."""
    becomes = TRANSITIONS[status].get(verb)
    if becomes is None:
        raise OutboundStateError(
            f"A record that is `{status}` cannot be {_DONE.get(verb, 'moved so')}.", hint=HINTS.get(status)
        )
    return becomes


_DONE: dict[Verb, str] = {
    "revise": "changed", "render": "changed", "approve": "approved", "void": "taken back",
    "reject": "rejected", "send": "sent", "find": "found", "retry": "sent again",
}  # fmt: skip

HINTS: dict[OutboundStatus | None, str] = {
    "sent": "It has gone out; write a new message.",
    "rejected": "It was rejected; copy it into a new draft.",
    "sending": "It is being sent; look again in a moment.",
    "unknown": "It may have gone out: `mailatlas outbound reconcile` looks for a copy of it first.",
    "queued": "The provider has it; write a new message.",
    "approved": "Its approval holds; change it, or take the approval back, first.",
}
