"""A draft in the user's editor, at a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mailatlas_core.errors import Cancelled, MailAtlasError, UsageError
from mailatlas_core.outbound.editing import as_text, from_text
from mailatlas_core.outbound.editor import edit
from mailatlas_core.text import visible

if TYPE_CHECKING:
    from pathlib import Path

    from mailatlas_core.outbound.model import Typed
    from mailatlas_core.workspace import Workspace


def edited(workspace: Workspace, typed: Typed) -> Typed:
    """A draft as its writer has left it in the editor. Raises `Cancelled` where nothing was changed."""
    before = as_text(typed)
    with workspace.lent_folder() as folder:
        file = folder / "draft.eml"
        file.touch(0o600)
        file.write_bytes(before.encode())
        after = _written(file, typed)
    if as_text(after) == before:
        raise Cancelled("Nothing was changed in the editor.")
    return after


def _written(file: Path, typed: Typed) -> Typed:
    """What the editor has made of a draft; where that cannot be read, its writer may correct it."""
    while True:
        edit(file)
        try:
            return from_text(_read(file), typed)
        except UsageError as error:
            _ask_for_another_try(error)


def _read(file: Path) -> str:
    try:
        return file.read_bytes().decode()
    except UnicodeDecodeError:
        raise UsageError("The text is not UTF-8.", hint="Write that place again.") from None


def _ask_for_another_try(error: MailAtlasError) -> None:
    click.echo(visible(f"mailatlas: {error.message} {error.hint or ''}".rstrip()), err=True)
    if not click.confirm("Open the editor again? Otherwise the text is lost.", default=True, err=True):
        raise Cancelled("The text was given up, and nothing was changed.")
