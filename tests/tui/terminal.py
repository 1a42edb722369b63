"""A real terminal: a program on a pseudo-terminal, and the screen that a person would see."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Any, NamedTuple

import pexpect
import pyte

PATIENCE_SECONDS = 30
QUIET_SECONDS = 0.3  # longer than a terminal program waits for what may follow an escape
MAILATLAS = (sys.executable, "-c", "from mailatlas_tui.cli import main; main()")


class Cell(NamedTuple):
    """A cell as it looks. Of a space neither bold nor italic is seen, and its colour only if something is
    drawn in it."""

    text: str
    colour: str
    background: str
    attributes: tuple[bool, ...]


def cells_of(screen: pyte.Screen) -> list[list[Cell]]:
    """All that is seen on a screen, row by row."""
    rows = (screen.buffer[row] for row in range(screen.lines))
    return [[_as_seen(row[column]) for column in range(screen.columns)] for row in rows]


def _as_seen(cell: pyte.screens.Char) -> Cell:
    on_blanks = (cell.reverse, cell.underscore, cell.strikethrough, cell.blink)
    if cell.data == " ":
        return Cell(" ", cell.fg if any(on_blanks) else "", cell.bg, on_blanks)
    return Cell(cell.data, cell.fg, cell.bg, (*on_blanks, cell.bold, cell.italics))


class Terminal:
    """`mailatlas`, or any other `program`, on a terminal of so many rows and columns.

    `environment` is what differs from that of the tests; all that has come is kept in `received`.
    """

    def __init__(
        self,
        *arguments: str,
        size: tuple[int, int] = (24, 80),
        program: Sequence[str] = MAILATLAS,
        environment: Mapping[str, str] = {},
    ) -> None:
        self.received = b""
        self._screen = pyte.Screen(size[1], size[0])
        self._stream = pyte.ByteStream(self._screen)
        self._program: pexpect.spawn[Any] = pexpect.spawn(
            program[0],
            [*program[1:], *arguments],
            dimensions=size,
            timeout=PATIENCE_SECONDS,
            env={**os.environ, "TERM": "xterm-256color", "COLORTERM": "", **environment},
        )

    @property
    def text(self) -> str:
        """What stands on the screen; the second cell of a wide character is empty."""
        rows, columns = range(self._screen.lines), range(self._screen.columns)
        return "\n".join(
            "".join(self._screen.buffer[row][column].data for column in columns).rstrip() for row in rows
        )

    @property
    def cells(self) -> list[list[Cell]]:
        """Every cell as it looks."""
        return cells_of(self._screen)

    @property
    def reversed_lines(self) -> list[str]:
        """The parts of the lines on the screen that stand out by reverse video."""
        lines = (self._screen.buffer[row] for row in range(self._screen.lines))
        parts = ("".join(cell.data for _, cell in sorted(line.items()) if cell.reverse) for line in lines)
        return [part.strip() for part in parts if part.strip()]

    def wait_for(self, *words: str) -> None:
        """Return when all the words stand on the screen; fail when they do not come."""
        self._until(lambda: all(word in self.text for word in words), " and ".join(words))

    def wait_for_reversed(self, word: str) -> None:
        """Return when the word stands out by reverse video."""
        self._until(lambda: any(word in line for line in self.reversed_lines), f"a reversed {word}")

    def answer_to(self, keys: str) -> bytes:
        """All that comes for keys that change what stands on the screen, until nothing more does."""
        self.take_until_quiet()
        before, start = self.text, len(self.received)
        self.press(keys)
        self._until(lambda: self.text != before, f"a change by {keys!r}")
        self.take_until_quiet()
        return self.received[start:]

    def wait_until_gone(self, word: str) -> None:
        """Return when the word stands on the screen no longer, and not only because it is just being
        painted again: a key after esc that came too soon would make another key of both."""
        while True:
            self._until(lambda: word not in self.text, f"no {word}")
            self.take_until_quiet()
            if word not in self.text:
                return

    def take_until_quiet(self) -> None:
        """Take all that comes, until nothing has come for a moment."""
        with suppress(pexpect.TIMEOUT):
            while not self._program.flag_eof:
                self._take(QUIET_SECONDS)

    def press(self, keys: str) -> None:
        self._program.send(keys)

    def wait_until_stopped(self) -> None:
        """Return when the program was suspended; what it showed is gone, as behind a shell."""
        assert self._program.pid is not None
        os.waitid(os.P_PID, self._program.pid, os.WSTOPPED)
        self.take_until_quiet()
        self._screen.reset()

    def send_signal(self, number: int) -> None:
        self._program.kill(number)

    def hang_up(self) -> None:
        """Take the terminal away, as a connection does that breaks, and wait until the program has ended."""
        assert self._program.pid is not None
        self._program.ptyproc.fileobj.close()  # type: ignore[attr-defined]  # the stubs do not know it
        os.waitid(os.P_PID, self._program.pid, os.WEXITED | os.WNOWAIT)

    def resize(self, rows: int, columns: int) -> None:
        self._screen.resize(rows, columns)
        self._program.setwinsize(rows, columns)

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
            self._take(PATIENCE_SECONDS)
        except pexpect.TIMEOUT:
            raise AssertionError(f"nothing more came in {PATIENCE_SECONDS} s:\n{self.text}") from None

    def _take(self, seconds: float) -> None:
        """Take what has come, or comes in time; at the end there is nothing."""
        with suppress(pexpect.EOF):
            received = self._program.read_nonblocking(65_536, seconds)
            self.received += received
            self._stream.feed(received)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._program.close(force=True)
