"""One folder in a pass: what is left of it, over all the connections that the pass needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from mailatlas_core.errors import ServerUnavailable
from mailatlas_core.ingest.mbox import MESSAGE_LIMIT
from mailatlas_core.ports import Gap, Item, Mailbox
from mailatlas_core.receive.messages import raw_message
from mailatlas_core.receive.model import Cursor, FetchedMessage, ImapConfig
from mailatlas_core.receive.planning import (
    BATCH_BYTES,
    Suspicion,
    batches,
    passed,
    uids_above,
    window,
    without,
)
from mailatlas_core.store.receiving import cursor_checkpoint

_MOST_STRAYS = 1_000
_MOST_FRUITLESS = 3
_NOTHING_GIVEN = "The server lists it and gives no byte of it."


class Allowance:
    """How many messages a pass may still fetch, over all its folders; None is any number."""

    def __init__(self, left: int | None = None) -> None:
        self._left = left

    def of(self, uids: list[int]) -> list[int]:
        """Those of the uids, the first, that may be asked for."""
        return uids[: self._left]

    def spend(self) -> None:
        if self._left is not None:
            self._left -= 1


class FolderReading:
    """The messages of a folder above its cursor, in parts that are bounded in memory.

    `rest` is what is still to be asked for. `cursor` moves with what was answered, be it by a message or
    by a refusal, and each part has the checkpoint of where it stands by then.
    """

    def __init__(self, account: ImapConfig, folder: str, cursor: Cursor | None, allowance: Allowance) -> None:
        self.folder = folder
        self.cursor = cursor
        self.rest: list[int] = []
        self._account = account
        self._allowance = allowance
        self._uidvalidity = -1  # none yet
        self._suspicion = Suspicion()
        self._asked: Sequence[int] = ()
        self._answered: set[int] = set()
        self._items: list[Item] = []
        self._fruitless = 0

    @property
    def is_hopeless(self) -> bool:
        """Whether its connections break off again and again with nothing gained."""
        return self._fruitless >= _MOST_FRUITLESS

    def parts(self, mailbox: Mailbox) -> Iterator[list[Item]]:
        """What is left, as far as it is allowed, through a connection. Raises as `Mailbox` does; where
        that is the end of the connection, `broke_off` has what came before."""
        self._open(mailbox)
        while wanted := self._allowance.of(self.rest):
            for batch in self._batches(mailbox, wanted):
                yield from self._fetched(mailbox, batch)
        yield self._part()

    def broke_off(self, error: ServerUnavailable) -> list[Item]:
        """Hear that the connection broke off: what had come through it until then."""
        left = [uid for uid in self._asked if uid not in self._answered]
        culprit = self._suspicion.broke_off(left) if left else None
        if culprit is not None:
            self._refuse(culprit, f"The connection breaks off when it is asked for: {error.message}")
        has_gained = culprit is not None or len(left) < len(self._asked)
        self._fruitless = 0 if has_gained else self._fruitless + 1
        self._asked = ()
        self.rest = without(self.rest, self._answered)
        return self._part()

    def _open(self, mailbox: Mailbox) -> None:
        """Select the folder, and list it unless that was done; a new UIDVALIDITY begins it anew."""
        uidvalidity = mailbox.select(self.folder).uidvalidity
        if uidvalidity != self._uidvalidity:
            self.rest = self._listed(mailbox, uidvalidity)
            self._uidvalidity = uidvalidity
            self._suspicion = Suspicion()
            self._answered.clear()

    def _listed(self, mailbox: Mailbox, uidvalidity: int) -> list[int]:
        """The uids to ask for in a folder that was opened for the first time, or anew."""
        cursor = self.cursor
        if cursor is None or cursor.uidvalidity != uidvalidity:
            cursor = Cursor(self.folder, uidvalidity, 0)
        rest = uids_above(mailbox.uids(cursor.last_uid), cursor.last_uid)
        if cursor != self.cursor:
            self._move(cursor)
        return rest

    def _move(self, cursor: Cursor) -> None:
        self.cursor = cursor
        self._items.append(cursor_checkpoint(self._account.id, cursor))

    def _batches(self, mailbox: Mailbox, wanted: list[int]) -> Iterator[list[int]]:
        """What is asked for next: a suspect alone, or some batches whose sizes are known."""
        if self._suspicion.covers(wanted[0]):
            yield wanted[:1]
            return
        self._asked = near = window(wanted)
        sizes = mailbox.sizes(near)
        huge = {uid for uid in near if sizes.get(uid, 0) > MESSAGE_LIMIT}
        for uid in huge:
            self._refuse(uid, "It is larger than 1 GiB, as the server says.")
        self.rest = without(self.rest, huge)
        yield from batches([uid for uid in near if uid not in huge], sizes)

    def _fetched(self, mailbox: Mailbox, batch: list[int]) -> Iterator[list[Item]]:
        """The messages of a batch; a part ends early where more comes than was announced."""
        self._asked = batch
        total = 0
        waiting: dict[int, str | None] = dict.fromkeys(batch)
        for number, message in enumerate(mailbox.fetch(batch)):
            if number == len(batch) + _MOST_STRAYS:
                raise ServerUnavailable(f"{self._account.host} gives messages that were not asked for.")
            if message.uid not in waiting:
                continue
            if not message.data:  # nothing at all is no message, whatever size the server tells
                waiting[message.uid] = message.reason or _NOTHING_GIVEN
                continue
            del waiting[message.uid]
            self._take(message, message.data)
            total += len(message.data)
            if total > BATCH_BYTES:
                total = 0
                yield self._part()
        self._explain(mailbox, waiting)
        self.rest = without(self.rest, set(batch))
        self._asked = ()
        self._fruitless = 0
        yield self._part()

    def _take(self, message: FetchedMessage, data: bytes) -> None:
        self._items.append(raw_message(data, message, self._account, self.folder, self._uidvalidity))
        self._answer(message.uid)

    def _explain(self, mailbox: Mailbox, waiting: Mapping[int, str | None]) -> None:
        """Tell what was not given: refused with a reason, gone by now, or listed and kept back. What is
        kept back in silence is a gap that the cursor does not pass for its sake: it may not exist."""
        silent = [uid for uid, reason in waiting.items() if reason is None]
        still_listed = set(mailbox.uids(silent[0] - 1)) if silent else set()
        for uid, reason in waiting.items():
            if reason is not None:
                self._refuse(uid, reason)
            elif uid in still_listed:
                self._leave_gap(uid, _NOTHING_GIVEN)
            else:
                self._pass_over(uid)

    def _pass_over(self, uid: int) -> None:
        """A message that is gone is of no concern to a pass."""

    def _refuse(self, uid: int, reason: str) -> None:
        self._leave_gap(uid, reason)
        self._answer(uid)

    def _leave_gap(self, uid: int, reason: str) -> None:
        self._items.append(Gap(self._account.id, self.folder, self._uidvalidity, uid, reason))

    def _answer(self, uid: int) -> None:
        self._answered.add(uid)
        self._allowance.spend()

    def _part(self) -> list[Item]:
        """What has come since the last part, with the checkpoint of it."""
        cursor = self.cursor
        if cursor is not None and cursor.uidvalidity == self._uidvalidity:
            last_uid = passed(self._answered, self.rest, cursor.last_uid)
            if last_uid > cursor.last_uid:
                self._answered = {uid for uid in self._answered if uid > last_uid}
                self._move(cursor._replace(last_uid=last_uid))
        items, self._items = self._items, []
        return items


class GapReading(FolderReading):
    """The gaps of a folder, asked for again. `gone` are those that the server does not list any more, or
    under that UIDVALIDITY."""

    def __init__(self, account: ImapConfig, folder: str, uidvalidity: int, uids: Sequence[int]) -> None:
        super().__init__(account, folder, None, Allowance())
        self.uidvalidity = uidvalidity
        self.gone: set[int] = set()
        self._uids = sorted(set(uids))

    def _listed(self, mailbox: Mailbox, uidvalidity: int) -> list[int]:
        left = [uid for uid in self._uids if uid not in self._answered]
        listed = set(mailbox.uids(left[0] - 1)) if left and uidvalidity == self.uidvalidity else set()
        self.gone = {uid for uid in left if uid not in listed}
        return [uid for uid in left if uid in listed]

    def _pass_over(self, uid: int) -> None:
        self.gone.add(uid)
