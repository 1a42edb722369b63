"""Running a person's command on bytes: away from our terminal, its output bounded, stopped at a word."""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import IO

from mailatlas_core.cancel import CancelToken
from mailatlas_core.errors import MailAtlasError

MOST_OUTPUT_BYTES = 1_000_000
"""How much of a command's output is kept."""

_PIECE_BYTES = 65_536
_LOOK_SECONDS = 0.05  # between two looks at whether somebody has cancelled


class CommandFailed(MailAtlasError):
    """The shell itself could not be started."""

    code = "command_failed"


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended: its exit status, below zero for the signal that killed it, and what it
    wrote to its standard output and error, but for the last `left_out` bytes."""

    status: int
    output: bytes
    left_out: int

    @property
    def shown_status(self) -> str:
        if self.status >= 0:
            return f"exit status {self.status}"
        number = -self.status
        named = {each.value: each.name for each in signal.Signals}  # most real-time signals have no name
        return f"killed by {named.get(number, f'signal {number}')}"


def run(command: str, content: bytes, cancel: CancelToken, *, most: int = MOST_OUTPUT_BYTES) -> Ended:
    """Run a command line by /bin/sh with `content` on its standard input, until it has ended.

    It has a session of its own, so no controlling terminal. When it is cancelled, it and all that it
    started in its process group is killed. Raises `Cancelled` and `CommandFailed`.
    """
    with _started(command) as process:
        output, left_out = _exchange(process, content, cancel, most)
        while process.poll() is None:  # it may close its output long before it ends
            cancel.check()
            with suppress(subprocess.TimeoutExpired):
                process.wait(_LOOK_SECONDS)
    return Ended(process.returncode, output, left_out)


@contextmanager
def _started(command: str) -> Iterator[subprocess.Popen[bytes]]:
    """The shell that runs the command; killed with its process group if the block raises."""
    try:
        process = subprocess.Popen(
            ["/bin/sh", "-c", command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            bufsize=0,
            start_new_session=True,
        )
    except OSError as error:
        raise CommandFailed(f"The command cannot be started: {error.strerror}.") from None
    with process:
        try:
            yield process
        except BaseException:
            # The shell was not waited for yet, so its number is still that of its group.
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            raise


def _exchange(
    process: subprocess.Popen[bytes], content: bytes, cancel: CancelToken, most: int
) -> tuple[bytes, int]:
    """Write `content` and read the output, as much as `most` bytes of it, until its end: what was read,
    and how many bytes more there were."""
    stdin, stdout = process.stdin, process.stdout
    assert stdin is not None  # noqa: S101 - both are pipes
    assert stdout is not None  # noqa: S101
    os.set_blocking(stdin.fileno(), False)
    output, left_out, rest = bytearray(), 0, memoryview(content)
    with selectors.DefaultSelector() as selector:
        selector.register(stdin, selectors.EVENT_WRITE)
        selector.register(stdout, selectors.EVENT_READ)
        while stdout in {key.fileobj for key in selector.get_map().values()}:
            cancel.check()
            for key, _ in selector.select(_LOOK_SECONDS):
                if key.fileobj is stdin:
                    rest = _write(stdin, rest)
                    if not rest:
                        selector.unregister(stdin)
                        stdin.close()
                    continue
                piece = os.read(stdout.fileno(), _PIECE_BYTES)
                kept = piece[: most - len(output)]
                output += kept
                left_out += len(piece) - len(kept)
                if not piece:
                    selector.unregister(stdout)
    return bytes(output), left_out


def _write(stdin: IO[bytes], rest: memoryview) -> memoryview:
    """What is left to be written after a piece of it was; nothing where nobody reads it."""
    try:
        return rest[os.write(stdin.fileno(), rest[:_PIECE_BYTES]) :] if rest else rest
    except BlockingIOError:
        return rest
    except BrokenPipeError:
        return rest[:0]
