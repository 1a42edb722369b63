"""How a run ended: counted while it went on, and said in a sentence."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from mailatlas_core.errors import MailAtlasError
from mailatlas_core.ports import Gap, Item, MailSource, Moved, RawMessage
from mailatlas_core.receive.model import MOST_IDS, Cursor, ReceiveResult, ReceiveRun
from mailatlas_core.receive.states import Happened, status_after
from mailatlas_core.secrets.redaction import without_any

if TYPE_CHECKING:
    from mailatlas_core.models import IngestedRef, IngestReport

_LEFT = "The program ended while this run was going on."


class Pass(MailSource, Protocol):
    """What an account has, as items; it stops early where it fails, and then says by what."""

    @property
    def failure(self) -> MailAtlasError | None: ...

    @property
    def more(self) -> bool:
        """Whether there is mail left that was not asked for."""

    @property
    def fetched(self) -> int:
        """How many messages were fetched."""

    @property
    def looked_at(self) -> bool:
        """Whether a folder was read to its end, whatever became of the others."""


class Counted:
    """A pass with the gaps in it counted, whose reasons are a server's words, the ids of what was new, and
    how many of the messages that were fetched and committed were known."""

    def __init__(self, source: Pass) -> None:
        self.source = source
        self.gaps = 0
        self.duplicates = 0
        self.new: list[str] = []
        self._is_fetched: deque[bool] = deque()  # of what was given on and is not committed yet

    @property
    def bytes_total(self) -> int | None:
        return self.source.bytes_total

    def __iter__(self) -> Iterator[Item]:
        for item in self.source:
            if isinstance(item, Gap):
                self.gaps += 1
                yield replace(item, reason=without_any(item.reason))
                continue
            if isinstance(item, (RawMessage, Moved)):
                self._is_fetched.append(isinstance(item, RawMessage))
            yield item

    def stored(self, ref: IngestedRef) -> None:
        """Hear of a message that was committed; they are in the order in which they were given on."""
        is_fetched = self._is_fetched.popleft()
        if ref.status == "duplicate":
            self.duplicates += is_fetched
        elif len(self.new) < MOST_IDS:
            self.new.append(ref.id)


def ended(run: ReceiveRun, report: IngestReport, taken: Counted) -> ReceiveRun:
    """A run that has come to its end."""
    happened = Happened(
        cancelled=report.status == "cancelled",
        failure=taken.source.failure,
        fetched=taken.source.fetched,
        ingested=report.ingested_count,
        duplicates=taken.duplicates,
        unreadable=report.error_count,
        gaps=taken.gaps,
        looked_at=taken.source.looked_at,
    )
    return replace(
        run,
        status=status_after(happened),
        fetched_count=report.ingested_count + taken.duplicates,
        ingested_count=report.ingested_count,
        duplicate_count=taken.duplicates,
        error_count=report.error_count + taken.gaps,
        error=None if happened.cancelled else _sentence(report, taken),
    )


def broken(run: ReceiveRun, ingested: int, known: int, error: MailAtlasError) -> ReceiveRun:
    """A run that the workspace itself could not go on with, and what was committed of it."""
    happened = Happened(failure=error, ingested=ingested, duplicates=known)
    return replace(_of(run, ingested, known), status=status_after(happened), error=without_any(error.message))


def left(run: ReceiveRun, ingested: int, known: int) -> ReceiveRun:
    """A run whose process is gone, and what was committed of it."""
    return replace(_of(run, ingested, known), status="interrupted", error=_LEFT)


def result(run: ReceiveRun, taken: Counted, cursors: list[Cursor]) -> ReceiveResult:
    """What a caller is told of a run."""
    return ReceiveResult(
        run.status,
        run.account_id,
        run.id,
        run.fetched_count,
        run.ingested_count,
        run.duplicate_count,
        run.error_count,
        tuple(taken.new),
        tuple(cursors),
        run.error,
        None if run.error is None else _advice(taken),
        taken.source.more,
    )


def _of(run: ReceiveRun, ingested: int, known: int) -> ReceiveRun:
    return replace(run, fetched_count=ingested + known, ingested_count=ingested, duplicate_count=known)


def _sentence(report: IngestReport, taken: Counted) -> str | None:
    if taken.source.failure is not None:
        return without_any(taken.source.failure.message)
    if report.errors:
        return report.errors[0].error
    return f"The server did not give {taken.gaps:,} of the messages that it lists." if taken.gaps else None


def _advice(taken: Counted) -> str | None:
    if taken.source.failure is not None:
        hint = taken.source.failure.hint
        return None if hint is None else without_any(hint)
    return "`mailatlas receive retry-gaps` asks for them again." if taken.gaps else None
