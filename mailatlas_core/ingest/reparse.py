"""What the originals mean to this version's parser, against what is stored, and storing it.

The index gives up a message only to who repeats exactly what was put in. Where another version
folded the texts, that is not known any more, and only `rebuild` is left, which begins anew.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from itertools import islice

from mailatlas_core.audit.ledger import Ledger
from mailatlas_core.cancel import CancelToken
from mailatlas_core.errors import Cancelled, IndexOutdated, WorkspaceBusy
from mailatlas_core.ingest.originals import Batch, Parsing
from mailatlas_core.models import IngestProblem, Reparsed, ReparseReport
from mailatlas_core.ports import Steps
from mailatlas_core.store import meaning
from mailatlas_core.store.database import Database
from mailatlas_core.store.index import MANY_SEGMENTS
from mailatlas_core.store.originals import Original, original_at, positions_by_id, positions_of_all

log = logging.getLogger(__name__)


# What is changed is taken out of the index and put in again: 2 ms each, under the write lock.
_CHANGES_AT_ONCE = 25


class Reparse:
    """One run over all documents. What differs is stored, some at a time, each time in one transaction
    with its event."""

    def __init__(
        self,
        database: Database,
        ledger: Ledger,
        parsing: Parsing,
        *,
        progress: Steps | None = None,
        cancel: CancelToken | None = None,
        each: Callable[[Reparsed], None] | None = None,
    ) -> None:
        self._database = database
        self._ledger = ledger
        self._parsing = parsing
        self._progress = progress
        self._cancel = cancel or CancelToken()
        self._each = each
        self._run_id = secrets.token_hex(8)
        self._looked_at = self._changed = self._total = 0
        self._fields: Counter[str] = Counter()
        self._problems: list[IngestProblem] = []

    def run(self, *, diff: bool) -> ReparseReport:
        """Look at everything; with `diff`, change nothing. Cancelled, what was committed stays.

        Raises `IndexOutdated` where the index could not be changed.
        """
        with self._database.reading(self._cancel) as connection:
            if not diff and not meaning.is_folded_alike(connection):
                raise IndexOutdated(
                    "The index was made by another version, so that single messages cannot be changed in it.",
                    hint="`mailatlas rebuild` makes it again from the originals.",
                )
        cancelled = False
        try:
            with (
                closing(meaning.Comparison()) as comparison,
                closing(self._parsing.batches(self._originals())) as batches,
            ):
                for batch in batches:
                    self._look_at(batch, comparison, diff=diff)
        except Cancelled:
            cancelled = True
        report = ReparseReport(
            status="cancelled" if cancelled else "ok",
            applied=not diff,
            documents=self._looked_at,
            changed=self._changed,
            fields=dict(sorted(self._fields.items())),
            problems=tuple(self._problems),
        )
        if not diff:
            self._finish(report)
        return report

    def _originals(self) -> Iterator[Original]:
        with self._database.reading(self._cancel) as connection:
            positions = positions_of_all(connection)
        self._total = len(positions)
        for position in positions:
            with self._database.reading(self._cancel) as connection:
                original = original_at(connection, position)
            if original is not None:
                yield original

    def _look_at(self, batch: Batch, comparison: meaning.Comparison, *, diff: bool) -> None:
        self._problems += batch.problems
        changes: dict[int, meaning.Change] = {}
        with self._database.reading(self._cancel) as connection:
            for digest, position in positions_by_id(connection, batch.originals).items():
                record = batch.records.get(digest)
                if record is not None and (fields := comparison.fields(connection, position, record)):
                    changes[position] = meaning.Change(record, fields)
        if not diff:
            rest = iter(changes.items())
            while some := dict(islice(rest, _CHANGES_AT_ONCE)):
                self._apply(some)
        self._tell(batch, changes)

    def _apply(self, changes: dict[int, meaning.Change]) -> None:
        records = [change.record for change in changes.values()]
        with self._ledger.entry() as entry:
            meaning.apply(entry.connection, changes)
            ids = b"".join(sorted(record.id for record in records))
            digest = hashlib.sha256(ids).hexdigest()
            entry.record("reparse.batch", self._run_id, {"changed": len(records), "ids_sha256": digest})
        with suppress(WorkspaceBusy):
            self._database.merge_index(MANY_SEGMENTS)

    def _tell(self, batch: Batch, changes: dict[int, meaning.Change]) -> None:
        self._looked_at += len(batch.originals)
        self._changed += len(changes)
        for change in changes.values():
            self._fields.update(change.fields)
            if self._each is not None:
                self._each(Reparsed(change.record.id.hex(), change.fields))
        if self._progress is not None:
            self._progress(self._looked_at, self._total)

    def _finish(self, report: ReparseReport) -> None:
        data: dict[str, str | int] = {
            "status": report.status,
            "documents": report.documents,
            "changed": report.changed,
            "unreadable": len(report.problems),
        }
        with self._ledger.entry() as entry:
            entry.record("reparse.run", self._run_id, data)
        log.info("reparse %s: %s", self._run_id, data)
        if report.changed:
            self._database.keep_up(report.changed, self._cancel)
