"""One pass over an account: its lock, its row, what it takes in, and its end.

That a run begins is committed before anybody is asked for anything; how it ended, with its event, in one
transaction. Whoever gets the lock of an account finds the runs of processes that are gone, and closes them.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from mailatlas_core.audit.chain import Value, timestamp
from mailatlas_core.audit.ledger import Entry, Ledger, Writing
from mailatlas_core.cancel import CancelToken
from mailatlas_core.errors import AccountBusy, MailAtlasError
from mailatlas_core.ports import Clock, Progress
from mailatlas_core.receive import outcome
from mailatlas_core.receive.holding import account_digest, held
from mailatlas_core.receive.model import ReceiveResult, ReceiveRun
from mailatlas_core.receive.outcome import Counted, Pass
from mailatlas_core.store import receiving as rows
from mailatlas_core.store.database import Database
from mailatlas_core.store.files import Placement

if TYPE_CHECKING:
    from mailatlas_core.meaning import ParserConfig
    from mailatlas_core.models import IngestReport

log = logging.getLogger(__name__)

Gone: TypeAlias = Iterable[tuple[str, int, Iterable[int]]]
"""Folder, UIDVALIDITY and uids of messages that a server does not list any more."""


class Wishes(NamedTuple):
    """How a caller wants a run to be done."""

    config: ParserConfig | None = None
    progress: Progress | None = None
    cancel: CancelToken | None = None


class Runs:
    """The runs of one workspace, done in the name of `actor`; `work` lends a folder for files on their way,
    and the ledger that writes what is done there."""

    def __init__(self, root: Path, database: Database, clock: Clock, actor: str, work: Writing) -> None:
        self._root = root
        self._database = database
        self._clock = clock
        self._actor = actor
        self._work = work

    def run(
        self, account: str, begin: Callable[[], Pass], wishes: Wishes, *, full_sync: bool = False
    ) -> ReceiveResult:
        """Take in what a pass gives, which is begun once nobody else receives the account. That another
        process does is a result too; what the workspace cannot do is raised, and the run says so."""
        try:
            with self.alone(account) as (scratch, ledger):
                if full_sync:
                    self._reset(ledger, account)
                return self._run(account, Counted(begin()), wishes, scratch, ledger)
        except AccountBusy as busy:
            return ReceiveResult("busy", account, None, error=busy.message, details=busy.hint)

    @contextmanager
    def alone(self, account: str) -> Iterator[tuple[Path, Ledger]]:
        """Be the one who receives an account, of which no run is left open. Raises `AccountBusy`."""
        with (
            self._work() as (scratch, ledger),
            held(self._root, account, actor=self._actor, at=self.now(), scratch=scratch),
        ):
            self._close_left(ledger, account)
            yield scratch, ledger

    def settle(self) -> None:
        """Close the runs that processes have left which are gone; those of others are left to them."""
        with self._database.reading() as connection:
            open_accounts = {run.account_id for run in rows.running(connection)}
        for account in open_accounts:
            with suppress(AccountBusy), self.alone(account):
                pass

    def record(self, kind: str, account: str, change: Callable[[Entry], object]) -> None:
        """Change the row of an account, with an event of this kind."""
        with self._work() as (_, ledger), ledger.entry() as entry:
            change(entry)
            _tell_of(entry, kind, account)

    def now(self) -> str:
        """The moment, as rows have it."""
        return timestamp(self._clock.now())

    def _run(
        self, account: str, taken: Counted, wishes: Wishes, scratch: Path, ledger: Ledger
    ) -> ReceiveResult:
        from mailatlas_core.ingest.pipeline import Ingest  # which loads the parser
        from mailatlas_core.meaning import ParserConfig
        from mailatlas_core.receive.source import GapSource

        run = ReceiveRun(secrets.token_hex(8), account, "running", self._actor, self.now())
        with ledger.entry() as entry:
            rows.insert_run(entry.connection, run.id, account, run.actor, run.started_at)

        def end(report: IngestReport) -> None:
            nonlocal run
            gone = taken.source.gone if isinstance(taken.source, GapSource) else ()
            run = self._finish(ledger, outcome.ended(run, report, taken), gone)

        ingest = Ingest(
            self._database,
            ledger,
            scratch,
            Placement(self._root),
            self._clock,
            config=wishes.config or ParserConfig(),
            progress=wishes.progress,
            cancel=wishes.cancel,
            each=taken.stored,
            kind="receive",
            run_id=run.id,
        )
        try:
            ingest.run(taken, end)
        except MailAtlasError as error:
            if run.status == "running":
                self._finish(ledger, outcome.broken(run, *self._committed(run), error))
            raise
        with self._database.reading() as connection:
            return outcome.result(run, taken, rows.cursors(connection, account))

    def _finish(self, ledger: Ledger, run: ReceiveRun, gone: Gone = ()) -> ReceiveRun:
        """Commit how a run ended, with its event; gaps whose messages are gone are forgotten."""
        run = replace(run, finished_at=self.now())
        data: dict[str, Value] = {
            "account": account_digest(run.account_id),
            "status": run.status,
            "fetched": run.fetched_count,
            "ingested": run.ingested_count,
            "duplicates": run.duplicate_count,
            "errors": run.error_count,
        }
        with ledger.entry() as entry:
            rows.finish_run(entry.connection, run)
            for folder, uidvalidity, uids in gone:
                rows.delete_gaps(entry.connection, run.account_id, folder, uidvalidity, uids)
            rows.delete_old_gaps(entry.connection, run.account_id)
            entry.record("receive.run", run.id, data)
        log.info("receive %s: %s", run.id, data)
        return run

    def _close_left(self, ledger: Ledger, account: str) -> None:
        """Close the runs of processes that are gone; only who has the lock can tell that they are."""
        with self._database.reading() as connection:
            found = [run for run in rows.running(connection) if run.account_id == account]
        for run in found:
            self._finish(ledger, outcome.left(run, *self._committed(run)))

    def _committed(self, run: ReceiveRun) -> tuple[int, int]:
        with self._database.reading() as connection:
            return rows.committed(connection, run.id)

    def _reset(self, ledger: Ledger, account: str) -> None:
        """Forget how far an account was read, and say so where a person looks it up."""
        with ledger.entry() as entry:
            rows.delete_cursors(entry.connection, account)
            _tell_of(entry, "receive.reset", account)
        log.info("receive: the account %s is read from its beginning", account_digest(account))


def _tell_of(entry: Entry, kind: str, account: str) -> None:
    digest = account_digest(account)
    entry.record(kind, digest, {"account": digest})
