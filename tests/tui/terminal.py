"""A real terminal: a program on a pseudo-terminal, and the screen that a person would see."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any

import pexpect
import pyte

PATIENCE_SECONDS = 30
MAILATLAS = ("-c", "from mailatlas_tui.cli import main; main()")


class Terminal:
    """`mailatlas` on a terminal of so many rows and columns."""

    def __init__(self, *arguments: str, size: tuple[int, int] = (24, 80)) -> None:
        self._screen = pyte.Screen(size[1], size[0])
        self._stream = pyte.ByteStream(self._screen)
        self._program: pexpect.spawn[Any] = pexpect.spawn(
            sys.executable,
            [*MAILATLAS, *arguments],
            dimensions=size,
            timeout=PATIENCE_SECONDS,
            env=os.environ | {"TERM": "xterm-256color", "COLORTERM": ""},
        )

    @property
    def text(self) -> str:
        """What stands on the screen; the second cell of a wide character is empty."""
        rows, columns = range(self._screen.lines), range(self._screen.columns)
        return "\n".join(
            "".join(self._screen.buffer[row][column].data for column in columns).rstrip() for row in rows
        )

    def wait_for(self, *words: str) -> None:
        """Return when all the words stand on the screen; fail when they do not come."""
        self._until(lambda: all(word in self.text for word in words), " and ".join(words))

    def press(self, keys: str) -> None:
        self._program.send(keys)

    def wait_for_end(self) -> int | None:
        """Wait until the program ends by itself, and return its exit status."""
        while not self._program.flag_eof:
            self._read()
        self._program.close()
        return self._program.exitstatus

    def _until(self, seen: Callable[[], bool], what: str) -> None:
        last = time.monotonic() + PATIENCE_SECONDS
        while not seen():
            if self._program.flag_eof:
                raise AssertionError(f"the program ended before {what} was seen:\n{self.text}")
            if time.monotonic() > last:  # a cursor that blinks is always something more
                raise AssertionError(f"{what} did not come in {PATIENCE_SECONDS} s:\n{self.text}")
            self._read()

    def _read(self) -> None:
        try:
            self._stream.feed(self._program.read_nonblocking(65_536, PATIENCE_SECONDS))
        except pexpect.EOF:
            return
        except pexpect.TIMEOUT:
            raise AssertionError(f"nothing more came in {PATIENCE_SECONDS} s:\n{self.text}") from None

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._program.close(force=True)
