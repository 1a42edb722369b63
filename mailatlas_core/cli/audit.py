"""`mailatlas audit`: the append-only log, and the proof that it is whole."""

from __future__ import annotations

import click

from mailatlas_core.cli.context import settings_of, shared_options
from mailatlas_core.cli.output import print_json, print_table
from mailatlas_core.export.json import event_json
from mailatlas_core.text import visible


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
    with settings_of(context).open() as workspace:
        events = workspace.audit.events(limit=limit)
    if settings_of(context).is_json:
        print_json([event_json(event) for event in events])
        return
    rows = [
        (str(event.seq), event.at[:19].replace("T", " "), event.actor, event.kind, _said(event.data))
        for event in events
    ]
    print_table(("seq", "at (UTC)", "actor", "kind", "data"), rows, widest=4)


@audit.command()
@shared_options
@click.pass_context
def verify(context: click.Context) -> int:
    """Recompute the whole chain and hold it against audit.head."""
    with settings_of(context).open() as workspace:
        result = workspace.audit.verify()
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
