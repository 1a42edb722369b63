"""The pipeline: read, hash, pass over what is known, parse elsewhere, make durable, commit.

    source ──► Batch (hash, scratch file) ──► ParsePool ──► files in place, one sync ──► rows, index, event

While the rows of one batch are written, the next is being parsed and made durable, and while that is
waited for, another is read. A batch is whole or nothing: its files are durable before its rows are
committed, and one event tells of it in the same transaction.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal

from mailatlas_core.audit.chain import timestamp
from mailatlas_core.audit.ledger import Ledger
from mailatlas_core.cancel import CancelToken
from mailatlas_core.errors import Cancelled, WorkspaceBusy
from mailatlas_core.ingest.parse_pool import ParsePool, parsed
from mailatlas_core.ingest.parse_worker import ParseJob
from mailatlas_core.meaning import ParserConfig
from mailatlas_core.models import (
    IngestedRef,
    IngestProblem,
    IngestProgress,
    IngestReport,
    IngestStatus,
)
from mailatlas_core.ports import (
    Checkpoint,
    Claim,
    Clock,
    Gap,
    Kept,
    Known,
    MailSource,
    Moved,
    Progress,
    RawMessage,
    Skipped,
)
from mailatlas_core.store.database import Database
from mailatlas_core.store.files import Placement, raw_path, write_file
from mailatlas_core.store.index import MANY_SEGMENTS
from mailatlas_core.store.places import keep
from mailatlas_core.store.records import DocumentRecord, Sighting
from mailatlas_core.store.writing import Written, is_known, write_batch

log = logging.getLogger(__name__)

# So many rows with their index hold the write lock for less than 200 ms, at a million messages too.
_BATCH_MESSAGES = 250
_BATCH_BYTES = 8 << 20
_CHUNK_MESSAGES = 25
_CHUNK_BYTES = 1 << 20
_PATIENCE_SECONDS = 0.05


@dataclass(slots=True)
class _Batch:
    """Sightings in the order they were read, and what is `kept` with them: checkpoints that stand for them,
    gaps among them, claims. What was not known lies in scratch files, `raw` by digest, and is waiting for
    the parser or being parsed; `durable` has what it means, once its originals are in their place."""

    sightings: list[Sighting] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    waiting: list[ParseJob] = field(default_factory=list)
    waiting_bytes: int = 0
    parsing: list[Future[list[DocumentRecord]]] = field(default_factory=list)
    raw: dict[bytes, Path] = field(default_factory=dict)
    durable: Future[dict[bytes, DocumentRecord]] | None = None
    bytes: int = 0

    @property
    def is_full(self) -> bool:
        return len(self.sightings) >= _BATCH_MESSAGES or self.bytes >= _BATCH_BYTES


@dataclass(slots=True)
class _Tally:
    """The counts of a run so far, and where it is."""

    ingested: int = 0
    duplicates: int = 0
    errors: int = 0
    skipped: int = 0
    bytes_read: int = 0
    bytes_total: int | None = None
    path: str = ""


class Ingest:
    """One run of the pipeline over one source."""

    def __init__(
        self,
        database: Database,
        ledger: Ledger,
        scratch: Path,
        placement: Placement,
        clock: Clock,
        *,
        config: ParserConfig,
        progress: Progress | None = None,
        cancel: CancelToken | None = None,
        each: Callable[[IngestedRef], None] | None = None,
        kind: Literal["ingest", "receive"] = "ingest",
        run_id: str | None = None,
    ) -> None:
        """The events are of this `kind`; an id is made unless there is one already."""
        self._database = database
        self._ledger = ledger
        self._scratch = scratch
        self._placement = placement
        self._clock = clock
        self._config = config
        self._progress = progress
        self._cancel = cancel or CancelToken()
        self._each = each
        self._kind = kind
        self._run_id = run_id or secrets.token_hex(8)
        self._tally = _Tally()
        self._shown_at = 0.0
        self._problems: list[IngestProblem] = []
        self._next_second: dict[int, int] = {}

    def run(self, source: MailSource, end: Callable[[IngestReport], object] | None = None) -> IngestReport:
        """Take in everything the source has; cancelled, what was committed stays.

        `end` commits how it ended, in the place of the last event of an ingest.
        """
        self._tally.bytes_total = source.bytes_total
        with ThreadPoolExecutor(1, "durable") as disk, closing(ParsePool()) as pool:
            cancelled = self._take_in(source, pool, disk)
        self._tally.path = ""
        self._show(at_once=True)
        report = self._report(cancelled)
        (end or self._finish)(report)
        if report.ingested_count:
            self._database.keep_up(report.ingested_count, self._cancel)
        return report

    def _take_in(self, source: MailSource, pool: ParsePool, disk: Executor) -> bool:
        """Whether it was cancelled; what is durable by then is committed, and the rest dropped."""
        reading, before = _Batch(), _Batch()
        try:
            for item in source:
                self._cancel.check()
                match item:
                    case RawMessage():
                        self._add(reading, item, pool, before)
                    case Moved():
                        reading.sightings.append(Sighting(item.digest, item.source))
                    case Known():
                        self._tally.duplicates += item.count
                    case Checkpoint() | Gap() | Claim():
                        reading.kept.append(item)
                    case IngestProblem():
                        self._problems.append(item)
                        self._tally.errors += 1
                    case Skipped():
                        self._tally.skipped += 1
                self._show()
                if reading.is_full:
                    self._send(reading, pool, disk)
                    self._commit(before)
                    reading, before = _Batch(), reading
            self._send(reading, pool, disk)
            self._commit(before)
            before = reading
            self._commit(before)
        except Cancelled:
            self._commit_if_durable(before)
            return True
        return False

    def _send(self, batch: _Batch, pool: ParsePool, disk: Executor) -> None:
        """Have a batch that is read parsed and made durable."""
        _submit(batch, pool)
        batch.durable = disk.submit(self._made_durable, batch)

    def _add(self, batch: _Batch, message: RawMessage, pool: ParsePool, before: _Batch) -> None:
        digest = hashlib.sha256(message.data).digest()
        batch.sightings.append(Sighting(digest, message.source, message.tags, message.internal_date))
        size = len(message.data)
        self._tally.bytes_read += size
        self._tally.path = message.source.path or ""
        if digest in batch.raw or digest in before.raw:
            return
        is_known = self._is_known(digest)
        if is_known and self._placement.status(raw_path(digest)) is not None:
            return
        raw = batch.raw[digest] = self._scratch / secrets.token_hex(8)
        write_file(raw, message.data)
        batch.bytes += size
        if is_known:
            return  # somebody removed the original: it is put back
        batch.waiting.append(ParseJob(digest, raw, message.internal_date, self._config))
        batch.waiting_bytes += size
        if len(batch.waiting) >= _CHUNK_MESSAGES or batch.waiting_bytes >= _CHUNK_BYTES:
            _submit(batch, pool)

    def _is_known(self, digest: bytes) -> bool:
        with self._database.reading(self._cancel) as connection:
            return is_known(connection, digest)

    def _made_durable(self, batch: _Batch) -> dict[bytes, DocumentRecord]:
        """Put the originals of a batch that is parsed in their place; what the messages mean."""
        records = {record.id: record for record in parsed(batch.parsing, self._cancel)}
        self._cancel.check()
        for digest, raw in batch.raw.items():
            self._placement.place(raw, raw_path(digest))
        if batch.raw:
            self._placement.make_durable(map(raw_path, batch.raw))
        return records

    def _commit_if_durable(self, batch: _Batch) -> None:
        """Commit a batch whose files can be in their place already: no file may be left without a row."""
        if batch.durable is not None and not batch.durable.cancel() and batch.durable.exception() is None:
            self._commit(batch)

    def _commit(self, batch: _Batch) -> None:
        """Make a batch part of the workspace, once it is durable: its rows with their event."""
        if batch.durable is None:
            return
        records = batch.durable.result()
        batch.durable = None
        if not batch.sightings and not batch.kept:
            return
        moment = self._clock.now()
        with self._ledger.entry() as entry:
            written = write_batch(
                entry.connection,
                batch.sightings,
                records,
                created_at=timestamp(moment),
                next_second=self._next_second,
            )
            for each in batch.kept:
                keep(entry.connection, each, timestamp(moment))
            news = [one for one in written if one.is_news]
            if news:
                entry.record(f"{self._kind}.batch", self._run_id, _batch_data(news))
        self._tell(batch, written)
        if news:
            with suppress(WorkspaceBusy):
                self._database.merge_index(MANY_SEGMENTS)

    def _tell(self, batch: _Batch, written: list[Written]) -> None:
        new = sum(one.status == "ingested" for one in written)
        self._tally.ingested += new
        self._tally.duplicates += len(written) - new
        self._show()
        if self._each is None:
            return
        for sighting, one in zip(batch.sightings, written, strict=True):
            self._each(
                IngestedRef(one.id.hex(), one.subject, sighting.source.kind, one.created_at, one.status)
            )

    def _show(self, *, at_once: bool = False) -> None:
        moment = time.monotonic()
        if self._progress is not None and (at_once or moment - self._shown_at >= _PATIENCE_SECONDS):
            self._shown_at = moment
            self._progress(IngestProgress(**asdict(self._tally)))

    def _report(self, cancelled: bool) -> IngestReport:
        return IngestReport(
            status=_status(self._tally, cancelled),
            run_id=self._run_id,
            ingested_count=self._tally.ingested,
            duplicate_count=self._tally.duplicates,
            error_count=self._tally.errors,
            skipped_count=self._tally.skipped,
            errors=tuple(self._problems),
        )

    def _finish(self, report: IngestReport) -> None:
        data = {
            "status": report.status,
            "ingested": report.ingested_count,
            "duplicates": report.duplicate_count,
            "errors": report.error_count,
            "skipped": report.skipped_count,
        }
        with self._ledger.entry() as entry:
            entry.record("ingest.run", self._run_id, data)
        log.info("ingest %s: %s", self._run_id, data)


def _submit(batch: _Batch, pool: ParsePool) -> None:
    if batch.waiting:
        batch.parsing.append(pool.submit(batch.waiting))
        batch.waiting, batch.waiting_bytes = [], 0


def _batch_data(news: list[Written]) -> dict[str, int | str]:
    new = [one.id for one in news if one.status == "ingested"]
    return {
        "ingested": len(new),
        "sightings": len(news) - len(new),
        "ids_sha256": hashlib.sha256(b"".join(sorted(new))).hexdigest(),
    }


def _status(tally: _Tally, cancelled: bool) -> IngestStatus:
    if cancelled:
        return "cancelled"
    if tally.errors:
        return "partial" if tally.ingested or tally.duplicates else "error"
    return "duplicate" if tally.duplicates and not tally.ingested else "ok"
