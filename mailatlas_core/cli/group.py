"""The group of all commands, each imported when it is called."""

from __future__ import annotations

from importlib import import_module

import click

import mailatlas_core
from mailatlas_core.cli.context import settings_of, shared_options
from mailatlas_core.cli.main import ended_by_reader


class LazyGroup(click.Group):
    """A group whose commands are imported only when they are called or listed in a help text."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # click's own arguments, passed on
        self.lazy: dict[str, str] = {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *self.lazy})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in self.lazy:
            module, _, attribute = self.lazy[cmd_name].partition(":")
            command: click.Command = getattr(import_module(module), attribute)
            return command
        return super().get_command(ctx, cmd_name)

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:  # which click would turn into exit status 1
            return ended_by_reader(settings_of(ctx))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(mailatlas_core.__version__, prog_name="mailatlas")
@shared_options
def cli() -> None:
    """A local-first email workspace."""


cli.lazy = {
    "accounts": "mailatlas_core.cli.accounts:accounts",
    "audit": "mailatlas_core.cli.audit:audit",
    "completion": "mailatlas_core.cli.completion:completion",
    "config": "mailatlas_core.cli.config:config",
    "draft": "mailatlas_core.cli.sending:draft",
    "doctor": "mailatlas_core.cli.doctor:doctor",
    "get": "mailatlas_core.cli.message:get",
    "ingest": "mailatlas_core.cli.ingest:ingest",
    "list": "mailatlas_core.cli.reading:list_documents",
    "outbound": "mailatlas_core.cli.outbound:outbound",
    "rebuild": "mailatlas_core.cli.rebuild:rebuild",
    "receive": "mailatlas_core.cli.receive:receive",
    "reparse": "mailatlas_core.cli.rebuild:reparse",
    "search": "mailatlas_core.cli.reading:search",
    "send": "mailatlas_core.cli.sending:send",
    "tag": "mailatlas_core.cli.tags:tag",
    "thread": "mailatlas_core.cli.conversation:thread",
}
