"""`mailatlas thread`: a whole conversation."""

from __future__ import annotations

import click

from mailatlas_core.cli.context import settings_of, shared_options
from mailatlas_core.cli.reading import print_refs


@click.command()
@click.argument("id")
@shared_options
@click.pass_context
def thread(context: click.Context, id: str) -> None:
    """The conversation of a message, oldest first; the beginning of any member's id is enough."""
    with settings_of(context).open_to_read() as workspace:
        refs = workspace.documents.thread(id)
    print_refs(context, refs)
