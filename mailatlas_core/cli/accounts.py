"""`mailatlas accounts`: the places that mail is received from; no secret is stored with any."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from mailatlas_core.cancel import CancelToken
from mailatlas_core.cli.account_choice import config_of, is_described
from mailatlas_core.cli.account_options import account_options, credential_options, place_options, secret_of
from mailatlas_core.cli.context import settings_of, shared_options
from mailatlas_core.cli.long_work import cancelled_by_signal
from mailatlas_core.cli.output import print_json, print_json_list, print_table
from mailatlas_core.cli.reaching import opened, reached
from mailatlas_core.errors import UsageError
from mailatlas_core.export.receive_json import account_json
from mailatlas_core.text import visible

if TYPE_CHECKING:
    from mailatlas_core.receive.model import ReceiveAccount
    from mailatlas_core.receive.room import Receive


@click.group()
@shared_options
def accounts() -> None:
    """Accounts that mail is received from."""


@accounts.command("list")
@shared_options
@click.pass_context
def list_accounts(context: click.Context) -> None:
    """All accounts, and where the credential of each would come from."""
    with settings_of(context).open() as workspace:
        room = workspace.receive
        found = [(account, _credential(room, account)) for account in room.accounts()]
    if settings_of(context).is_json:
        print_json_list(account_json(account, credential) for account, credential in found)
        return
    cells = ((account.id, account.config.provider, credential) for account, credential in found)
    print_table(("account", "provider", "credential"), cells, widest=0)


@accounts.command()
@place_options
@shared_options
@click.pass_context
def add(context: click.Context, /, **given: Any) -> None:
    """Add an account, or change how one is reached; nobody is asked, and no secret is stored."""
    if not is_described(given, os.environ):
        raise UsageError("No account is described.", hint="Give --host and --username, or --path.")
    with opened(settings_of(context), given) as workspace:
        room = workspace.receive
        account = room.add(config_of(given, room.accounts(), os.environ))
        _print(context, room, account)


@accounts.command()
@click.argument("id")
@shared_options
@click.pass_context
def remove(context: click.Context, id: str) -> None:
    """Forget an account and how far it was read; its messages stay."""
    with settings_of(context).open() as workspace:
        workspace.receive.remove(id)
    if settings_of(context).is_json:
        print_json({"status": "ok", "account_id": id})
    else:
        click.echo(visible(f"{id} is removed; its messages are kept."))


@accounts.command()
@account_options
@place_options
@credential_options
@shared_options
@click.pass_context
def test(context: click.Context, /, **given: Any) -> None:
    """Log in, look how many messages each folder has, and log out; nothing is stored."""
    cancel = CancelToken()
    with settings_of(context).open() as workspace, cancelled_by_signal(cancel):
        account = reached(workspace.receive, given, secret_of(given))
        found = workspace.receive.test(account.config, account.open, cancel=cancel)
    folders = list(zip(account.config.folders, found, strict=False))
    if settings_of(context).is_json:
        counts = [{"folder": folder, **selected._asdict()} for folder, selected in folders]
        print_json({"status": "ok", "account_id": account.config.id, "folders": counts})
        return
    click.echo(visible(f"{account.config.id} can be received."))
    for folder, selected in folders:
        click.echo(visible(f"  {folder}: {selected.messages:,} messages"))


@accounts.command()
@account_options
@place_options
@credential_options
@shared_options
@click.pass_context
def folders(context: click.Context, /, **given: Any) -> None:
    """The folders that a server has; the ones that an account is received from are said by --folder."""
    cancel = CancelToken()
    with settings_of(context).open() as workspace, cancelled_by_signal(cancel):
        account = reached(workspace.receive, given, secret_of(given))
        if account.open is None:
            raise UsageError("A Maildir has no server to ask.", hint="`mailatlas receive` reads its tree.")
        names = workspace.receive.folders(account.open, cancel=cancel)
    if settings_of(context).is_json:
        print_json_list(names)
    else:
        for name in names:
            click.echo(visible(name))


def _credential(room: Receive, account: ReceiveAccount) -> str:
    from mailatlas_core.config import load_config
    from mailatlas_core.receive.choosing import credential_source

    others = [one.config for one in room.accounts()]
    return credential_source(account.config, accounts=load_config().config.account, others=others)


def _print(context: click.Context, room: Receive, account: ReceiveAccount) -> None:
    credential = _credential(room, account)
    if settings_of(context).is_json:
        print_json(account_json(account, credential))
    else:
        click.echo(visible(f"{account.id}, credential: {credential}"))
