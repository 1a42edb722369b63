"""The text of a draft in an editor of the user's own."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from textual.app import App, SuspendNotSupported

from mailatlas_core.errors import EditorFailed, MailAtlasError
from mailatlas_core.outbound.editor import edit
from mailatlas_core.workspace import Workspace
from mailatlas_tui.errors import sentence_of

_NAME = "draft.txt"


def edited(app: App[Any], workspace: Workspace, text: str) -> tuple[str, str]:
    """The text as the editor has left it, and in a sentence what went wrong, if something did.

    The program stands still meanwhile. The file is its owner's alone, and gone when the editor has ended.
    """
    try:
        with workspace.lent_folder() as folder:
            file = folder / _NAME
            with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
                opened.write(text.encode())
            with app.suspend():
                problem = _problem_of(file)
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


def _problem_of(file: Path) -> str:
    """Have the file edited, and say what went wrong; nothing is raised, for then Textual would not take the
    terminal back."""
    try:
        edit(file)
    except EditorFailed as error:
        return sentence_of(error)
    return ""
