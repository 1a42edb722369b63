"""The whole index again, from `raw/` and the rows that nothing can be derived into.

Where there is a store, everything that parsing decides is made again in it, in one transaction:
whoever reads meanwhile reads the index as it was, whoever writes waits and is then told that
another process is writing, and a run that is cancelled or killed has changed nothing. (A new
file in the place of the old one would do harm: SQLite keeps its log and its locks by the name
of the file, and programs that had the old one open would write into the new one's.) What a
document is stays as it is: its id, sightings, tags, when it was stored; so does the audit log.
A document whose original cannot be read keeps its old meaning.

Where the store is gone, a new one is made from `raw/` alone, and put in its place when whole.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from mailatlas_core.audit import head as head_file
from mailatlas_core.audit.chain import append, timestamp
from mailatlas_core.audit.ledger import Ledger
from mailatlas_core.audit.loss import RESTORED, loss
from mailatlas_core.cancel import CancelToken
from mailatlas_core.errors import WorkspaceBusy, WorkspaceNotFound
from mailatlas_core.ingest.originals import Batch, Parsing
from mailatlas_core.models import IngestProblem, RebuildReport, Source
from mailatlas_core.ports import Clock, Steps
from mailatlas_core.store import meaning, opening
from mailatlas_core.store.index import MANY_SEGMENTS, insert_index, merge_after, merge_index, stored_index
from mailatlas_core.store.originals import (
    Original,
    OriginalsIn,
    original_at,
    positions_by_id,
    positions_of_all,
)
from mailatlas_core.store.positions import Positions
from mailatlas_core.store.records import Sighting
from mailatlas_core.store.writing import write_batch

log = logging.getLogger(__name__)

_STEPS_BETWEEN_LOOKS = 100_000  # of SQLite's virtual machine: some milliseconds

_LOST = (
    "where the messages were seen: files, folders, flags, times of arrival",
    "the local tags",
    "when the messages were stored: they count as stored now",
    "the audit log before this moment",
)


def rebuild(ledger: Ledger, parsing: Parsing, *, progress: Steps | None = None) -> RebuildReport:
    """Make the index of an open workspace again; see above. Raises `Cancelled`."""
    with (
        ledger.entry() as entry,
        _interruptible(entry.connection, parsing.cancel),
        closing(meaning.Comparison()) as comparison,
    ):
        positions = positions_of_all(entry.connection)
        entry.connection.execute("PRAGMA defer_foreign_keys = ON")
        meaning.clear(entry.connection)
        changed = done = 0
        problems: list[IngestProblem] = []
        with closing(parsing.batches(_originals(entry.connection, positions))) as batches:
            for batch in batches:
                changed += _make_again(entry.connection, batch, comparison, parsing.cancel)
                problems += batch.problems
                done += len(batch.originals)
                if progress is not None:
                    progress(done, len(positions))
        merge_after(entry.connection, done)
        data = {"documents": done, "changed": changed, "unreadable": len(problems)}
        entry.record("index.rebuilt", "", data)
    log.info("rebuild: %s", data)
    return RebuildReport(done, changed, tuple(problems))


@contextmanager
def _interruptible(connection: sqlite3.Connection, cancel: CancelToken) -> Iterator[None]:
    """Let long statements be cancelled, also from the thread that waits for them, by a signal."""
    connection.set_progress_handler(lambda: cancel.cancelled, _STEPS_BETWEEN_LOOKS)
    try:
        yield
    finally:
        connection.set_progress_handler(None, 0)


def _originals(connection: sqlite3.Connection, positions: Iterable[int]) -> Iterator[Original]:
    for position in positions:
        original = original_at(connection, position)
        if original is not None:
            yield original


def _make_again(
    connection: sqlite3.Connection, batch: Batch, comparison: meaning.Comparison, cancel: CancelToken
) -> int:
    """Write a batch of documents anew, those that could not be read as they were; how many differ."""
    positions = Positions(connection)
    changed = 0
    index = {}
    for digest, position in positions_by_id(connection, batch.originals).items():
        cancel.check()
        place, record = position, batch.records.get(digest)
        if record is not None:
            changed += bool(comparison.fields(connection, position, record))
            place = meaning.replace(connection, position, record, positions)
        meaning.enter_as_stored(connection, place)
        index[place] = stored_index(connection, place) if record is None else record.index
    insert_index(connection, index)
    merge_index(connection, MANY_SEGMENTS)
    positions.finish()
    return changed


def restore(
    root: Path, clock: Clock, actor: str, *, progress: Steps | None = None, cancel: CancelToken | None = None
) -> RebuildReport:
    """Make a store from the originals in `raw/`, where there is none.

    The first event of its log names the end of the log that is gone, and every verification says
    so from then on. Raises `WorkspaceNotFound` where there are no originals, `WorkspaceBusy` where
    there is a store, and `Cancelled`.
    """
    parsing = Parsing(root, cancel or CancelToken())
    with closing(OriginalsIn(root / "raw")) as originals:
        originals.look(parsing.cancel)
        if not len(originals):
            raise WorkspaceNotFound(
                f"There is no workspace in {root}, and no originals to make one from.",
                hint="`mailatlas ingest PATH` makes one and stores mail in it.",
            )
        report = _restored(root, parsing, originals, clock, actor, progress)
    log.info("restored: %s documents, %s unreadable", report.documents, len(report.problems))
    return report


def _restored(
    root: Path, parsing: Parsing, originals: OriginalsIn, clock: Clock, actor: str, progress: Steps | None
) -> RebuildReport:
    lost = head_file.read(root)
    total = len(originals)
    reports: list[RebuildReport] = []

    def first_rows(connection: sqlite3.Connection) -> bytes:
        run = _Restoring(connection, timestamp(clock.now()))
        with closing(parsing.batches(map(Original, originals))) as batches:
            for batch in batches:
                run.take_in(batch)
                if progress is not None:
                    progress(run.seen, total)
        run.finish()
        reports.append(RebuildReport(run.documents, 0, tuple(run.problems), _LOST))
        data = {"documents": run.documents, "unreadable": len(run.problems), **loss(lost)}
        return head_file.encode(append(connection, clock.now(), RESTORED, actor, "", data))

    opening.create(root, first_rows)
    if not reports:
        raise WorkspaceBusy(f"{root} has a store, so that none was made.", hint="Run `mailatlas rebuild`.")
    return reports[0]


class _Restoring:
    """The filling of a new store."""

    def __init__(self, connection: sqlite3.Connection, created_at: str) -> None:
        self._connection = connection
        self._created_at = created_at
        self.seen = self.documents = 0
        self.problems: list[IngestProblem] = []

    def take_in(self, batch: Batch) -> None:
        sightings = [Sighting(digest, Source(kind="eml")) for digest in batch.records]
        self._connection.execute("BEGIN")
        written = write_batch(self._connection, sightings, batch.records, created_at=self._created_at)
        merge_index(self._connection, MANY_SEGMENTS)
        self._connection.execute("COMMIT")
        self.seen += len(batch.originals)
        self.documents += sum(one.status == "ingested" for one in written)
        self.problems += batch.problems

    def finish(self) -> None:
        """Bring the index into few pieces."""
        self._connection.execute("BEGIN")
        merge_after(self._connection, self.documents)
        self._connection.execute("COMMIT")
