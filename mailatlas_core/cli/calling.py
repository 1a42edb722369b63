"""One call of a command: what went wrong is said, and becomes an exit code."""

from __future__ import annotations

from collections.abc import Sequence

import click

from mailatlas_core.cli.settings import Settings
from mailatlas_core.errors import Cancelled, MailAtlasError, UsageError


def called(group: click.Group, arguments: Sequence[str], settings: Settings) -> int:
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
        _report(settings, UsageError.code, _sentence(error.format_message()), _help_of(error))
    except click.ClickException as error:
        code = 1
        _report(settings, "error", error.format_message(), None)
    except (KeyboardInterrupt, click.Abort):
        code = 130
        _report(settings, Cancelled.code, "Cancelled.", None)
    return code


def _code(error: MailAtlasError) -> int:
    if isinstance(error, Cancelled):
        return 130
    return 2 if isinstance(error, UsageError) else 1


def _sentence(message: str) -> str:
    return message if message.endswith((".", "?", ")")) else f"{message}."


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
