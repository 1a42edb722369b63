"""A watch on the event loop: how long each of its turns keeps everything else waiting."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def turns() -> Iterator[list[float]]:
    """The seconds of the processor that each turn takes, however busy the machine is with other things."""
    taken: list[float] = []
    run = asyncio.Handle._run

    def measured(self: asyncio.Handle) -> None:
        started = time.thread_time()
        run(self)
        taken.append(time.thread_time() - started)

    asyncio.Handle._run = measured  # type: ignore[method-assign]
    try:
        yield taken
    finally:
        asyncio.Handle._run = run  # type: ignore[method-assign]
