"""What commands that ask a server for mail share: which account is meant, and the way to it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from mailatlas_core.cli.account_choice import config_of, with_credential
from mailatlas_core.cli.account_options import secret_of
from mailatlas_core.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mailatlas_core.ports import OpenMailbox
    from mailatlas_core.receive.model import AccountConfig
    from mailatlas_core.receive.room import Receive


class Reached(NamedTuple):
    """An account, which may be no more than described, and the way to it."""

    config: AccountConfig
    open: OpenMailbox | None


def reached(room: Receive, given: Mapping[str, Any], *, add: bool = False) -> Reached:
    """The account that is meant, which is added where it is new and `add` is asked for. What its user should
    hear goes to stderr."""
    from mailatlas_core.config import load_config
    from mailatlas_core.receive.choosing import mailbox_for

    config = config_of(given, room.accounts(), os.environ)
    others = [config, *(account.config for account in room.accounts())]
    open_mailbox, notes = mailbox_for(
        with_credential(config, given),
        secret_of(given),
        accounts=load_config().config.account,
        others=others,
    )
    if add:
        room.add(config)
    for note in notes:
        click.echo(visible(f"mailatlas: {note}"), err=True)
    return Reached(config, open_mailbox)


def chosen_ids(room: Receive, account_id: str | None) -> Iterator[str]:
    """This account, or all."""
    return iter([account_id] if account_id else [account.id for account in room.accounts()])
