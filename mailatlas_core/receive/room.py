"""The receive room of a workspace: accounts, what was received from each, and receiving itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from mailatlas_core.cancel import CancelToken
from mailatlas_core.errors import UsageError, WorkspaceReadOnly
from mailatlas_core.ports import OpenMailbox, Progress
from mailatlas_core.receive.checking import check
from mailatlas_core.receive.holding import holder
from mailatlas_core.receive.model import (
    AccountConfig,
    AccountStatus,
    FolderVerification,
    ImapConfig,
    MaildirConfig,
    ReceiveAccount,
    ReceiveGap,
    ReceiveResult,
    ReceiveRun,
    Selected,
)
from mailatlas_core.receive.running import Runs, Wishes
from mailatlas_core.store import receiving as rows
from mailatlas_core.store.database import Database

if TYPE_CHECKING:
    from mailatlas_core.meaning import ParserConfig
    from mailatlas_core.receive.outcome import Pass

_RUNS_IN_STATUS = 10


class Receive:
    """Mail from accounts, read there and never changed.

    Every method that takes the id of an account raises `AccountNotFound`, and every one that changes
    something raises `WorkspaceReadOnly` where nothing can be. An `open` is the way to the account, None for
    a Maildir; what it and the mailbox behind it raise comes out of `verify`, `test` and `folders`, and is
    the status of a run elsewhere.
    """

    def __init__(self, root: Path, database: Database, runs: Runs | None) -> None:
        """`runs` is None where nothing can be written."""
        self._root = root
        self._database = database
        self._writable = runs

    def accounts(self) -> tuple[ReceiveAccount, ...]:
        """All accounts, the oldest first."""
        with self._database.reading() as connection:
            return tuple(rows.accounts(connection))

    def account(self, id: str) -> ReceiveAccount:
        """One account."""
        with self._database.reading() as connection:
            return rows.account(connection, id)

    def add(self, config: AccountConfig) -> ReceiveAccount:
        """Add an account, or write the settings of the one with that id anew. Nobody is asked yet. Raises
        `UsageError`, and `PathUnreadable` where there is no Maildir."""
        if config not in (account.config for account in self.accounts()):
            check(config)
            runs = self._runs
            runs.record(
                "account.add",
                config.id,
                lambda entry: rows.insert_account(entry.connection, config, runs.now()),
            )
        return self.account(config.id)

    def remove(self, id: str) -> None:
        """Forget an account and how far it was read; its documents and its runs stay. Raises
        `AccountBusy`."""
        account, runs = self.account(id), self._runs
        with runs.alone(account.id):
            runs.record(
                "account.remove", account.id, lambda entry: rows.delete_account(entry.connection, account.id)
            )

    def status(self, id: str | None = None) -> tuple[AccountStatus, ...]:
        """Where every account stands, or this one."""
        return tuple(map(self._status, self.accounts() if id is None else (self.account(id),)))

    def runs(self, id: str, *, limit: int = 50, offset: int = 0) -> tuple[ReceiveRun, ...]:
        """What was done for an account, which may be removed meanwhile, newest first."""
        with self._database.reading() as connection:
            return tuple(rows.runs(connection, id, limit=limit, offset=offset))

    def gaps(self, id: str) -> tuple[ReceiveGap, ...]:
        """The messages that a server lists and did not give."""
        account = self.account(id)
        with self._database.reading() as connection:
            return tuple(rows.gaps(connection, account.id))

    def receive(
        self,
        id: str,
        open: OpenMailbox | None,
        *,
        limit: int | None = 50,
        full_sync: bool = False,
        config: ParserConfig | None = None,
        progress: Progress | None = None,
        cancel: CancelToken | None = None,
    ) -> ReceiveResult:
        """One pass over an account, of at most `limit` messages, or of all that there are. With `full_sync`,
        it begins where the account begins, and what is known is known again.

        That nothing could be had is a status of the result, and so is that another process is receiving
        the account. Raises a `WorkspaceError` where the workspace cannot take mail in.
        """
        account, cancel = self.account(id), cancel or CancelToken()
        begin = self._beginning(account, open, limit, cancel, full_sync=full_sync)
        return self._runs.run(account.id, begin, Wishes(config, progress, cancel), full_sync=full_sync)

    def retry_gaps(
        self,
        id: str,
        open: OpenMailbox | None,
        *,
        progress: Progress | None = None,
        cancel: CancelToken | None = None,
    ) -> ReceiveResult:
        """Ask again for the messages that a server lists and did not give. What it does not list any more is
        no gap any longer. Raises `UsageError` for a Maildir, and else as `receive`."""
        from mailatlas_core.receive.source import GapSource

        account, cancel = self.account(id), cancel or CancelToken()
        if not isinstance(account.config, ImapConfig):
            raise _no_server(account.id)
        settings, way = account.config, _required(open, account.id)
        return self._runs.run(
            account.id,
            lambda: GapSource(settings, way, self.gaps(id), cancel=cancel),
            Wishes(None, progress, cancel),
        )

    def watch(
        self,
        id: str,
        open: OpenMailbox | None,
        *,
        interval_seconds: float,
        max_runs: int | None = None,
        config: ParserConfig | None = None,
        progress: Progress | None = None,
        cancel: CancelToken | None = None,
    ) -> Iterator[ReceiveResult]:
        """Receive all that there is, again and again, until it is cancelled or has been done `max_runs`
        times; the result of each pass, as it ends. See receive/watching.py."""
        from mailatlas_core.receive.watching import Bell, watch

        account, cancel = self.account(id), cancel or CancelToken()
        return watch(
            lambda: self.receive(id, open, limit=None, config=config, progress=progress, cancel=cancel),
            None if open is None else Bell(open, account.config.folders[0]),
            interval_seconds=interval_seconds,
            max_runs=max_runs,
            cancel=cancel,
        )

    def verify(
        self, id: str, open: OpenMailbox | None, *, cancel: CancelToken | None = None
    ) -> tuple[FolderVerification, ...]:
        """All ids that the server has of every folder, against what is stored. Raises `UsageError` for a
        Maildir."""
        from mailatlas_core.receive.verification import verify

        account = self.account(id)
        return verify(self._database, account, _required(open, account.id), cancel or CancelToken())

    def test(
        self, config: AccountConfig, open: OpenMailbox | None, *, cancel: CancelToken | None = None
    ) -> tuple[Selected, ...]:
        """Log in, select each folder, and log out: what each folder is, in their order; nothing of a
        Maildir, which must be one. Nothing is stored. Raises as `add`."""
        check(config)
        if not isinstance(config, ImapConfig):
            return ()
        with closing(_required(open, config.id)(cancel or CancelToken())) as mailbox:
            return tuple(map(mailbox.select, config.folders))

    def folders(self, open: OpenMailbox, *, cancel: CancelToken | None = None) -> tuple[str, ...]:
        """The names of all folders on a server."""
        with closing(open(cancel or CancelToken())) as mailbox:
            return tuple(mailbox.folders())

    def settle(self) -> None:
        """Close the runs that processes have left which are gone."""
        self._runs.settle()

    def _beginning(
        self,
        account: ReceiveAccount,
        open: OpenMailbox | None,
        limit: int | None,
        cancel: CancelToken,
        *,
        full_sync: bool,
    ) -> Callable[[], Pass]:
        """What begins a pass, where the last one has ended by then."""
        config = account.config
        if isinstance(config, MaildirConfig):
            if full_sync:
                raise UsageError(
                    "A Maildir has no full sync.", hint="Every pass looks at all of its messages."
                )
            from mailatlas_core.receive.maildir import MaildirAccountSource
            from mailatlas_core.store.files import Placement
            from mailatlas_core.store.places import Places

            places = Places(self._database, Placement(self._root), cancel)
            return lambda: MaildirAccountSource(config, places, limit=limit, cancel=cancel)
        from mailatlas_core.receive.source import MailboxSource

        way = _required(open, account.id)

        def begin() -> Pass:
            with self._database.reading() as connection:
                cursors = rows.cursors(connection, account.id)
            return MailboxSource(config, way, cursors, limit=limit, cancel=cancel)

        return begin

    def _status(self, account: ReceiveAccount) -> AccountStatus:
        with self._database.reading() as connection:
            return AccountStatus(
                account,
                tuple(rows.cursors(connection, account.id)),
                tuple(rows.runs(connection, account.id, limit=_RUNS_IN_STATUS, offset=0)),
                len(rows.gaps(connection, account.id)),
                rows.document_count(connection, account.id),
                holder(self._root, account.id),
            )

    @property
    def _runs(self) -> Runs:
        if self._writable is None:
            raise WorkspaceReadOnly("The workspace is on a read-only medium, so nothing can be received.")
        return self._writable


def _required(open: OpenMailbox | None, account: str) -> OpenMailbox:
    if open is None:
        raise _no_server(account)
    return open


def _no_server(account: str) -> UsageError:
    return UsageError(
        f"{account} has no server to ask.",
        hint="A Maildir is held against what is stored whenever it is received.",
    )
