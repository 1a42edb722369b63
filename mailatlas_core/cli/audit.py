"""`mailatlas audit`: the append-only log, and the proof that it is whole."""

from __future__ import annotations

from collections.abc import Iterator

import click

from mailatlas_core.cancel import CancelToken
from mailatlas_core.cli.context import settings_of, shared_options
from mailatlas_core.cli.long_work import cancelled_by_signal, steps_bar
from mailatlas_core.cli.output import print_json, print_json_list, print_table
from mailatlas_core.export.json import event_json
from mailatlas_core.models import AuditEvent
from mailatlas_core.text import visible
from mailatlas_core.workspace import Workspace

_AT_ONCE = 500


@click.group()
@shared_options
def audit() -> None:
    """What went in, out or away."""


@audit.command("list")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="At most so many.")
@shared_options
@click.pass_context
def list_events(context: click.Context, limit: int) -> None:
    """Events, newest first."""
    cancel = CancelToken()
    with settings_of(context).open() as workspace, cancelled_by_signal(cancel):
        events = _newest(workspace, limit, cancel)
        if settings_of(context).is_json:
            print_json_list(map(event_json, events))
            return
        rows = (
            (str(event.seq), event.at[:19].replace("T", " "), event.actor, event.kind, _said(event.data))
            for event in events
        )
        print_table(("seq", "at (UTC)", "actor", "kind", "data"), rows, widest=4)


def _newest(workspace: Workspace, limit: int, cancel: CancelToken) -> Iterator[AuditEvent]:
    """The newest events, read as they are asked for."""
    before = None
    while some := workspace.audit.events(limit=min(limit, _AT_ONCE), before=before, cancel=cancel):
        yield from some
        before, limit = some[-1].seq, limit - len(some)


@audit.command()
@shared_options
@click.pass_context
def verify(context: click.Context) -> int:
    """Recompute the whole chain and hold it against audit.head."""
    cancel = CancelToken()
    with (
        settings_of(context).open() as workspace,
        cancelled_by_signal(cancel),
        steps_bar("Verifying") as progress,
    ):
        result = workspace.audit.verify(progress=progress, cancel=cancel)
    if settings_of(context).is_json:
        print_json(
            {
                "status": "ok" if result.whole else "error",
                "events": result.events,
                "head": result.head,
                "problems": list(result.problems),
            }
        )
    else:
        for problem in result.problems:
            click.echo(visible(problem))
        if result.whole:
            click.echo(
                f"The log is whole: {result.events:,} events follow one from another up to {result.head}."
            )
    return 0 if result.whole else 1


def _said(data: object) -> str:
    return ", ".join(f"{name} {value}" for name, value in data.items()) if isinstance(data, dict) else ""
