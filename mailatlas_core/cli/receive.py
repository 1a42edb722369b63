"""`mailatlas receive`: mail from an account, in bounded passes, and what came of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from mailatlas_core.cancel import CancelToken
from mailatlas_core.cli.account_options import account_options, credential_options, place_options, secret_of
from mailatlas_core.cli.context import cleaning_options, settings_of, shared_options
from mailatlas_core.cli.long_work import cancelled_by_signal, messages_bar
from mailatlas_core.cli.output import print_json, print_json_list
from mailatlas_core.cli.reaching import chosen_ids, opened, reached
from mailatlas_core.errors import UsageError
from mailatlas_core.export.receive_json import result_json, status_json, verification_json
from mailatlas_core.receive.model import INTERVAL_SECONDS, INTERVAL_VARIABLE
from mailatlas_core.text import visible

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mailatlas_core.meaning import ParserConfig
    from mailatlas_core.receive.model import FolderVerification, ReceiveResult

_FINE = ("ok", "duplicate")
_CANCELLED = 130


@click.group(invoke_without_command=True)
@account_options
@place_options
@credential_options
@click.option("--limit", type=click.IntRange(1, 500), default=50, show_default=True, help="At most so many.")
@click.option("--all", "everything", is_flag=True, help="All that there is, in the place of a limit.")
@click.option(
    "--full-sync", is_flag=True, help="Read from the beginning again; what is known stays as it is."
)
@cleaning_options
@shared_options
@click.pass_context
def receive(context: click.Context, /, **given: Any) -> int:
    """Get new mail from an account, once; one that is described here is added, without its credential.

    Nothing is changed on the server. With no account named, it is the only one that there is.
    """
    named = [name for name in given if _is_given(context, name)]
    if context.invoked_subcommand is not None:
        if named:
            raise UsageError(f"Options of `{context.invoked_subcommand}` stand behind it.")
        return 0
    if given["everything"] and "limit" in named:
        raise UsageError("--all and --limit exclude each other.", hint="Give one of them.")
    cancel = CancelToken()
    secret = secret_of(given)
    with opened(settings_of(context), given) as workspace, cancelled_by_signal(cancel):
        account = reached(workspace.receive, given, secret, add=True)
        with messages_bar("Receiving") as progress:
            result = workspace.receive.receive(
                account.config.id,
                account.open,
                limit=None if given["everything"] else given["limit"],
                full_sync=given["full_sync"],
                config=_cleaning(given),
                progress=progress,
                cancel=cancel,
            )
    return _print_result(context, result)


@receive.command()
@account_options
@place_options
@credential_options
@click.option(
    "--interval",
    type=click.IntRange(min=1),
    default=INTERVAL_SECONDS,
    show_default=True,
    envvar=INTERVAL_VARIABLE,
    help="Seconds from one pass to the next.",
)
@click.option(
    "--max-runs",
    type=click.IntRange(min=1),
    envvar="MAILATLAS_RECEIVE_MAX_RUNS",
    help="End after so many passes.",
)
@cleaning_options
@shared_options
@click.pass_context
def watch(context: click.Context, /, interval: int, max_runs: int | None, **given: Any) -> None:
    """Get new mail again and again, until Ctrl-C; one line says how each pass ended."""
    from mailatlas_core.export.json import dumps

    cancel = CancelToken()
    secret = secret_of(given)
    with opened(settings_of(context), given) as workspace, cancelled_by_signal(cancel):
        account = reached(workspace.receive, given, secret, add=True)
        for result in workspace.receive.watch(
            account.config.id,
            account.open,
            interval_seconds=interval,
            max_runs=max_runs,
            config=_cleaning(given),
            cancel=cancel,
        ):
            is_json = settings_of(context).is_json
            click.echo(dumps(result_json(result)) if is_json else visible(_in_words(result)))


@receive.command("retry-gaps")
@account_options
@credential_options
@shared_options
@click.pass_context
def retry_gaps(context: click.Context, /, **given: Any) -> int:
    """Ask again for the messages that a server lists and did not give."""
    cancel = CancelToken()
    with settings_of(context).open() as workspace, cancelled_by_signal(cancel):
        account = reached(workspace.receive, given, secret_of(given))
        with messages_bar("Receiving") as progress:
            result = workspace.receive.retry_gaps(
                account.config.id, account.open, progress=progress, cancel=cancel
            )
    return _print_result(context, result)


@receive.command()
@account_options
@credential_options
@shared_options
@click.pass_context
def verify(context: click.Context, /, **given: Any) -> int:
    """Hold all ids that the server has, in every folder, against what is stored."""
    cancel = CancelToken()
    with settings_of(context).open() as workspace, cancelled_by_signal(cancel):
        account = reached(workspace.receive, given, secret_of(given))
        folders = workspace.receive.verify(account.config.id, account.open, cancel=cancel)
    if settings_of(context).is_json:
        print_json(verification_json(account.config.id, folders))
    else:
        for folder in folders:
            click.echo(visible(f"{folder.folder}: {folder.error or _verified_in_words(folder)}"))
    return 0 if all(folder.is_whole for folder in folders) else 1


@receive.command()
@account_options
@shared_options
@click.pass_context
def status(context: click.Context, account_id: str | None) -> None:
    """Accounts, how far each was read, its runs, and its gaps."""
    with settings_of(context).open() as workspace:
        room = workspace.receive
        found = [(room.status(id)[0], room.gaps(id)) for id in chosen_ids(room, account_id)]
    if settings_of(context).is_json:
        print_json_list(status_json(one, gaps) for one, gaps in found)
        return
    for one, gaps in found:
        click.echo(visible(f"{one.account.id}: messages {one.document_count:,}, gaps {one.gap_count:,}"))
        if one.holder:
            click.echo(visible(f"  is being received by {one.holder}"))
        for cursor in one.cursors:
            click.echo(visible(f"  {cursor.folder}: read up to uid {cursor.last_uid}"))
        for run in one.runs:
            at = f"{run.started_at[:16].replace('T', ' ')} UTC"
            counts = f"{run.ingested_count:,} stored, {run.duplicate_count:,} known"
            click.echo(visible(f"  {at}  {run.status}  {counts}" + (f"  {run.error}" if run.error else "")))
        for gap in gaps:
            click.echo(visible(f"  gap: {gap.folder} {gap.uid}, asked for {gap.tries} times: {gap.reason}"))


def _is_given(context: click.Context, name: str) -> bool:
    return context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE


def _cleaning(given: Mapping[str, Any]) -> ParserConfig:
    from dataclasses import fields

    from mailatlas_core.meaning import ParserConfig

    return ParserConfig(**{switch.name: given[switch.name] for switch in fields(ParserConfig)})


def _print_result(context: click.Context, result: ReceiveResult) -> int:
    """Print how a run ended, and return the exit status."""
    if settings_of(context).is_json:
        print_json(result_json(result))
    else:
        click.echo(visible(_in_words(result)))
    if result.status == "cancelled":
        return _CANCELLED
    return 0 if result.status in _FINE else 1


def _in_words(result: ReceiveResult) -> str:
    counts = (
        (result.ingested_count, "stored"),
        (result.duplicate_count, "known already"),
        (result.error_count, "that could not be had"),
    )
    nothing = "nothing received" if result.error else "no new mail"
    said = ", ".join(f"{count:,} {what}" for count, what in counts if count) or nothing
    more = "; there is more, which --all gets" if result.more else ""
    if result.error is None:
        return f"{result.account_id}: {result.status}, {said}{more}"
    advice = f" {result.details}" if result.details else ""
    return f"{result.account_id}: {result.status}, {said}{more}. {result.error}{advice}"


def _verified_in_words(folder: FolderVerification) -> str:
    missing = f", missing: {', '.join(map(str, folder.missing))}" if folder.missing else ""
    return (
        f"{folder.listed_count:,} on the server, {folder.stored_count:,} stored, {folder.gap_count:,} gaps,"
        f" {folder.waiting_count:,} not received yet{missing}"
    )
