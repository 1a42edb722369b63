"""How far a proof is: counted, told, and stopped where somebody changes their mind."""

from __future__ import annotations

from mailatlas_core.cancel import CancelToken
from mailatlas_core.ports import Steps


class Work:
    """So many events, records and files to look at, of which each is told when it is done."""

    def __init__(self, total: int, progress: Steps | None = None, cancel: CancelToken | None = None) -> None:
        self.cancel = cancel or CancelToken()
        self._total = total
        self._progress = progress
        self._done = 0

    def step(self, *, told_every: int) -> None:
        """One more is done; `progress` hears of every so many of all. Raises `Cancelled`."""
        self._done += 1
        self.cancel.check()
        if self._progress is not None and self._done % told_every == 0:
            self._progress(self._done, self._total)
