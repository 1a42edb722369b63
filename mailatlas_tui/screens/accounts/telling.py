"""What came of asking a server, in a sentence or two."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from mailatlas_core.errors import MailAtlasError
from mailatlas_core.models import IngestProgress
from mailatlas_core.receive.model import AccountConfig, MaildirConfig, ReceiveResult, Selected
from mailatlas_tui.envelope import counted, size
from mailatlas_tui.glyphs import SEPARATOR

_P_GIVES = "p gives a password."


class Told(NamedTuple):
    """How it ended: a word or two, what there is to say beside it, and whether it went wrong."""

    begin: str
    sentence: str
    is_bad: bool = False


_ENDINGS = {
    "running": "Under way",
    "ok": "Received",
    "duplicate": "Nothing new",
    "partial": "Received in part",
    "error": "Nothing received",
    "not_configured": "Not asked",
    "cursor_reset_required": "It must start again",
    "busy": "Busy",
    "cancelled": "Cancelled",
    "interrupted": "Interrupted",
}


def told(result: ReceiveResult) -> Told:
    """How a run ended."""
    is_bad = result.status not in ("ok", "duplicate", "cancelled")
    begin = _ENDINGS[result.status]
    if result.status == "ok" and not result.fetched_count:
        return Told("Nothing new", "there is no mail that is not here already.")
    counts = counts_of(result.ingested_count, result.duplicate_count, result.error_count)
    if not is_bad:
        kept = "; what was fetched is kept, g goes on" if result.status == "cancelled" else ""
        return Told(begin, f"{counts}{kept}")
    key_says_it = result.status == "not_configured" or result.error_count
    advice = None if key_says_it else result.details  # which is about a shell then
    said = " ".join(part for part in (result.error, advice, next_key(result)) if part)
    return Told(begin, f"{counts} {SEPARATOR} {said}" if result.fetched_count else said, is_bad=True)


def next_key(result: ReceiveResult) -> str:
    """The key that goes on from where a run ended, in a sentence; empty where the error says it all."""
    match result.status:
        case "not_configured":
            return _P_GIVES
        case "cursor_reset_required":
            return "F reads all of it again, and asks first."
        case "partial":
            asks = "r asks again for what was not given, " if result.error_count else ""
            return f"{asks}g goes on where it was."
        case "error":
            return "c tests the connection, p gives another password, g tries again."
        case "busy":
            return "g tries again."
    return ""


def not_asked(error: MailAtlasError) -> Told:
    """That a password, or what else is needed to ask, is missing."""
    return Told(_ENDINGS["not_configured"], f"{error.message} {_P_GIVES}", is_bad=True)


def told_test(config: AccountConfig, found: Sequence[Selected]) -> Told:
    """What a test has shown."""
    if isinstance(config, MaildirConfig):
        return Told("It works", "The Maildir can be read. Nothing was taken in, and nothing changed.")
    folders = ", ".join(
        f"{folder} {counted(selected.messages, 'message')}"
        for folder, selected in zip(config.folders, found, strict=False)
    )
    return Told("It works", f"{folders}. Nothing was read, and nothing changed.")


def progress_words(state: IngestProgress) -> str:
    """Where a run stands."""
    counts = counts_of(state.ingested, state.duplicates, state.errors)
    return f"{counts} {SEPARATOR} {size(state.bytes_read)}"


def counts_of(new: int, known: int, errors: int) -> str:
    """`3 new · 2 known already · 1 error`."""
    parts = [f"{new:,} new", f"{known:,} known already"]
    if errors:
        parts.append(counted(errors, "error"))
    return f" {SEPARATOR} ".join(parts)
