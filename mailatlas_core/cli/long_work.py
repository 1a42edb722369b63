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
    from mailatlas_core.models import IngestProgress
    from mailatlas_core.ports import Progress, Steps


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


@contextmanager
def messages_bar(what: str) -> Iterator[Progress | None]:
    """Counts and a bar on stderr, where that is a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.fields[megabytes]:,.1f} MB"),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None, megabytes=0.0)

        def show(state: IngestProgress) -> None:
            bar.update(
                task,
                total=state.bytes_total,
                completed=state.bytes_read,
                megabytes=state.bytes_read / 1e6,
                description=f"{state.ingested:,} stored, {state.duplicates:,} known",
            )

        yield show
