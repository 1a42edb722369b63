"""Watching an account: a pass, then a wait until there may be mail, and so on until somebody ends it.

Where the server can tell that mail has come (IDLE), it is asked to for the first folder, on a connection
of its own; every folder is looked at when the interval has passed, too. After a pass that failed, nobody
is asked for anything before the interval has passed, and each time twice as long, up to a bound. A server
that tells of mail where there is none is not listened to before the interval has passed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import count

from mailatlas_core.cancel import CancelToken
from mailatlas_core.errors import (
    Cancelled,
    IdleUnsupported,
    ReceiverNotConfigured,
    SecretUnavailable,
    ServerUnavailable,
)
from mailatlas_core.ports import Mailbox, OpenMailbox
from mailatlas_core.receive.model import Cursor, ReceiveResult, RunStatus

_LONGEST_SECONDS = 900.0
_FAILED: frozenset[RunStatus] = frozenset({"error", "not_configured", "cursor_reset_required", "busy"})


def watch(
    receive: Callable[[], ReceiveResult],
    bell: Bell | None,
    *,
    interval_seconds: float,
    max_runs: int | None,
    cancel: CancelToken,
) -> Iterator[ReceiveResult]:
    """The result of each pass, as it ends; a pass that was cancelled is the last one."""
    seconds, rang = 0.0, False
    try:
        for number in count(1):
            if cancel.cancelled:
                return
            result = receive()
            yield result
            if number == max_runs:
                return
            has_failed = result.status in _FAILED or (result.status == "partial" and result.more)
            seconds = longer(seconds, interval_seconds) if has_failed else 0.0
            if bell is None or has_failed or (rang and not result.fetched_count):
                rang = False
                cancel.wait(max(seconds, interval_seconds))
            else:
                rang = bell.wait(interval_seconds, result.cursors, cancel)
    finally:
        if bell is not None:
            bell.close()


def longer(seconds: float, interval_seconds: float) -> float:
    """How long to wait after one more failure, and `seconds` after the one before it: never shorter than
    the interval."""
    return max(interval_seconds, min(2 * seconds, _LONGEST_SECONDS))


class Bell:
    """Rings when mail comes into a folder, where the server can tell."""

    def __init__(self, open_mailbox: OpenMailbox, folder: str) -> None:
        self._open = open_mailbox
        self._folder = folder
        self._mailbox: Mailbox | None = None
        self._is_silent = False

    def wait(self, seconds: float, cursors: Iterable[Cursor], cancel: CancelToken) -> bool:
        """Return when mail has come since the folders were read so far (True), when so many seconds have
        passed, or when it was cancelled."""
        if self._is_silent:
            cancel.wait(seconds)
            return False
        try:
            if self._mailbox is None:
                self._mailbox = self._open(cancel)
                if self._has_come(self._mailbox, cursors):
                    return True
            return self._mailbox.wait(seconds, cancel)
        except Cancelled:
            return False
        except (ServerUnavailable, ReceiverNotConfigured, SecretUnavailable) as error:
            self._is_silent = isinstance(error, IdleUnsupported)
            self.close()
            cancel.wait(seconds)
            return False

    def _has_come(self, mailbox: Mailbox, cursors: Iterable[Cursor]) -> bool:
        """Open the folder; whether something came into it before, which the server will not tell."""
        uidvalidity = mailbox.select(self._folder).uidvalidity
        read = (one for one in cursors if (one.folder, one.uidvalidity) == (self._folder, uidvalidity))
        return bool(mailbox.uids(max((one.last_uid for one in read), default=0)))

    def close(self) -> None:
        """Take leave of the server."""
        if self._mailbox is not None:
            self._mailbox.close()
            self._mailbox = None
