"""The group of all commands, each imported when it is called, and the way out of every call."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import NoReturn

import click

import mailatlas_core
from mailatlas_core.cli.context import Settings, settings_of, shared_options
from mailatlas_core.errors import Cancelled, MailAtlasError, UsageError


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
            return _ended_by_reader(settings_of(ctx))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(mailatlas_core.__version__, prog_name="mailatlas")
@shared_options
def cli() -> None:
    """A local-first email workspace."""


cli.lazy = {
    "audit": "mailatlas_core.cli.audit:audit",
    "completion": "mailatlas_core.cli.completion:completion",
    "config": "mailatlas_core.cli.config:config",
    "doctor": "mailatlas_core.cli.doctor:doctor",
    "get": "mailatlas_core.cli.reading:get",
    "ingest": "mailatlas_core.cli.ingest:ingest",
    "list": "mailatlas_core.cli.reading:list_documents",
    "rebuild": "mailatlas_core.cli.rebuild:rebuild",
    "reparse": "mailatlas_core.cli.rebuild:reparse",
    "search": "mailatlas_core.cli.reading:search",
    "tag": "mailatlas_core.cli.tags:tag",
    "thread": "mailatlas_core.cli.conversation:thread",
}


def run(group: click.Group = cli, arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a call to its end and exit: 0 success, 1 the work failed, 2 wrong usage, 130 cancelled."""
    settings = Settings()
    _open_stdout()
    _speak_utf8()
    try:
        code = _called(group, arguments, settings)
        sys.stdout.flush()
    except BrokenPipeError:
        code = _ended_by_reader(settings)
    except OSError as error:
        if error.filename is not None:
            raise
        code = 1
        _leave_stdout()
        click.echo(f"mailatlas: The output cannot be written: {error.strerror}.", err=True)
    sys.exit(code)


def main() -> NoReturn:
    """The core's own command line, which needs no TUI."""
    run()


def _called(group: click.Group, arguments: Sequence[str] | None, settings: Settings) -> int:
    """Run a call, say what went wrong, and return how it ended."""
    try:
        result = group.main(arguments, prog_name="mailatlas", standalone_mode=False, obj=settings)
        return result if isinstance(result, int) else 0
    except MailAtlasError as error:
        code = _code(error)
        _report(settings, error.code, error.message, error.hint)
    except click.exceptions.NoArgsIsHelpError as error:
        code = 2
        if settings.is_json:
            _report(settings, UsageError.code, "Missing command.", _help_of(error))
        else:
            click.echo(error.format_message(), err=True)
    except click.UsageError as error:
        code = 2
        _report(settings, UsageError.code, error.format_message(), _help_of(error))
    except click.ClickException as error:
        code = 1
        _report(settings, "error", error.format_message(), None)
    except (KeyboardInterrupt, click.Abort):
        code = 130
        _report(settings, Cancelled.code, "Cancelled.", None)
    return code


def _open_stdout() -> None:
    """Where stdout is closed, open it towards nowhere: no file of ours may be taken for it."""
    if sys.stdout is None:
        sys.stdout = Path(os.devnull).open("w")  # noqa: SIM115 - as long as the program runs


def _speak_utf8() -> None:
    """JSON is UTF-8, whatever the locale would have it be; no text is refused for its characters."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _ended_by_reader(settings: Settings) -> int:
    """Whoever read us has read enough, which is a failure only where work was still going on."""
    _leave_stdout()
    return 1 if settings.open_json else 0


def _leave_stdout() -> None:
    """What is still to be written to stdout goes nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _code(error: MailAtlasError) -> int:
    if isinstance(error, Cancelled):
        return 130
    return 2 if isinstance(error, UsageError) else 1


def _help_of(error: click.UsageError) -> str:
    return f"See `{error.ctx.command_path if error.ctx else 'mailatlas'} --help`."


def _report(settings: Settings, code: str, message: str, hint: str | None) -> None:
    from mailatlas_core.export.json import dumps
    from mailatlas_core.text import visible

    if settings.is_json:
        content = {"status": "error", "error": {"code": code, "message": message, "hint": hint}}
        text = dumps(content)
        click.echo(settings.open_json + text[1:] if settings.open_json else text)
    click.echo(visible(f"mailatlas: {message}" + (f" {hint}" if hint else "")), err=True)


if __name__ == "__main__":
    main()
