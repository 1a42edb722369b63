"""Running a program to its end, and what that cost: time, CPU and memory of all its processes."""

from __future__ import annotations

import os
import shlex
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

BETWEEN_LOOKS_SECONDS = 0.25
_BLOCK = 512


class ProgramFailed(Exception):
    """A program that is measured did not do what it should."""


@dataclass(frozen=True, slots=True)
class Command:
    """A program with its arguments, what its environment has besides ours, and the exit codes with which
    it has done what it should."""

    arguments: Sequence[str | Path]
    environment: Mapping[str, str] = field(default_factory=dict)
    succeeds: Sequence[int] = (0,)


@dataclass(frozen=True, slots=True)
class Cost:
    """What a run took. `cpu_seconds` are of the program and all processes that it waited for;
    `peak_bytes` is the most that all of them held at once: the sum of their proportional set sizes (PSS),
    looked at four times a second."""

    seconds: float
    cpu_seconds: float
    peak_bytes: int


def run(command: Command, *, output: Path | None = None) -> Cost:
    """Run a program in a session of its own; its output goes to the file `output`, else nowhere.

    Raises `ProgramFailed`, with what it said on stderr.
    """
    begun = time.perf_counter()
    with (output or Path(os.devnull)).open("wb") as out:
        program = subprocess.Popen(
            command.arguments,
            env={**os.environ, **command.environment},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    with _Watched(program.pid) as watched, _Heard(program) as heard:
        _, status, usage = os.wait4(program.pid, 0)
        seconds = time.perf_counter() - begun
    program.returncode = os.waitstatus_to_exitcode(status)
    if program.returncode not in command.succeeds:
        line = shlex.join(map(str, command.arguments))
        raise ProgramFailed(f"{line} ended with {program.returncode}: {heard.text.decode(errors='replace')}")
    return Cost(seconds, usage.ru_utime + usage.ru_stime, watched.peak_bytes)


def allocated(folder: Path) -> int:
    """The bytes that the files and folders under `folder` take up on the disk."""
    return sum(entry.lstat().st_blocks * _BLOCK for entry in (folder, *folder.rglob("*")))


def warm(path: Path) -> None:
    """Read a file, or all files of a folder, so that whoever comes next finds them in memory; and let
    the disk write what others have left, so that nobody pays for it but they."""
    for file in path.rglob("*") if path.is_dir() else [path]:
        if file.is_file():
            with file.open("rb") as opened:
                while opened.read(1 << 20):
                    pass
    os.sync()


class _Watched:
    """Looks, while it is entered, at how much memory the processes of a session hold."""

    def __init__(self, session: int) -> None:
        self.peak_bytes = 0
        self._session = session
        self._ended = threading.Event()
        self._looking = threading.Thread(target=self._look)

    def _look(self) -> None:
        while True:
            held = sum(proportional_set_size(pid) for pid in _members(self._session))
            self.peak_bytes = max(self.peak_bytes, held)
            if self._ended.wait(BETWEEN_LOOKS_SECONDS):
                return

    def __enter__(self) -> _Watched:
        self._looking.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._looking.join()


class _Heard:
    """Reads, while it is entered, what a program says on stderr, so that it never waits for a reader."""

    def __init__(self, program: subprocess.Popen[bytes]) -> None:
        assert program.stderr is not None
        self.text = b""
        self._stream = program.stderr
        self._listening = threading.Thread(target=self._listen)

    def _listen(self) -> None:
        self.text = self._stream.read()

    def __enter__(self) -> _Heard:
        self._listening.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.join()
        self._stream.close()


def proportional_set_size(pid: int) -> int:
    """The memory of a process in bytes, what it shares divided among the sharers; 0 where it is gone."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


def _members(session: int) -> list[int]:
    """The processes of a session; also those whose parent has ended."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                # The name of the program stands in parentheses and may hold anything; six fields on:
                # state, parent, group, session.
                after_name = (entry / "stat").read_text("utf-8", "replace").rpartition(")")[2]
                if int(after_name.split()[3]) == session:
                    found.append(int(entry.name))
    return found
