"""The states of a record as people see them: a word, a glyph, and what can be done."""

from __future__ import annotations

from typing import NamedTuple

from mailatlas_core.outbound.model import OutboundRecord, OutboundStatus
from mailatlas_core.outbound.room import is_agents
from mailatlas_core.outbound.states import TRANSITIONS, Verb
from mailatlas_tui import glyphs


class Shown(NamedTuple):
    """How a state is shown, and what a person may do next."""

    glyph: str
    word: str
    next: str


LEAVING = Shown(glyphs.RIGHT, "leaves soon", "u takes it back.")
"""How a record is shown that is approved and counted down."""

_STATES: dict[OutboundStatus, Shown] = {
    "draft": Shown(glyphs.WRITING, "draft", "enter goes on writing, F10 reviews it."),
    "dry_run": Shown(glyphs.TRIED, "dry run", "Nobody was asked. enter changes it, F10 reviews it."),
    "approved": Shown(
        glyphs.MARKED, "approved", "It has not left. F10 reviews it again, u takes the approval back."
    ),
    "rejected": Shown(glyphs.TIMES, "rejected", "It will never go out. c copies it into a new draft."),
    "sending": Shown(glyphs.RIGHT, "sending", "Its provider is being asked."),
    "sent": Shown(glyphs.DONE, "sent", "c copies it into a new draft."),
    "queued": Shown(glyphs.RIGHT, "queued", "Its provider has it. l looks for a received copy."),
    "error": Shown("!", "error", "It has not gone out. enter changes it, F10 reviews it to try again."),
    "unknown": Shown(
        "?",
        "unknown",
        "It may have gone out. l looks for a received copy, and its recipients know; F10 sends it again, and"
        " who has it gets it twice.",
    ),
}
_TO_REVIEW = Shown(glyphs.FLAGGED, "review", "F10 reviews it, enter changes it, d rejects it.")


def shown(record: OutboundRecord) -> Shown:
    """How the state of a record is shown."""
    return _TO_REVIEW if waits(record) else _STATES[record.status]


def waits(record: OutboundRecord) -> bool:
    """Whether a draft waits for a person's review: an agent's does, tried or not, and one on which nobody
    writes."""
    if is_agents(record):
        return record.status in ("draft", "dry_run")
    return record.status == "draft" and record.revision is not None and record.typed is None


def can(record: OutboundRecord | None, verb: Verb) -> bool:
    """Whether there is a record, in a state from which the verb leads on."""
    return record is not None and verb in TRANSITIONS[record.status]
