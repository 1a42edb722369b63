"""`mailatlas list`, `search` and `get`: what is stored, for reading."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Literal, get_args

import click

from mailatlas_core.cli.completion import complete_query
from mailatlas_core.cli.context import settings_of, shared_options
from mailatlas_core.cli.output import print_json, print_table
from mailatlas_core.errors import UsageError
from mailatlas_core.export.json import ref_json
from mailatlas_core.models import Document, DocumentRef, ExportFormat
from mailatlas_core.text import visible, visible_lines
from mailatlas_core.workspace import Workspace

_SHORT_ID = 12

_limit = click.option(
    "--limit", type=click.IntRange(min=1), default=50, show_default=True, help="At most so many."
)
_offset = click.option("--offset", type=click.IntRange(min=0), default=0, help="Pass over so many first.")


@click.command("list")
@click.option("--query", default="", shell_complete=complete_query, help="Only what this search finds.")
@_limit
@_offset
@shared_options
@click.pass_context
def list_documents(context: click.Context, query: str, limit: int, offset: int) -> None:
    """Stored messages, newest first."""
    with settings_of(context).open() as workspace:
        refs = workspace.documents.page(query, limit=limit, offset=offset)
    print_refs(context, refs)


class _QueryCommand(click.Command):
    """Its arguments are words of a query, of which one that is negated, such as -is:archived, looks like
    options; those of ours with one dash have one letter."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, [_NO_OPTION + word if _NEGATED.match(word) else word for word in args])


_NEGATED = re.compile(r"-[^-].")
_NO_OPTION = "\0"  # which no argument of a process can hold


@click.command(cls=_QueryCommand)
@click.argument("words", nargs=-1, required=True, metavar="QUERY", shell_complete=complete_query)
@click.option(
    "--sort",
    type=click.Choice(["newest", "relevance"]),
    default="newest",
    show_default=True,
    help="What comes first.",
)
@_limit
@_offset
@shared_options
@click.pass_context
def search(
    context: click.Context,
    words: tuple[str, ...],
    sort: Literal["newest", "relevance"],
    limit: int,
    offset: int,
) -> None:
    """What QUERY finds: words, word*, "phrases", and fields such as from:ada or after:2026-03."""
    query = " ".join(word.removeprefix(_NO_OPTION) for word in words)
    with settings_of(context).open() as workspace:
        refs = workspace.documents.search(query, sort=sort, limit=limit, offset=offset)
    print_refs(context, refs)


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
        if out is not None:
            _say_saved(workspace.exports.document(id, shape, out, force=force))
            return
        document = workspace.get(id)
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
        f"Attachment {asset.ordinal}: {asset.filename or 'without a name'} ({asset.mime_type})"
        for asset in document.assets
    ]
    return "\n".join(" ".join(line.split()) for line in lines) + "\n\n"
