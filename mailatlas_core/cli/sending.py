"""`mailatlas send` and `draft`."""

from __future__ import annotations

from dataclasses import replace
from email.utils import parseaddr
from typing import TYPE_CHECKING, Any

import click

from mailatlas_core.cli.context import settings_of, shared_options
from mailatlas_core.cli.message_options import (
    config_of,
    message_of,
    message_options,
    provider_options,
    way_options,
)
from mailatlas_core.cli.output import print_json
from mailatlas_core.errors import MessageRefused, UsageError
from mailatlas_core.export.outbound_json import result_json
from mailatlas_core.text import visible

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mailatlas_core.config import Identity
    from mailatlas_core.outbound.model import OutboundMessage, OutboundRecord, SendResult
    from mailatlas_core.ports import MailSender

_FAILED = ("error", "unknown")


@click.command()
@click.option("--draft", "draft_id", metavar="ID", help="Send this stored draft, and give no message.")
@click.option("--dry-run", is_flag=True, help="Make the message and store it, and ask nobody.")
@message_options
@provider_options
@shared_options
@click.pass_context
def send(context: click.Context, /, draft_id: str | None, dry_run: bool, **given: Any) -> int:
    """Send a message, or a stored draft. What an agent wrote must have been approved."""
    if draft_id is not None and (named := _named(context)):
        raise UsageError(f"--draft and {named} exclude each other.", hint="`outbound edit` changes a draft.")
    if draft_id is None:
        return print_result(context, _sent(context, given, dry_run))
    return print_result(context, _draft_sent(context, given, draft_id, dry_run))


@click.command()
@message_options
@way_options
@shared_options
@click.pass_context
def draft(context: click.Context, /, **given: Any) -> int:
    """Store a message to be reviewed: `outbound show` shows it, `send --draft` sends it."""
    message = _message(given)
    provider = _provider(given, message)
    with settings_of(context).open(create=True) as workspace:
        return print_result(context, workspace.outbound.draft(message, provider=provider))


def sender_of(given: Mapping[str, Any], record: OutboundRecord) -> MailSender:
    """The way out of a record: as the options say, else as it says itself, by the identity it names."""
    letter = record.revision.letter if record.revision else None
    own = letter.identity if letter else None
    if given["identity"] in (None, own):
        given = {**given, "provider": given["provider"] or record.provider}
    return _sender(given, given["identity"] or own or _whose(letter.sender.email if letter else ""))


def print_result(context: click.Context, result: SendResult) -> int:
    """Print how it ended, and return the exit status."""
    if settings_of(context).is_json:
        print_json(result_json(result))
    else:
        click.echo(visible(f"{result.id}  {result.status}" + (f"  {result.error}" if result.error else "")))
    return 1 if result.status in _FAILED else 0


def _sent(context: click.Context, given: Mapping[str, Any], dry_run: bool) -> SendResult:
    """How it ends to send a message of one's own; no workspace is made where there is no way out."""
    message = _message(given)
    if dry_run:
        provider = _provider(given, message)
        with settings_of(context).open(create=True) as workspace:
            return workspace.outbound.dry_run(message, provider=provider)
    sender = _sender(given, _writer(message))
    with settings_of(context).open(create=True) as workspace:
        return workspace.outbound.send_message(message, sender)


def _draft_sent(context: click.Context, given: Mapping[str, Any], id: str, dry_run: bool) -> SendResult:
    """How it ends to send a stored draft."""
    with settings_of(context).open() as workspace:
        room = workspace.outbound
        if dry_run:
            return room.dry_run(id)
        record = room.get(id)
        record = record if record.typed is None else room.review(id)
        return room.send_draft(id, sender_of(given, record))


def _message(given: Mapping[str, Any]) -> OutboundMessage:
    """The message that the options say, from the identity where they do not say from whom."""
    message, identities = message_of(given), _identities()
    name = given["identity"] or (None if message.from_email else _only(identities))
    if name is None:
        return message
    if name not in identities:
        raise UsageError(
            f"There is no identity `{name}` in config.toml.", hint="`mailatlas config show` lists them."
        )
    message = replace(message, identity=name)
    if message.from_email:
        return message
    identity = identities[name]
    from_name = message.from_name or identity.from_name or None
    return replace(message, from_email=identity.from_, from_name=from_name)


def _only(identities: Mapping[str, Identity]) -> str:
    """The name of the only identity, who writes where nobody is named."""
    if len(identities) == 1:
        return next(iter(identities))
    hint = f"Give --identity, of which there are {', '.join(identities)}, or --from." if identities else None
    raise MessageRefused(
        "Nobody is named who writes.",
        field="from_email",
        hint=hint or "Give --from, or --identity with the name of a section [identity.NAME] of config.toml.",
    )


def _provider(given: Mapping[str, Any], message: OutboundMessage) -> str:
    """What a draft would go out by, as far as that is said before it is sent."""
    from mailatlas_core.outbound.senders.choosing import way_of

    return way_of(given["provider"], _identities().get(_writer(message) or ""))


def _sender(given: Mapping[str, Any], name: str | None) -> MailSender:
    """The way out of an identity; what should be heard of it goes to stderr."""
    from mailatlas_core.outbound.senders.choosing import sender_for

    sender, notes = sender_for(config_of(given), name, identities=_identities())
    for note in notes:
        click.echo(visible(f"mailatlas: {note}"), err=True)
    return sender


def _writer(message: OutboundMessage) -> str | None:
    """The identity that a message names, else the one whose address it is from."""
    return message.identity or _whose(message.from_email)


def _whose(sender: str) -> str | None:
    from mailatlas_core.outbound.answers import identity_of

    return identity_of(parseaddr(sender)[1], _identities())


def _identities() -> Mapping[str, Identity]:
    from mailatlas_core.config import load_config

    return load_config().config.identity


def _named(context: click.Context) -> str | None:
    """The first option of a message that was given."""
    from mailatlas_core.cli.message_options import MESSAGE_OPTIONS

    for option in context.command.params:
        source = context.get_parameter_source(option.name or "")
        if option.name in MESSAGE_OPTIONS and source is click.core.ParameterSource.COMMANDLINE:
            return option.opts[0]
    return None
