"""`mailatlas audit`: the append-only log, and the proof that it is whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

from mailatlas_core.cancel import CancelToken
from mailatlas_core.cli.context import settings_of, shared_options
from mailatlas_core.cli.long_work import cancelled_by_signal, steps_bar
from mailatlas_core.cli.output import print_json, print_json_list, print_table
from mailatlas_core.export.json import event_json
from mailatlas_core.models import AuditEvent, AuditVerification
from mailatlas_core.text import visible
from mailatlas_core.workspace import Workspace

_AT_ONCE = 500


@click.group()
@shared_options
def audit() -> None:
    """What went in, out or away."""


@audit.command("list")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="At most so many.")
@click.option(
    "--kind",
    "kinds",
    metavar="KIND",
    multiple=True,
    help="Only this kind, such as outbound.send, or a family of them, such as outbound; may be repeated.",
)
@click.option("--subject", metavar="ID", default="", help="Only what is about the record whose id begins so.")
@shared_options
@click.pass_context
def list_events(context: click.Context, limit: int, kinds: tuple[str, ...], subject: str) -> None:
    """Events, newest first."""
    cancel = CancelToken()
    with settings_of(context).open() as workspace, cancelled_by_signal(cancel):
        events = _newest(workspace, limit, kinds, subject, cancel)
        if settings_of(context).is_json:
            print_json_list(map(event_json, events))
            return
        rows = (
            (
                str(event.seq),
                event.at[:19].replace("T", " "),
                event.actor,
                event.kind,
                event.subject[:12],
                _said(event.data),
            )
            for event in events
        )
        print_table(("seq", "at (UTC)", "actor", "kind", "subject", "data"), rows, widest=5)


def _newest(
    workspace: Workspace, limit: int, kinds: tuple[str, ...], subject: str, cancel: CancelToken
) -> Iterator[AuditEvent]:
    """The newest events, read as they are asked for."""
    before = None
    while some := workspace.audit.events(
        kinds=kinds, subject=subject, limit=min(limit, _AT_ONCE), before=before, cancel=cancel
    ):
        yield from some
        before, limit = some[-1].seq, limit - len(some)


@audit.command()
@click.option(
    "--allowed-signers",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Check the signature too: the keys that may sign, as ssh-keygen has them.",
)
@click.option("--identity", metavar="ID", help="Who must have signed, as that file names them.")
@shared_options
@click.pass_context
def verify(context: click.Context, allowed_signers: Path | None, identity: str | None) -> int:
    """Prove the log, from its first event to its head, and all that it vouches for."""
    cancel = CancelToken()
    with (
        settings_of(context).open() as workspace,
        cancelled_by_signal(cancel),
        steps_bar("Verifying") as progress,
    ):
        result = workspace.audit.verify(
            allowed_signers=allowed_signers, identity=identity, progress=progress, cancel=cancel
        )
    if settings_of(context).is_json:
        print_json({"status": "ok" if result.whole else "error", **asdict(result)})
    else:
        for sentence in (*result.problems, *_proved(result)):
            click.echo(visible(sentence))
    return 0 if result.whole else 1


def _proved(result: AuditVerification) -> Iterator[str]:
    """What was looked at, as proved or not."""
    events = _counted(result.events, "event")
    others = f"{_counted(result.records, 'outbound record')} and {_counted(result.files, 'file')}"
    if result.whole:
        yield f"The log is whole: {events}, each following from the one before, up to {result.head}."
        yield f"As it says: {others} of mail that goes out."
    else:
        yield f"The log is not whole: {_counted(len(result.problems), 'problem')} in {events}, {others}."
    if result.signed is not None:
        yield f"The signature covers the events up to {result.signed:,}."


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


@audit.command()
@click.option(
    "--key",
    type=click.Path(path_type=Path),
    help="A private key, or a public one of the agent's.  [default: yours in ~/.ssh]",
)
@shared_options
@click.pass_context
def sign(context: click.Context, key: Path | None) -> None:
    """Sign the head of the log with an SSH key, by ssh-keygen, into the file audit.head.sig."""
    cancel = CancelToken()
    with (
        settings_of(context).open() as workspace,
        cancelled_by_signal(cancel),
        steps_bar("Verifying") as progress,
    ):
        head = workspace.audit.sign(key, progress=progress, cancel=cancel)
    if settings_of(context).is_json:
        print_json({"status": "ok", "seq": head.seq, "hash": head.hash.hex()})
    else:
        click.echo(f"Signed: the end of the log, event {head.seq:,} with the hash {head.hash.hex()}.")


@audit.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Save it as this file, or in this folder.  [default: the workspace's exports]",
)
@click.option("--force", is_flag=True, help="Replace the file if it is there.")
@shared_options
@click.pass_context
def export(context: click.Context, out: Path | None, force: bool) -> None:
    """Save the log as JSON lines from which anybody can recompute the chain."""
    cancel = CancelToken()
    with (
        settings_of(context).open() as workspace,
        cancelled_by_signal(cancel),
        steps_bar("Exporting") as progress,
    ):
        place = workspace.audit.export(out, force=force, progress=progress, cancel=cancel)
    if settings_of(context).is_json:
        print_json({"status": "ok", "path": str(place)})
    else:
        click.echo(visible(f"Saved as {place}"), err=True)


def _said(data: object) -> str:
    return ", ".join(f"{name} {value}" for name, value in data.items()) if isinstance(data, dict) else ""
