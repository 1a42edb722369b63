"""The options that say which account, where it is, and with which credential."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import click

from mailatlas_core.cli.context import with_options
from mailatlas_core.errors import UsageError

if TYPE_CHECKING:
    from mailatlas_core.secrets import Secret

F = TypeVar("F", bound=Callable[..., Any])

_ACCOUNT = (click.option("--account-id", metavar="ID", help="An account that there is."),)
_PLACE = (
    click.option(
        "--provider", metavar="imap|maildir", help="What the account is; its other options say it too."
    ),
    click.option("--host", metavar="HOST", help="The IMAP server."),
    click.option("--port", type=click.IntRange(1, 65535), help="Its port; 993, and with STARTTLS 143."),
    click.option("--username", metavar="NAME", help="Who logs in there."),
    click.option(
        "--imap-starttls", is_flag=True, help="Encrypt after the greeting, not from the first byte."
    ),
    click.option("--oauth", is_flag=True, help="Log in with an access token in the place of a password."),
    click.option(
        "--folder",
        "folders",
        metavar="NAME",
        multiple=True,
        help="A folder; may be repeated. [default: INBOX]",
    ),
    click.option("--path", metavar="DIR", help="The Maildir."),
)
_CREDENTIAL = (
    click.option("--password", metavar="PASSWORD", help="The password; in sight of whoever lists processes."),
    click.option("--password-stdin", is_flag=True, help="Read the password from the first line of stdin."),
    click.option("--access-token", metavar="TOKEN", help="An OAuth access token; in sight likewise."),
)


def account_options(function: F) -> F:
    """Give a command the option that names an account."""
    return with_options(function, _ACCOUNT)


def place_options(function: F) -> F:
    """Give a command the options that say where an account is."""
    return with_options(function, _PLACE)


def credential_options(function: F) -> F:
    """Give a command the options that carry a password or a token."""
    return with_options(function, _CREDENTIAL)


def secret_of(given: Mapping[str, Any]) -> Secret | None:
    """The password or token that the call carries."""
    from mailatlas_core.secrets import Secret
    from mailatlas_core.secrets.sources import first_line

    carried = [name for name in ("password", "password_stdin", "access_token") if given[name]]
    if len(carried) > 1:
        names = " and ".join("--" + name.replace("_", "-") for name in carried)
        raise UsageError(f"{names} exclude each other.", hint="Give one of them.")
    if given["password_stdin"]:
        return first_line(sys.stdin)
    text = given["password"] or given["access_token"]
    return Secret(text) if text else None
