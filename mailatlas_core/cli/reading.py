"""`mailatlas list` and `search`: rows of what is stored."""

from __future__ import annotations

import re
from itertools import tee
from typing import TYPE_CHECKING, Literal

import click

from mailatlas_core.cancel import CancelToken
from mailatlas_core.cli.completion import complete_query
from mailatlas_core.cli.context import settings_of, shared_options
from mailatlas_core.cli.long_work import cancelled_by_signal
from mailatlas_core.cli.output import print_json_list, print_table
from mailatlas_core.export.json import ref_json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mailatlas_core.models import DocumentRef

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
    cancel = CancelToken()
    with settings_of(context).open_to_read() as workspace, cancelled_by_signal(cancel):
        print_refs(context, workspace.documents.rows(query, limit=limit, offset=offset, cancel=cancel))


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
    cancel = CancelToken()
    with settings_of(context).open_to_read() as workspace, cancelled_by_signal(cancel):
        refs = workspace.documents.rows(
            query, sort=sort, snippets=True, limit=limit, offset=offset, cancel=cancel
        )
        print_refs(context, refs)


def print_refs(context: click.Context, refs: Iterable[DocumentRef]) -> None:
    """Rows as JSON or as a table, as they come."""
    if settings_of(context).is_json:
        print_json_list(map(ref_json, refs))
        return
    shown, noted = tee(refs)
    rows = (
        (
            ref.id[:_SHORT_ID],
            (ref.received_at or "no date")[:10],
            ref.sender_name or ref.sender_email,
            ref.subject,
        )
        for ref in shown
    )
    print_table(("id", "date", "from", "subject"), rows, widest=3, below=(ref.snippet for ref in noted))
