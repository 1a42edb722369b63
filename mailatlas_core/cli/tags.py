"""`mailatlas tag`: local tags."""

from __future__ import annotations

import click

from mailatlas_core.cancel import CancelToken
from mailatlas_core.cli.completion import complete_query
from mailatlas_core.cli.context import settings_of, shared_options
from mailatlas_core.cli.long_work import cancelled_by_signal
from mailatlas_core.cli.output import print_json
from mailatlas_core.errors import UsageError
from mailatlas_core.models import TagChange


@click.command()
@click.argument("ids", nargs=-1, metavar="[ID…]")
@click.option("--query", shell_complete=complete_query, help="All that this search finds, instead of ids.")
@click.option("--add", metavar="NAME", multiple=True, help="A tag to give; may be repeated.")
@click.option("--remove", metavar="NAME", multiple=True, help="A tag to take away; may be repeated.")
@shared_options
@click.pass_context
def tag(
    context: click.Context,
    ids: tuple[str, ...],
    query: str | None,
    add: tuple[str, ...],
    remove: tuple[str, ...],
) -> int:
    """Give messages local tags, or take them away; the beginning of an id is enough."""
    if not ids and query is None:
        raise UsageError("No messages are named.", hint="Name them by ids, or by --query.")
    if query is not None and not query.strip():
        raise UsageError("The query is empty.", hint="Is a variable empty? All messages are `--query '*'`.")
    if not add and not remove:
        raise UsageError("No tag is named.", hint="Name one with --add or --remove.")
    cancel = CancelToken()
    with settings_of(context).open() as workspace, cancelled_by_signal(cancel):
        change = workspace.tags.change(ids=ids, query=query, add=add, remove=remove, cancel=cancel)
    if settings_of(context).is_json:
        print_json(_change_json(change))
    else:
        _print_change(change)
    return 130 if change.status == "cancelled" else 0


def _change_json(change: TagChange) -> dict[str, object]:
    return {
        "status": change.status,
        "changed": change.documents,
        "added": {name: len(ids) for name, ids in change.added.items()},
        "removed": {name: len(ids) for name, ids in change.removed.items()},
    }


def _print_change(change: TagChange) -> None:
    cancelled = "Cancelled: " if change.status == "cancelled" else ""
    click.echo(
        f"{cancelled}{change.documents:,} {'message' if change.documents == 1 else 'messages'} changed"
    )
    for name, ids in change.added.items():
        click.echo(f"  +{name}: {len(ids):,}")
    for name, ids in change.removed.items():
        click.echo(f"  -{name}: {len(ids):,}")
