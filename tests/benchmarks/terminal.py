"""Driving a program on a pseudo-terminal, and measuring what its keys cost.

    with Driven(["neomutt", "-f", "10k.mbox"], region=Region(lines=(1, 38))) as program:
        opened = program.wait_for("Inbox")          # milliseconds since it was started
        painted = program.press("j")                # Painted(milliseconds=…, bytes=…, …)
        program.memory_bytes

What a key costs is read from the output alone, the same for every program: all of it is taken, with
the moment at which each piece came, until nothing has come for a while; then it is put on a screen
piece by piece. A key is painted when the last piece has come after which the region that matters
looks as it does in the end; one that changes nothing there has painted nothing, and has no figures.
"""

from __future__ import annotations

import fcntl
import math
import os
import pty
import select
import signal
import statistics
import struct
import termios
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import pyte

from tests.benchmarks.processes import proportional_set_size

PATIENCE_SECONDS = 120.0
"""How long the start of a program may take, and the first piece of its answer to a key."""

QUIET_SECONDS = 0.3
"""How long nothing must come, once an answer has begun, until the key is taken as done with. What a
program paints after a longer pause is booked on the next key."""

DOWN, PAGE_DOWN, END, HOME, ESCAPE = "\x1b[B", "\x1b[6~", "\x1b[F", "\x1b[H", "\x1b"
APPLICATION_DOWN = "\x1bOB"
"""The arrow down as it is sent to programs that ask for application keys, as those of curses do."""

_LOOKS = ("data", "fg", "bg", "bold", "italics", "underscore", "reverse")


@dataclass(frozen=True, slots=True)
class Region:
    """The lines and columns of a screen whose painting is waited for: first and end of both; of a field in
    which a cursor blinks, only the text."""

    lines: tuple[int, int | None] = (0, None)
    columns: tuple[int, int | None] = (0, None)
    text_alone: bool = False


WHOLE = Region()


@dataclass(frozen=True, slots=True)
class Painted:
    """What a key brought: milliseconds and bytes until its region was painted; the bytes that came
    before the terminal was quiet; and the milliseconds of processor time that the program took until
    then, in all its threads and children. The last says more where other programs run too."""

    milliseconds: float
    bytes: int
    all_bytes: int
    processor_milliseconds: float


@dataclass(frozen=True, slots=True)
class Summary:
    """The least, the middle, the 95th in a hundred and the most of some figures."""

    least: float
    median: float
    nearly_all: float
    most: float

    @classmethod
    def of(cls, figures: Iterable[float]) -> Summary:
        ordered = sorted(figures)
        nearly_all = ordered[math.ceil(0.95 * len(ordered)) - 1]
        return cls(ordered[0], statistics.median(ordered), nearly_all, ordered[-1])


@dataclass(frozen=True, slots=True)
class _Piece:
    came: float
    data: bytes


class Driven:
    """A program on a terminal of so many rows and columns, from `execve` on.

    `environment` is what differs from that of the measuring process.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        size: tuple[int, int] = (40, 120),
        region: Region = WHOLE,
        environment: Mapping[str, str] = {},
    ) -> None:
        self.region = region
        self._screen = pyte.Screen(size[1], size[0])
        self._stream = pyte.ByteStream(self._screen)
        self._environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "", **environment}
        self._started = time.perf_counter()
        self.pid, self._terminal = _spawn(command, size, self._environment)

    @property
    def text(self) -> str:
        """What stands on the screen, line by line."""
        return "\n".join(self._screen.display)

    @property
    def memory_bytes(self) -> int:
        """What the program and its children hold now: the sum of their proportional set sizes."""
        return sum(proportional_set_size(pid) for pid in (self.pid, *_descendants(self.pid)))

    @property
    def processor_milliseconds(self) -> float:
        """What the threads that it has, and its children, have run so far."""
        return sum(_processor(pid) for pid in (self.pid, *_descendants(self.pid)))

    def wait_for(self, *words: str) -> Painted:
        """Return when all the words stand on the screen: milliseconds since the program was started."""
        return self.wait_until(lambda text: all(word in text for word in words), " and ".join(words))

    def wait_until(self, seen: Callable[[str], bool], what: str = "what was waited for") -> Painted:
        """Return when `seen`, which is given what stands on the screen: milliseconds since the start."""
        last = time.perf_counter() + PATIENCE_SECONDS
        size = 0
        while time.perf_counter() < last:
            piece = self._take(PATIENCE_SECONDS)
            if piece is None:
                break
            self._stream.feed(piece.data)
            size += len(piece.data)
            if seen(self.text):
                milliseconds = (piece.came - self._started) * 1000
                return Painted(milliseconds, size, size, self.processor_milliseconds)
        raise AssertionError(f"{what} did not come:\n{self.text}")

    def press(self, keys: str, *, region: Region | None = None) -> Painted | None:
        """Press keys, wait until the answer has come, and say what was painted; None where the region
        looks as before, or no answer came."""
        before, processor = self._look(region), self.processor_milliseconds
        started = time.perf_counter()
        os.write(self._terminal, keys.encode())
        pieces = self._take_until_quiet(QUIET_SECONDS, first=PATIENCE_SECONDS)
        processor = self.processor_milliseconds - processor
        looks = [before]
        for piece in pieces:
            self._stream.feed(piece.data)
            looks.append(self._look(region))
        last = next((number for number in range(len(pieces), 0, -1) if looks[number - 1] != looks[-1]), 0)
        if last == 0:
            return None
        return Painted(
            (pieces[last - 1].came - started) * 1000,
            sum(len(piece.data) for piece in pieces[:last]),
            sum(len(piece.data) for piece in pieces),
            processor,
        )

    def settle(self, quiet: float = 0.5) -> None:
        """Return when nothing has come for so long."""
        for piece in self._take_until_quiet(quiet, first=quiet):
            self._stream.feed(piece.data)

    def _look(self, region: Region | None) -> list[tuple[object, ...]]:
        chosen = region or self.region
        lines = range(self._screen.lines)[slice(*chosen.lines)]
        columns = range(self._screen.columns)[slice(*chosen.columns)]
        cells = (self._screen.buffer[line][column] for line in lines for column in columns)
        names = _LOOKS[:1] if chosen.text_alone else _LOOKS
        return [tuple(getattr(cell, name) for name in names) for cell in cells]

    def _take_until_quiet(self, quiet: float, *, first: float) -> list[_Piece]:
        """All that comes: the first piece within `first` seconds, each other within `quiet`."""
        pieces: list[_Piece] = []
        last = time.perf_counter() + PATIENCE_SECONDS
        patience = first
        while time.perf_counter() < last and (piece := self._take(patience)) is not None:
            pieces.append(piece)
            patience = quiet
        return pieces

    def _take(self, seconds: float) -> _Piece | None:
        """What comes next, None where nothing comes in time or any more."""
        if not select.select([self._terminal], [], [], seconds)[0]:
            return None
        try:
            data = os.read(self._terminal, 1 << 20)
        except OSError:  # the program has ended
            return None
        return _Piece(time.perf_counter(), data) if data else None

    def __enter__(self) -> Driven:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._terminal)
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)


def _spawn(command: Sequence[str], size: tuple[int, int], environment: Mapping[str, str]) -> tuple[int, int]:
    """Start a program on a terminal of its own: its process and our end of the terminal."""
    pid, terminal = pty.fork()
    if pid == 0:
        try:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", *size, 0, 0))
            os.execvpe(command[0], list(command), environment)  # noqa: S606  # no shell between us
        finally:
            os._exit(127)
    return pid, terminal


def _descendants(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, task.read_text("ascii").split()):
            found += [child, *_descendants(child)]
    return found


def _processor(pid: int) -> float:
    """The milliseconds that the threads of one process have run."""
    threads = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(thread.read_text("ascii").split()[0]) for thread in threads) / 1e6
