"""`mailatlas reparse` and `mailatlas rebuild`: what is derived, made again from the originals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import click

from mailatlas_core.cancel import CancelToken
from mailatlas_core.cli.context import settings_of, shared_options
from mailatlas_core.cli.long_work import cancelled_by_signal, steps_bar
from mailatlas_core.cli.output import print_json
from mailatlas_core.cli.settings import Settings
from mailatlas_core.cli.streaming import StreamedObject
from mailatlas_core.errors import WorkspaceNotFound
from mailatlas_core.export.json import problem_json
from mailatlas_core.models import IngestProblem, RebuildReport, Reparsed, ReparseReport
from mailatlas_core.text import visible
from mailatlas_core.workspace import Workspace

_SHORT_ID = 12


@click.command()
@click.option("--diff", is_flag=True, help="Only show what would change.")
@shared_options
@click.pass_context
def reparse(context: click.Context, diff: bool) -> int:
    """Parse all originals again, and store what they mean to this version."""
    settings = settings_of(context)
    cancel = CancelToken()
    changed = StreamedObject(settings, "documents", asdict) if settings.is_json else None
    each = changed.add if changed is not None else _print_changed if diff else None
    with settings.open() as workspace, cancelled_by_signal(cancel), steps_bar("Parsing") as progress:
        report = workspace.reparse(diff=diff, progress=progress, cancel=cancel, each=each)
    if changed is not None:
        changed.finish(_reparse_json(report))
    else:
        _print_reparsed(report)
    if report.status == "cancelled":
        return 130
    return 1 if report.problems else 0


@click.command()
@shared_options
@click.pass_context
def rebuild(context: click.Context) -> int:
    """Make the whole index again from the originals in raw/, even where store.db is gone."""
    settings = settings_of(context)
    cancel = CancelToken()
    with cancelled_by_signal(cancel):
        report = _rebuild(settings, cancel)
    if settings.is_json:
        content = asdict(report) | {"problems": [problem_json(problem) for problem in report.problems]}
        print_json({"status": "partial" if report.problems else "ok", **content})
    else:
        click.echo(
            f"{report.documents:,} messages indexed, {report.changed:,} of which mean something else now"
        )
        for loss in report.lost:
            click.echo(f"Could not return: {loss}.")
        _print_problems(report.problems)
    return 1 if report.problems else 0


def _rebuild(settings: Settings, cancel: CancelToken) -> RebuildReport:
    try:
        workspace = settings.open()
    except WorkspaceNotFound:
        with steps_bar("Restoring") as progress:
            root = settings.resolved_root().path
            return Workspace.restore(root, actor="cli", progress=progress, cancel=cancel)
    with workspace, steps_bar("Rebuilding") as progress:
        return workspace.rebuild(progress=progress, cancel=cancel)


def _reparse_json(report: ReparseReport) -> dict[str, object]:
    return {
        "status": report.status,
        "applied": report.applied,
        "document_count": report.documents,
        "changed_count": report.changed,
        "fields": dict(report.fields),
        "errors": [problem_json(problem) for problem in report.problems],
    }


def _print_changed(one: Reparsed) -> None:
    click.echo(f"{one.id[:_SHORT_ID]}  {', '.join(one.fields)}")


def _print_reparsed(report: ReparseReport) -> None:
    verb = "changed" if report.applied else "would change"
    cancelled = "Cancelled: " if report.status == "cancelled" else ""
    click.echo(f"{cancelled}{report.changed:,} of {report.documents:,} messages {verb}")
    for name, count in report.fields.items():
        click.echo(f"  {name}: {count:,}")
    _print_problems(report.problems)


def _print_problems(problems: Sequence[IngestProblem]) -> None:
    for problem in problems:
        click.echo(visible(f"{problem.path}: {problem.error}"), err=True)
