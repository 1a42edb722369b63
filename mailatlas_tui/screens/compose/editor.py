"""The text of a draft in an editor of the user's own."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from textual.app import App, SuspendNotSupported

from mailatlas_core.errors import MailAtlasError
from mailatlas_core.workspace import Workspace
from mailatlas_tui.screens.dialogs.dialog import sentence_of

_NAME = "draft.txt"


def edited(app: App[Any], workspace: Workspace, text: str) -> tuple[str, str]:
    """The text as the editor has left it, and in a sentence what went wrong, if something did.

    The program stands still meanwhile. The file is its owner's alone, and gone when the editor has ended.
    """
    try:
        command = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi")
    except ValueError:
        return text, "$EDITOR is no command: a quote in it is not closed."
    try:
        with workspace.lent_folder() as folder:
            file = folder / _NAME
            with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
                opened.write(text.encode())
            with app.suspend():
                problem = _run([*command, os.fspath(file)])
            written = text if problem else file.read_text("utf-8")
    except SuspendNotSupported:
        return text, "This terminal cannot be lent to an editor."
    except UnicodeDecodeError:
        return text, "The editor has written something that is not UTF-8, which is not taken."
    except OSError as error:
        return text, f"The file for the editor cannot be used, so the text stays: {error.strerror}."
    except MailAtlasError as error:
        return text, sentence_of(error)
    return written if text.endswith("\n") else written.removesuffix("\n"), problem


def _run(command: Sequence[str]) -> str:
    """Run the editor to its end, and say what went wrong; nothing is raised, for then Textual would not take
    the terminal back."""
    try:
        with _deaf():
            status = subprocess.run(command, check=False).returncode
    except OSError as error:
        return f"The editor {command[0]} cannot be used: {error.strerror}. $EDITOR names another."
    return f"The editor {command[0]} ended with {status}, so the text stays as it was." if status else ""


@contextmanager
def _deaf() -> Iterator[None]:
    """Leave ctrl+c to the editor; unlike a signal that is ignored, the editor does not inherit this."""
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
