"""How an account stands, as people see it: a glyph, a word, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from mailatlas_core.models import IngestProgress
from mailatlas_core.receive.model import AccountStatus, ReceiveRun, RunStatus
from mailatlas_tui import glyphs
from mailatlas_tui.screens.accounts.watching import Watched

Kind = Literal["get", "watch", "test", "retry", "full sync"]


@dataclass(frozen=True, slots=True)
class Work:
    """What is done for an account right now, how far it is, and what a watch has brought."""

    kind: Kind
    state: IngestProgress | None = None
    watched: Watched = field(default_factory=Watched)
    cancelling: bool = False


class Shown(NamedTuple):
    """How a state is shown; `next` is a sentence on what to do, and is empty where nothing is."""

    glyph: str
    word: str
    next: str = ""
    is_wrong: bool = False


_STATES: dict[RunStatus, Shown] = {
    "running": Shown(glyphs.RIGHT, "receiving", "Another program gets its mail right now."),
    "ok": Shown(glyphs.DONE, "ok"),
    "duplicate": Shown(glyphs.DONE, "nothing new"),
    "partial": Shown("!", "in part", "g goes on where it was.", True),
    "error": Shown("!", "failed", "c tests the connection, p gives another password, g tries again.", True),
    "not_configured": Shown("?", "no password", "p gives it a password, then g gets its mail.", True),
    "cursor_reset_required": Shown(
        "!",
        "start again",
        "The server no longer knows how far its mail was read: F reads all of it again, and asks first.",
        True,
    ),
    "busy": Shown(glyphs.RIGHT, "busy", "Another program was getting its mail; g tries again."),
    "cancelled": Shown(glyphs.TIMES, "cancelled", "g goes on where it was."),
    "interrupted": Shown(glyphs.TIMES, "interrupted", "Its program ended meanwhile; g goes on where it was."),
}
_NEVER = Shown(glyphs.WRITING, "new", "g gets its mail.")
_OF_WORK: dict[Kind, str] = {
    "get": "receiving",
    "watch": "watching",
    "test": "testing",
    "retry": "retrying",
    "full sync": "full sync",
}
_WITH_GAPS = "r asks again for what the server did not give; the list of gaps is below."
_FAILED_MAILDIR = "Is the folder there, and may it be read? g tries again."


def shown(account: AccountStatus, work: Work | None = None) -> Shown:
    """How an account stands, where this `work` is done for it."""
    if work is not None:
        return _of_work(work)
    if account.holder is not None:
        return Shown(glyphs.RIGHT, "busy", f"{account.holder} gets its mail right now.")
    if not account.runs:
        return _NEVER
    status, state = account.runs[0].status, of_run(account.runs[0], account.holder)
    if status == "partial" and account.gap_count:
        return state._replace(next=_WITH_GAPS)
    if status == "error" and account.account.config.provider == "maildir":
        return state._replace(next=_FAILED_MAILDIR)
    return state


def of_run(run: ReceiveRun, holder: str | None) -> Shown:
    """How a run stands of an account that this `holder` receives now: one that nobody is at was left."""
    return _STATES["interrupted" if run.status == "running" and holder is None else run.status]


def _of_work(work: Work) -> Shown:
    if work.cancelling:
        return Shown(glyphs.TIMES, "cancelling")
    if work.kind == "watch":
        new = f" +{work.watched.new:,}" if work.watched.new else ""
        if work.watched.trouble:
            return Shown("!", f"watching{new}", "It is tried again; w ends it.", is_wrong=True)
        return Shown(glyphs.MARKED, f"watching{new}", "w ends it.")
    return Shown(glyphs.RIGHT, _OF_WORK[work.kind], "esc cancels it.")
