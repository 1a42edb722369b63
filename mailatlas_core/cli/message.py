"""`mailatlas get`: one message, or one of its attachments."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import get_args

import click

from mailatlas_core.cli.context import settings_of, shared_options
from mailatlas_core.errors import UsageError
from mailatlas_core.models import Document, ExportFormat
from mailatlas_core.text import visible, visible_lines
from mailatlas_core.workspace import Workspace


@click.command()
@click.argument("id")
@click.option("--format", "shape", type=click.Choice(get_args(ExportFormat)), help="What to write.")
@click.option(
    "--asset",
    "ordinal",
    metavar="N",
    type=click.IntRange(min=0),
    help="Write its attachment or image number N instead.",
)
@click.option(
    "--out", type=click.Path(path_type=Path), help="Write to a file, or to a new one in a folder, instead."
)
@click.option("--force", is_flag=True, help="Replace the file if it is there.")
@shared_options
@click.pass_context
def get(
    context: click.Context,
    id: str,
    shape: ExportFormat | None,
    ordinal: int | None,
    out: Path | None,
    force: bool,
) -> None:
    """One message, or one of its attachments; the beginning of its id is enough."""
    settings = settings_of(context)
    if shape is not None and ordinal is not None:
        raise UsageError("An attachment is written as it is, in no other format.", hint="Leave out --format.")
    with settings.open() as workspace:
        if ordinal is not None:
            _get_asset(workspace, id, ordinal, out, force=force)
            return
        shape = shape or ("json" if settings.is_json else "text")
        # Whoever gets the paths of files, as JSON, is to find the files.
        document = workspace.get(id) if shape == "json" else workspace.documents.get(id)
        if out is not None:
            _say_saved(workspace.exports.document(document.id, shape, out, force=force))
            return
        content = workspace.exports.document_bytes(document.id, shape)
    if shape == "json" or not sys.stdout.isatty():
        sys.stdout.buffer.write(content)
    else:
        head = _summary(document) if shape == "text" else ""
        for line in visible_lines(head + content.decode("utf-8", "backslashreplace")):
            click.echo(line)


def _get_asset(workspace: Workspace, id: str, ordinal: int, out: Path | None, *, force: bool) -> None:
    if out is not None:
        _say_saved(workspace.exports.asset(id, ordinal, out, force=force))
    elif sys.stdout.isatty():
        raise UsageError(
            "An attachment is not written to a terminal.",
            hint="Name a file or a folder with --out, or read it through a pipe.",
        )
    else:
        sys.stdout.buffer.write(workspace.exports.asset_bytes(id, ordinal))


def _say_saved(place: Path) -> None:
    click.echo(visible(f"Saved as {place}"), err=True)


def _summary(document: Document) -> str:
    headers = document.metadata.headers
    lines = [
        f"{name.title()}: {headers[name]}"
        for name in ("from", "to", "cc", "date", "subject")
        if name in headers
    ]
    lines += [
        f"Attachment {asset.ordinal}: {asset.filename or 'without a name'} ({asset.mime_type})"
        for asset in document.assets
    ]
    return "\n".join(" ".join(line.split()) for line in lines) + "\n\n"
