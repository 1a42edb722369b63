"""What every command shares: `--root`, `--json` and `-v`, which stand before or after the command."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from mailatlas_core.cli.settings import Settings

F = TypeVar("F", bound=Callable[..., Any])


def settings_of(context: click.Context) -> Settings:
    """The settings of the call that `context` is part of."""
    return context.find_root().ensure_object(Settings)


def with_options(function: F, options: Sequence[Callable[[F], F]]) -> F:
    """Give a command these options, in their order."""
    for option in reversed(options):
        function = option(function)
    return function


def shared_options(function: F) -> F:
    """Give a command or group the options that all have."""

    def keep(context: click.Context, parameter: click.Parameter, value: object) -> None:
        if value not in (None, False):
            setattr(settings_of(context), str(parameter.name), value)

    decorate: list[Callable[[F], F]] = [
        click.option(
            "--root",
            metavar="DIR",
            expose_value=False,
            callback=keep,
            shell_complete=click.Path(file_okay=False).shell_complete,
            help="The workspace's folder.",
        ),
        click.option("--json", is_flag=True, expose_value=False, callback=keep, help="Print JSON."),
        click.option(
            "-v", "--verbose", is_flag=True, expose_value=False, callback=keep, help="Log to stderr."
        ),
    ]
    return with_options(function, decorate)


def cleaning_options(function: F) -> F:
    """Give a command the six switches of cleaning, each with its opposite, all on by default."""
    from dataclasses import fields

    from mailatlas_core.meaning import ParserConfig

    for switch in reversed(fields(ParserConfig)):
        name = switch.name.replace("_", "-")
        function = click.option(f"--{name}/--no-{name}", default=True, help=_CLEANING[switch.name])(function)
    return function


_CLEANING = {
    "strip_forwarded_headers": "Leave the header lines of forwarded messages out of the text.",
    "strip_boilerplate": "Leave out lines such as “view in browser”.",
    "strip_link_only_lines": "Leave out lines that are nothing but a link.",
    "stop_at_footer": "End the text where the footer begins.",
    "strip_invisible_chars": "Take out invisible characters that spell nothing.",
    "normalize_whitespace": "Leave out trailing blanks and runs of empty lines.",
}
