"""A password from a command of the user's own, such as that of a password manager."""

from __future__ import annotations

import os
import selectors
import subprocess
import time
from collections.abc import Sequence

from mailatlas_core.errors import SecretUnavailable
from mailatlas_core.secrets.secret import Secret

SECONDS = 10.0
_MOST_BYTES = 65536


def secret_of(command: Sequence[str], *, whose: str, seconds: float = SECONDS) -> Secret:
    """The first line that a command prints. No shell reads it, it has nothing to read itself, and what it
    says on stderr is shown to nobody: that could be the secret. Raises `SecretUnavailable`."""
    try:
        status, secret = _first_line(command, time.monotonic() + seconds)
        failure = f"ended with the status {status}" if status else "printed no password"
    except (OSError, ValueError) as error:  # which may hold the secret, and goes no further
        status, secret, failure = -1, None, _reason(error, seconds)
    if status != 0 or secret is None:
        raise SecretUnavailable(
            f"The password_command of {whose} {failure}.",
            hint="Run it in a terminal: its first line must be the password.",
        )
    return secret


def _first_line(command: Sequence[str], end: float) -> tuple[int, Secret | None]:
    """How a command ended, and its first line, which is held as a secret and nowhere else."""
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        try:
            printed = _printed(process, end)
            status = process.wait(max(0.0, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            raise TimeoutError from None
        finally:
            process.kill()
    line = printed.split(b"\n", 1)[0].removesuffix(b"\r").decode()
    return status, Secret(line) if line else None


def _printed(process: subprocess.Popen[bytes], end: float) -> bytes:
    """All that a command prints until it closes its output."""
    printed = b""
    with selectors.DefaultSelector() as selector:
        output = process.stdout
        if output is None:
            return printed
        selector.register(output, selectors.EVENT_READ)
        while len(printed) < _MOST_BYTES:
            if not selector.select(max(0.0, end - time.monotonic())):
                raise TimeoutError
            if not (more := os.read(output.fileno(), _MOST_BYTES)):
                return printed
            printed += more
    raise _TooMuch


class _TooMuch(ValueError):
    pass


def _reason(error: OSError | ValueError, seconds: float) -> str:
    match error:
        case TimeoutError():
            return f"was not done within {seconds:g} seconds"
        case UnicodeError():
            return "printed what is no text"
        case OSError():
            return f"cannot be run: {error.strerror}"
        case _TooMuch():
            return "printed more than a password"
        case _:
            return "cannot be run: it has a character in it that no command can have"
