"""The terminal that the program draws on, which may go away before the program has ended."""

from __future__ import annotations

import io
from contextlib import suppress
from typing import IO, TYPE_CHECKING, Any

from textual.drivers.linux_driver import LinuxDriver

if TYPE_CHECKING:
    from textual.app import App


class _MayBeGone(io.TextIOBase):
    """A file for writing that takes everything, also when there is nobody to read it."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def write(self, text: str, /) -> int:
        with suppress(OSError):
            self._file.write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError):
            self._file.flush()

    def fileno(self) -> int:
        return self._file.fileno()


class OutlivingDriver(LinuxDriver):
    """Writes on where the terminal has gone away, so that the program comes to its end and keeps what was
    typed. Textual's thread for that would die of the error, and whoever draws would wait for it for ever."""

    def __init__(self, app: App[object], **options: Any) -> None:
        super().__init__(app, **options)
        if self._file is not None:
            self._file = _MayBeGone(self._file)  # type: ignore[assignment]  # the thread asks no more of it
