"""`mailatlas ingest`: store files, archives, Maildirs and folders of them."""

from __future__ import annotations

from typing import get_args

import click

from mailatlas_core.cancel import CancelToken
from mailatlas_core.cli.context import cleaning_options, settings_of, shared_options
from mailatlas_core.cli.long_work import cancelled_by_signal, messages_bar
from mailatlas_core.cli.streaming import StreamedObject
from mailatlas_core.errors import UsageError
from mailatlas_core.export.json import ingested_json, problem_json
from mailatlas_core.meaning import ParserConfig
from mailatlas_core.models import IngestReport, IngestType
from mailatlas_core.text import visible

_EXIT = {"ok": 0, "duplicate": 0, "partial": 1, "error": 1, "cancelled": 130}


@click.command()
@click.option(
    "--type", "kind", type=click.Choice(get_args(IngestType)), default="auto", help="What the paths are."
)
@cleaning_options
@click.argument("paths", nargs=-1, required=True, metavar="PATH…", shell_complete=click.Path().shell_complete)
@shared_options
@click.pass_context
def ingest(context: click.Context, /, kind: IngestType, paths: tuple[str, ...], **switches: bool) -> int:
    """Store .eml files, mbox archives, Maildirs, or folders of them; - is standard input."""
    settings = settings_of(context)
    if not all(paths):
        raise UsageError("One of the paths is empty.", hint="Is a variable empty?")
    cancel = CancelToken()
    refs = StreamedObject(settings, "document_refs", ingested_json) if settings.is_json else None
    each = None if refs is None else refs.add
    with (
        settings.open(create=True) as workspace,
        cancelled_by_signal(cancel),
        messages_bar("Reading") as progress,
    ):
        config = ParserConfig(**switches)
        report = workspace.ingest(
            paths, type=kind, config=config, progress=progress, cancel=cancel, each=each
        )
    if refs is not None:
        refs.finish(_report_json(report))
    else:
        _print_summary(report)
    return _EXIT[report.status]


def _report_json(report: IngestReport) -> dict[str, object]:
    return {
        "status": report.status,
        "ingested_count": report.ingested_count,
        "duplicate_count": report.duplicate_count,
        "error_count": report.error_count,
        "skipped_count": report.skipped_count,
        "run_id": report.run_id,
        "errors": [problem_json(problem) for problem in report.errors],
    }


def _print_summary(report: IngestReport) -> None:
    counts = (
        (report.ingested_count, "stored"),
        (report.duplicate_count, "known already"),
        (report.skipped_count, "files passed over that are no mail"),
        (report.error_count, "that could not be read"),
    )
    said = ", ".join(f"{count:,} {what}" for count, what in counts if count) or "nothing found"
    click.echo(("Cancelled: " if report.status == "cancelled" else "") + said)
    for problem in report.errors:
        click.echo(visible(f"{problem.path}: {problem.error}"), err=True)
