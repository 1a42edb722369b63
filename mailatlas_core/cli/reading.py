"""`mailatlas list`, `search` and `get`: what is stored, for reading."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from mailatlas_core.cli.context import settings_of, shared_options
from mailatlas_core.cli.output import print_json, print_table
from mailatlas_core.errors import OutputExists, PathUnreadable
from mailatlas_core.export.json import document_json, dumps, ref_json
from mailatlas_core.export.pages import html_page, markdown
from mailatlas_core.models import Document, DocumentRef
from mailatlas_core.text import visible_lines

_SHORT_ID = 12

_limit = click.option(
    "--limit", type=click.IntRange(min=1), default=50, show_default=True, help="At most so many."
)
_offset = click.option("--offset", type=click.IntRange(min=0), default=0, help="Pass over so many first.")


@click.command("list")
@click.option("--query", default="", help="Only what this search finds.")
@_limit
@_offset
@shared_options
@click.pass_context
def list_documents(context: click.Context, query: str, limit: int, offset: int) -> None:
    """Stored messages, newest first."""
    with settings_of(context).open() as workspace:
        refs = workspace.documents.page(query, limit=limit, offset=offset)
    print_refs(context, refs)


@click.command()
@click.argument("query")
@_limit
@_offset
@shared_options
@click.pass_context
def search(context: click.Context, query: str, limit: int, offset: int) -> None:
    """What QUERY finds, newest first: words, word* and "phrases", all of which must occur."""
    with settings_of(context).open() as workspace:
        refs = workspace.search(query, limit=limit, offset=offset)
    print_refs(context, refs)


@click.command()
@click.argument("id")
@click.option(
    "--format", "shape", type=click.Choice(["json", "markdown", "html", "text", "raw"]), help="What to write."
)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write to a file instead.")
@click.option("--force", is_flag=True, help="Replace the file if it is there.")
@shared_options
@click.pass_context
def get(context: click.Context, id: str, shape: str | None, out: Path | None, force: bool) -> None:
    """One message; the beginning of its id is enough."""
    settings = settings_of(context)
    with settings.open() as workspace:
        document = workspace.get(id)
        shape = shape or ("json" if settings.is_json else "text")
        if shape == "json":
            content = dumps(document_json(document), indent=2).encode() + b"\n"
        elif shape == "raw":
            content = workspace.documents.raw(document.id)
        elif shape == "markdown":
            content = markdown(document, workspace.documents.html(document.id)).encode()
        elif shape == "html":
            content = html_page(document, workspace.documents.html(document.id)).encode()
        else:
            content = document.body_text.encode()
    if out is not None:
        _write(out, content, force=force)
    elif shape == "json" or not sys.stdout.isatty():
        sys.stdout.buffer.write(content)
    else:
        head = _summary(document) if shape == "text" else ""
        for line in visible_lines(head + content.decode("utf-8", "backslashreplace")):
            click.echo(line)


def print_refs(context: click.Context, refs: list[DocumentRef]) -> None:
    """Rows as JSON or as a table."""
    if settings_of(context).is_json:
        print_json([ref_json(ref) for ref in refs])
        return
    rows = [
        (
            ref.id[:_SHORT_ID],
            (ref.received_at or "no date")[:10],
            ref.sender_name or ref.sender_email,
            ref.subject,
        )
        for ref in refs
    ]
    print_table(("id", "date", "from", "subject"), rows, widest=3, below=[ref.snippet for ref in refs])


def _summary(document: Document) -> str:
    headers = document.metadata.headers
    lines = [
        f"{name.title()}: {headers[name]}"
        for name in ("from", "to", "cc", "date", "subject")
        if name in headers
    ]
    lines += [
        f"Attachment: {asset.filename or 'without a name'} ({asset.mime_type})" for asset in document.assets
    ]
    return "\n".join(" ".join(line.split()) for line in lines) + "\n\n"


def _write(out: Path, content: bytes, *, force: bool) -> None:
    flags = os.O_WRONLY | os.O_CREAT | (os.O_TRUNC if force else os.O_EXCL)
    try:
        with os.fdopen(os.open(out, flags, 0o600), "wb") as file:
            file.write(content)
    except FileExistsError:
        raise OutputExists(
            f"{out} is there already.", hint="Name another file, or add --force to replace it."
        ) from None
    except OSError as error:
        raise PathUnreadable(f"{out} cannot be written: {error.strerror}.") from None
