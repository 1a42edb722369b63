"""The counts of a run: what was fetched and committed was ingested or known."""

from __future__ import annotations

from collections.abc import Iterator

from mailatlas_core.errors import MailAtlasError
from mailatlas_core.models import IngestedRef, IngestReport, IngestStatus, RefStatus, Source
from mailatlas_core.ports import Item, Moved, RawMessage
from mailatlas_core.receive.model import ReceiveRun
from mailatlas_core.receive.outcome import Counted, ended

SOURCE = Source(kind="maildir", path="/mail/cur/1.host:2,S")
FETCHED, MOVED = RawMessage(b"Subject: x\n\nx\n", SOURCE), Moved(bytes(32), SOURCE)
RUN = ReceiveRun("1", "maildir:/mail", "running", "test", "2026-03-14T16:00:00Z")


class Items:
    """A pass that has these items."""

    failure: MailAtlasError | None = None
    bytes_total: int | None = None
    more = False
    looked_at = True

    def __init__(self, *items: Item) -> None:
        self.items = items
        self.fetched = sum(isinstance(item, RawMessage) for item in items)

    def __iter__(self) -> Iterator[Item]:
        return iter(self.items)


def finished(items: Items, committed: list[RefStatus], status: IngestStatus) -> ReceiveRun:
    """The run of a pass over items, of which the first became what is said."""
    taken = Counted(items)
    list(taken)
    for one in committed:
        taken.stored(IngestedRef("00", "x", "maildir", RUN.started_at, one))
    known = committed.count("duplicate")
    return ended(RUN, IngestReport(status, "1", len(committed) - known, known, 0, 0), taken)


def test_a_message_that_was_only_moved_is_neither_fetched_nor_a_duplicate() -> None:
    run = finished(Items(MOVED, FETCHED, MOVED), ["duplicate", "duplicate", "duplicate"], "duplicate")
    assert (run.status, run.fetched_count, run.duplicate_count) == ("duplicate", 1, 1)
    assert finished(Items(MOVED), ["duplicate"], "duplicate").status == "ok"


def test_what_a_cancelled_run_has_fetched_and_not_committed_does_not_count() -> None:
    run = finished(Items(FETCHED, FETCHED, FETCHED), ["ingested", "duplicate"], "cancelled")
    assert (run.status, run.fetched_count) == ("cancelled", 2)
    assert (run.ingested_count, run.duplicate_count) == (1, 1)
