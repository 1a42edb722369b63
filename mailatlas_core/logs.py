"""The log: one file for what a person may have to look up later, with nothing private in it.

Addresses are replaced, and so is every secret that the process holds, in whatever shape. Of an error only
its type and its place are written: what an error says may quote a message or a server.
"""

from __future__ import annotations

import logging
import os
import re
import sys
import traceback
from copy import copy
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from mailatlas_core.secrets.redaction import without_any

_BYTES = 1_000_000
_FILES = 3
_ADDRESS = re.compile(r"(?<![^\s<>\"'(),;:])[^\s<>\"'(),;:]+@[^\s<>\"'(),;:]+")


class Redaction(logging.Formatter):
    """Formats a record without addresses and secrets, and errors without what they say."""

    def format(self, record: logging.LogRecord) -> str:
        record = copy(record)
        record.exc_text = None  # what another handler's formatter has kept there for all
        return _ADDRESS.sub("<address>", without_any(super().format(record)))

    def formatException(self, error: object) -> str:  # noqa: N802 - the name is logging's
        kind, _, trace = error if isinstance(error, tuple) else (None, None, None)
        return _frames(kind, trace)


class _PrivateFile(RotatingFileHandler):
    """A rotating file that only its owner can read, whatever the umask."""

    def _open(self):  # type: ignore[no-untyped-def]  # the stream's type differs between stub versions
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.fchmod(descriptor, 0o600)
        return os.fdopen(descriptor, self.mode, encoding=self.encoding)


def start(folder: Path, *, verbose: bool = False) -> None:
    """Send what any library logs to a file in `folder`, and with `verbose` to stderr as well.

    Where the folder cannot be written, there is no log: that must stop nobody's work.
    """
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    formatter = Redaction("%(asctime)s %(levelname)s %(name)s %(message)s")
    handlers: list[logging.Handler] = [logging.StreamHandler(sys.stderr)] if verbose else []
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handlers.append(
            _PrivateFile(folder / "mailatlas.log", maxBytes=_BYTES, backupCount=_FILES, encoding="utf-8")
        )
    except OSError:
        if verbose:
            sys.stderr.write(f"no log is written: {folder} is not writable\n")
    for handler in handlers:
        handler.setFormatter(formatter)
        root.addHandler(handler)


def _frames(kind: type[BaseException] | None, trace: TracebackType | None) -> str:
    places = [
        f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)
    ]
    return "\n".join([*places, kind.__name__ if kind else "error"])
