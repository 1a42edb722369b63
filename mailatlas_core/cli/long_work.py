"""What long work shares on a terminal: Ctrl-C that ends it cleanly, and a bar that shows how far it is."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import FrameType

    from mailatlas_core.cancel import CancelToken
    from mailatlas_core.ports import Steps


@contextmanager
def cancelled_by_signal(cancel: CancelToken) -> Iterator[None]:
    """The first Ctrl-C ends the work after the batch in hand; the second ends the program."""

    def on_interrupt(_number: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        cancel.cancel()

    before: Any = signal.signal(signal.SIGINT, on_interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def steps_bar(what: str) -> Iterator[Steps | None]:
    """A bar on stderr over a known number of messages, where that is a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
