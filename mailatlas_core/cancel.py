"""Changing one's mind: a flag that long work looks at, and that can stop a running statement."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from mailatlas_core.errors import Cancelled


class CancelToken:
    """Shared by the one who may cancel and the one who works; safe across threads."""

    def __init__(self) -> None:
        self._lock = threading.RLock()  # a signal may cancel in the thread that holds it
        self._cancelled = False
        self._callbacks: list[Callable[[], object]] = []

    @property
    def cancelled(self) -> bool:
        return self._cancelled

    def cancel(self) -> None:
        """Cancel once and for all; what `calling` registered is called, from this thread."""
        with self._lock:
            if self._cancelled:
                return
            self._cancelled = True
            for callback in self._callbacks:
                callback()

    def check(self) -> None:
        """Raise `Cancelled` if the token was cancelled."""
        if self._cancelled:
            raise Cancelled("Cancelled.")

    def wait(self, seconds: float) -> bool:
        """Return when so many seconds have passed, or the token is cancelled: whether it is."""
        from queue import Empty, SimpleQueue  # which few calls need

        bell: SimpleQueue[None] = SimpleQueue()  # which a signal may ring in the thread that waits for it
        with suppress(Empty, Cancelled), self.calling(lambda: bell.put(None)):
            bell.get(timeout=seconds)
        return self._cancelled

    @contextmanager
    def calling(self, callback: Callable[[], object]) -> Iterator[None]:
        """Call `callback` if the token is cancelled while the block runs, never after it.

        It must be quick and must not raise: a connection's `interrupt` is what it is for.
        """
        self.check()
        with self._lock:
            self._callbacks.append(callback)
        try:
            if self._cancelled:
                callback()
            yield
        finally:
            with self._lock:
                self._callbacks.remove(callback)
