"""`mailatlas outbound`: the outbox, reviewed, approved, and looked after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

import click

from mailatlas_core.cli.context import settings_of, shared_options
from mailatlas_core.cli.editing import edited
from mailatlas_core.cli.message_options import provider_options
from mailatlas_core.cli.output import print_json, print_json_list, print_table
from mailatlas_core.cli.review import TWICE, ask_for_digest, differences, print_review, require_terminal
from mailatlas_core.cli.sending import print_result, sender_of
from mailatlas_core.errors import OutboundStateError
from mailatlas_core.export.outbound_json import record_json, record_row_json
from mailatlas_core.outbound.drafting import letter_of, typed_of
from mailatlas_core.outbound.hiding import without_bcc
from mailatlas_core.outbound.model import OutboundStatus
from mailatlas_core.outbound.states import HINTS, after
from mailatlas_core.text import visible

if TYPE_CHECKING:
    from mailatlas_core.outbound.model import OutboundRecord

_SHORT_ID = 12

_id = click.argument("id")


@click.group()
@shared_options
def outbound() -> None:
    """Mail that goes out, or may: drafts, approvals, what became of each."""


@outbound.command("list")
@click.option(
    "--status",
    "statuses",
    type=click.Choice(get_args(OutboundStatus)),
    multiple=True,
    help="Only in this state; may be repeated.",
)
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="At most so many.")
@click.option("--offset", type=click.IntRange(min=0), default=0, help="Pass over so many first.")
@shared_options
@click.pass_context
def list_records(
    context: click.Context, statuses: tuple[OutboundStatus, ...], limit: int, offset: int
) -> None:
    """Records, newest first; no Bcc recipient is in any."""
    with settings_of(context).open() as workspace:
        records = workspace.outbound.records(statuses, limit=limit, offset=offset)
    if settings_of(context).is_json:
        print_json_list(map(record_row_json, records))
        return
    cells = (
        (record.id[:_SHORT_ID], _status(record), record.created_at[:16].replace("T", " "), *_written(record))
        for record in records
    )
    print_table(("id", "status", "at (UTC)", "to", "subject"), cells, widest=4)


@outbound.command()
@_id
@click.option("--include-bcc", is_flag=True, help="Show Bcc recipients too.")
@click.option("--diff", is_flag=True, help="Show what each review changed against the one before.")
@shared_options
@click.pass_context
def show(context: click.Context, id: str, include_bcc: bool, diff: bool) -> None:
    """One record, as it would be sent now; the beginning of its id is enough."""
    with settings_of(context).open() as workspace:
        room = workspace.outbound
        record = room.get(id, include_bcc=include_bcc)
        if diff:
            lines = differences(room.revisions(id, include_bcc=include_bcc))
            if settings_of(context).is_json:
                print_json({"id": record.id, "diff": [*lines]})
            else:
                for line in lines:
                    click.echo(line)
        else:
            _print(context, record, include_bcc=include_bcc)


@outbound.command()
@_id
@shared_options
@click.pass_context
def edit(context: click.Context, id: str) -> None:
    """Change a draft in $EDITOR; one that was rejected is copied into a new draft first."""
    require_terminal("A draft is edited")
    with settings_of(context).open() as workspace:
        room = workspace.outbound
        record = room.get(id, include_bcc=True)
        if record.status == "rejected":
            if room.may_have_gone_out(id):
                click.echo(TWICE, err=True)
            record = room.copy(id)
        after(record.status, "revise")  # before the editor is opened, not when its text is to be kept
        room.keep(record.id, edited(workspace, typed_of(record)))
        _print(context, room.review(record.id), include_bcc=False)


@outbound.command()
@_id
@shared_options
@click.pass_context
def approve(context: click.Context, id: str) -> None:
    """Read a record at a terminal, every recipient and every word, and approve exactly that."""
    require_terminal("An approval is given")
    is_json = settings_of(context).is_json
    with settings_of(context).open() as workspace:
        record = workspace.outbound.review(id)
        print_review(record, err=is_json)
        for warning in workspace.outbound.warnings(record.id):
            click.echo(visible(f"!  {warning.sentence}"), err=is_json)
        if record.revision is not None:
            record = workspace.outbound.approve(record.id, ask_for_digest(record.revision))
    if is_json:
        print_json(record_json(record))
    else:
        click.echo(f"Approved. `mailatlas send --draft {record.id[:_SHORT_ID]}` sends it.")


@outbound.command()
@_id
@shared_options
@click.pass_context
def reject(context: click.Context, id: str) -> None:
    """Say that a record shall never go out."""
    with settings_of(context).open() as workspace:
        _print(context, workspace.outbound.reject(id), include_bcc=False)


@outbound.command()
@_id
@provider_options
@shared_options
@click.pass_context
def retry(context: click.Context, /, id: str, **given: Any) -> int:
    """Send again what failed; what is `unknown` may arrive twice, so that is asked at a terminal."""
    with settings_of(context).open() as workspace:
        room = workspace.outbound
        record = room.get(id, include_bcc=True)
        if record.status not in ("error", "unknown"):
            raise OutboundStateError(
                f"The record {record.id[:_SHORT_ID]} is `{record.status}`, and did not fail.",
                hint=HINTS.get(record.status, "`mailatlas send --draft` sends it."),
            )
        if record.typed is not None:
            raise OutboundStateError(
                f"The record {record.id[:_SHORT_ID]} was changed since it failed.",
                hint="`mailatlas send --draft` sends it as it is now.",
            )
        if record.status == "unknown":
            require_terminal("An approval is given")
        sender = sender_of(given, record)
        if record.status == "unknown" and record.revision is not None:
            is_json = settings_of(context).is_json
            print_review(record, err=is_json)
            click.echo(TWICE, err=is_json)
            room.retry(record.id, ask_for_digest(record.revision))
        return print_result(context, room.send_draft(record.id, sender))


@outbound.command()
@click.argument("id", required=False)
@shared_options
@click.pass_context
def reconcile(context: click.Context, id: str | None) -> None:
    """Look for received copies of what is `unknown`, or was before it was rejected: one proves that it went
    out, none proves nothing."""
    with settings_of(context).open() as workspace:
        room = workspace.outbound
        ids = [record.id for record in room.open_records()] if id is None else [id]
        records = [room.reconcile(each) for each in ids]
    if settings_of(context).is_json:
        print_json_list(map(record_row_json, records))
        return
    for record in records:
        click.echo(f"{record.id[:_SHORT_ID]}  {record.status}")


def _written(record: OutboundRecord) -> tuple[str, str]:
    """To whom, and the subject."""
    letter = letter_of(record)
    if letter is not None:
        return ", ".join(address.email for address in letter.to), letter.subject
    return (record.typed.to, record.typed.subject) if record.typed else ("", "")


def _status(record: OutboundRecord) -> str:
    """The state, and whether some recipients were refused, which is the only error of what was sent."""
    return f"{record.status}, not to all" if record.status == "sent" and record.error else record.status


def _print(context: click.Context, record: OutboundRecord, *, include_bcc: bool) -> None:
    if settings_of(context).is_json:
        print_json(record_json(record, include_bcc=include_bcc))
    else:
        print_review(record if include_bcc else without_bcc(record))
