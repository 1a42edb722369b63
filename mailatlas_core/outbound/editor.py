"""The user's own editor, which changes a file."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mailatlas_core.errors import EditorFailed

_OTHER = "$VISUAL or $EDITOR names another."


def edit(file: Path) -> None:
    """Wait until the user has changed a file in $VISUAL, $EDITOR or vi. Raises `EditorFailed`."""
    try:
        command = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi")
    except ValueError:
        raise EditorFailed("$EDITOR is no command: a quote in it is not closed.", hint="Close it.") from None
    try:
        with _deaf():
            status = subprocess.run([*command, os.fspath(file)], check=False).returncode
    except OSError as error:
        raise EditorFailed(
            f"The editor {command[0]} cannot be used: {error.strerror}.", hint=_OTHER
        ) from None
    if status:
        raise EditorFailed(
            f"The editor {command[0]} ended with {status}, so nothing was changed.", hint=_OTHER
        )


@contextmanager
def _deaf() -> Iterator[None]:
    """Leave ctrl+c to the editor; unlike a signal that is ignored, the editor does not inherit this."""
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
