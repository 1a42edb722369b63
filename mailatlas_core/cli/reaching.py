"""What commands that ask a server for mail share: which account is meant, and the way to it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from mailatlas_core.cli.account_choice import config_of, is_described, with_credential
from mailatlas_core.errors import WorkspaceNotFound
from mailatlas_core.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mailatlas_core.cli.settings import Settings
    from mailatlas_core.ports import OpenMailbox
    from mailatlas_core.receive.model import AccountConfig
    from mailatlas_core.receive.room import Receive
    from mailatlas_core.secrets import Secret
    from mailatlas_core.workspace import Workspace


class Reached(NamedTuple):
    """An account, which may be no more than described, and the way to it."""

    config: AccountConfig
    open: OpenMailbox | None


def opened(settings: Settings, given: Mapping[str, Any]) -> Workspace:
    """The workspace; one is made where the call says where an account is, and that can be one."""
    from mailatlas_core.receive.checking import check
    from mailatlas_core.workspace import Workspace

    try:
        return settings.open()
    except WorkspaceNotFound:
        if not is_described(given, os.environ):
            raise
    check(config_of(given, (), os.environ))
    return Workspace.open(settings.resolved_root().path, create=True, actor="cli")


def reached(room: Receive, given: Mapping[str, Any], secret: Secret | None, *, add: bool = False) -> Reached:
    """The account that is meant, and the way to it with the secret that the call carries, if any. It is added
    where it is new and `add` is asked for. What its user should hear goes to stderr."""
    from mailatlas_core.config import load_config
    from mailatlas_core.receive.choosing import mailbox_for

    config = config_of(given, room.accounts(), os.environ)
    others = [config, *(account.config for account in room.accounts())]
    loaded = load_config()
    open_mailbox, notes = mailbox_for(
        with_credential(config, given),
        secret,
        accounts=loaded.config.account,
        others=others,
    )
    if add:
        room.add(config)
    for note in (*loaded.problems, *notes):
        click.echo(visible(f"mailatlas: {note}"), err=True)
    return Reached(config, open_mailbox)


def chosen_ids(room: Receive, account_id: str | None) -> Iterator[str]:
    """This account, or all."""
    return iter([account_id] if account_id else [account.id for account in room.accounts()])
