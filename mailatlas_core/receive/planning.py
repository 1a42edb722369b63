"""What a pass over a folder asks for next, and how far it has come: pure, so that all of it can be tried.

A folder is a list of uids, ascending, that are still to be asked for. What was answered leaves the list,
whatever the order, and the cursor passes nothing that is still in it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

HIGHEST_UID = (1 << 32) - 1
BATCH_MESSAGES = 250
BATCH_BYTES = 4 << 20
WINDOW = 1_000


def uids_above(listed: Iterable[int], above: int) -> list[int]:
    """What a server lists as an ascending list of possible uids, each once, whatever it was."""
    return sorted({uid for uid in listed if above < uid <= HIGHEST_UID})


def window(uids: Sequence[int]) -> Sequence[int]:
    """Those of the uids, the first, whose sizes are asked for at once."""
    return uids[:WINDOW]


def batches(uids: Sequence[int], sizes: Mapping[int, int]) -> Iterator[list[int]]:
    """The uids in their order, in batches of at most `BATCH_MESSAGES`, and of at most `BATCH_BYTES` unless
    it is one message. A size that is not known counts as nothing."""
    batch: list[int] = []
    total = 0
    for uid in uids:
        size = sizes.get(uid, 0)
        if batch and (len(batch) == BATCH_MESSAGES or total + size > BATCH_BYTES):
            yield batch
            batch, total = [], 0
        batch.append(uid)
        total += size
    if batch:
        yield batch


def without(rest: list[int], done: Collection[int]) -> list[int]:
    """The list without what is done, which all lies in the window."""
    return [uid for uid in rest[:WINDOW] if uid not in done] + rest[WINDOW:]


def passed(answered: Iterable[int], rest: Sequence[int], last_uid: int) -> int:
    """Where the cursor may stand: at the highest uid that was answered, but below all that is left.

    What was listed and never answered does not move it: a uid that a server made up would hide all mail
    that gets a lower one.
    """
    end = rest[0] if rest else HIGHEST_UID + 1
    return max((uid for uid in answered if uid < end), default=last_uid)


class Suspicion:
    """Finds the message that breaks a connection.

    A batch at which the connection broke off is asked for again as it was. At the second time its messages
    are asked for one by one, and the one at which it breaks off then is given up.
    """

    def __init__(self) -> None:
        self._first: int | None = None
        self._last = 0

    def covers(self, uid: int) -> bool:
        """Whether this message is to be asked for alone."""
        return uid <= self._last

    def broke_off(self, asked: Sequence[int]) -> int | None:
        """Hear that the connection broke off before these were answered, the first of what is left; the uid
        that is to be given up, if it is clear by now."""
        if self.covers(asked[0]):
            return asked[0]
        if asked[0] == self._first:
            self._last = asked[-1]
        self._first = asked[0]
        return None
