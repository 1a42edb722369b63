"""An account on a server as a source of messages: its folders read one after the other, a part ahead.

    thread `receive`          caller
    fetch part 2      ◄────   part 1: messages, gaps, checkpoint ──► pipeline
    fetch part 3      ◄────   part 2 …

A connection that breaks off is opened again, and the pass goes on where it was. A server that fails for good
ends the pass, which then says so, and never raises.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import groupby

from mailatlas_core.cancel import CancelToken
from mailatlas_core.errors import (
    Cancelled,
    FolderNotFound,
    MailAtlasError,
    RefusedForNow,
    ServerUnavailable,
)
from mailatlas_core.ports import Item, Mailbox, OpenMailbox, RawMessage
from mailatlas_core.receive.model import Cursor, ImapConfig, ReceiveGap
from mailatlas_core.receive.reading import Allowance, FolderReading, GapReading

MOST_CONNECTIONS = 12
"""A pass logs in so often at most."""


class MailboxSource:
    """What an account has above the cursors of its folders, oldest first in each; read it once.

    At most `limit` messages are fetched, None is all. Iterating raises `Cancelled`, and nothing else; how
    the pass went is said afterwards by `failure`, what ended it or kept it from a folder, by `looked_at`,
    whether a folder was read to its end, by `fetched`, messages, by `more`, whether mail is known to be
    left, and by `cursors`.
    """

    def __init__(
        self,
        account: ImapConfig,
        open_mailbox: OpenMailbox,
        cursors: Iterable[Cursor] = (),
        *,
        limit: int | None = None,
        cancel: CancelToken | None = None,
    ) -> None:
        known = {cursor.folder: cursor for cursor in cursors}
        allowance = Allowance(limit)
        self._readings: Sequence[FolderReading] = [
            FolderReading(account, folder, known.get(folder), allowance)
            for folder in dict.fromkeys(account.folders)
        ]
        self._network = _Network(open_mailbox, self._readings)
        self._cancel = cancel or CancelToken()
        self.fetched = 0

    @property
    def failure(self) -> MailAtlasError | None:
        return self._network.failure

    @property
    def looked_at(self) -> bool:
        return self._network.looked_at

    @property
    def more(self) -> bool:
        return any(reading.rest for reading in self._readings)

    @property
    def cursors(self) -> tuple[Cursor, ...]:
        """How far each folder was fetched; what is kept of it is in the checkpoints."""
        return tuple(reading.cursor for reading in self._readings if reading.cursor is not None)

    @property
    def bytes_total(self) -> int | None:
        return None

    def __iter__(self) -> Iterator[Item]:
        for part in _ahead(self._network, self._cancel):
            for item in part:
                self.fetched += isinstance(item, RawMessage)
                yield item


class GapSource(MailboxSource):
    """The gaps of an account, asked for again: each is filled by its message, told of again as a gap, or
    one of `gone`, which the server lists no more. No cursor moves."""

    def __init__(
        self,
        account: ImapConfig,
        open_mailbox: OpenMailbox,
        gaps: Iterable[ReceiveGap],
        *,
        cancel: CancelToken | None = None,
    ) -> None:
        super().__init__(account, open_mailbox, cancel=cancel)
        ordered = sorted(gaps, key=_place)
        self._gaps = [
            GapReading(account, folder, uidvalidity, [gap.uid for gap in found])
            for (folder, uidvalidity), found in groupby(ordered, _place)
        ]
        self._readings = self._gaps
        self._network = _Network(open_mailbox, self._readings)

    @property
    def gone(self) -> tuple[tuple[str, int, tuple[int, ...]], ...]:
        """Folder, UIDVALIDITY and uids of what is not there any more."""
        return tuple(
            (reading.folder, reading.uidvalidity, tuple(sorted(reading.gone)))
            for reading in self._gaps
            if reading.gone
        )


def _place(gap: ReceiveGap) -> tuple[str, int]:
    return gap.folder, gap.uidvalidity


def _ahead(network: _Network, cancel: CancelToken) -> Iterator[list[Item]]:
    """The parts of a pass, each fetched while the one before is worked on. Raises `Cancelled`.

    Whoever stops before the end ends what the network waits for, too.
    """
    stop = CancelToken()
    with (
        closing(network.parts(stop)) as parts,
        ThreadPoolExecutor(1, "receive") as thread,
        cancel.calling(stop.cancel),
    ):
        try:
            coming = thread.submit(next, parts, None)
            while (part := coming.result()) is not None:
                coming = thread.submit(next, parts, None)
                yield part
        finally:
            stop.cancel()


class _Network:
    """The side of a pass that waits for the server: connections, and what to do when one breaks off."""

    def __init__(self, open_mailbox: OpenMailbox, readings: Sequence[FolderReading]) -> None:
        self.failure: MailAtlasError | None = None
        self.looked_at = False
        self._open = open_mailbox
        self._readings = readings
        self._mailbox: Mailbox | None = None
        self._connections = 0

    def parts(self, stop: CancelToken) -> Generator[list[Item], None, None]:
        """Everything, folder by folder. Raises `Cancelled`."""
        try:
            for reading in self._readings:
                yield from self._folder(reading, stop)
        except Cancelled:
            raise
        except MailAtlasError as error:
            stop.check()
            self._note(error)
        finally:
            self._leave()

    def _folder(self, reading: FolderReading, stop: CancelToken) -> Iterator[list[Item]]:
        while True:
            mailbox = self._connected(stop)
            try:
                yield from reading.parts(mailbox)
            except FolderNotFound as error:
                self._note(error)
                return
            except RefusedForNow:
                raise
            except ServerUnavailable as error:
                stop.check()
                self._leave()
                yield reading.broke_off(error)
                if self._connections == MOST_CONNECTIONS:
                    raise
                if reading.is_hopeless:
                    self._note(error)
                    return
            else:
                self.looked_at = True
                return

    def _connected(self, stop: CancelToken) -> Mailbox:
        if self._mailbox is None:
            self._connections += 1
            self._mailbox = self._open(stop)
        return self._mailbox

    def _leave(self) -> None:
        if self._mailbox is not None:
            self._mailbox.close()
            self._mailbox = None

    def _note(self, error: MailAtlasError) -> None:
        """The first failure is the one that is told."""
        self.failure = self.failure or error
