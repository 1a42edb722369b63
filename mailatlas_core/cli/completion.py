"""`mailatlas completion`: the scripts by which a shell completes our commands, and what they ask for.

The scripts call the program with `_MAILATLAS_COMPLETE` set, which click answers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mailatlas_core.cli.context import settings_of, shared_options
from mailatlas_core.errors import MailAtlasError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from mailatlas_core.query.completion import Known


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@shared_options
def completion(shell: str) -> None:
    """Print the script by which a shell completes commands, options and values.

    \b
    ~/.bashrc                   eval "$(mailatlas completion bash)"
    ~/.zshrc, after compinit    eval "$(mailatlas completion zsh)"
    ~/.config/fish/config.fish  mailatlas completion fish | source
    """
    from importlib import resources

    script = resources.files("mailatlas_core.cli") / "shells" / f"mailatlas.{shell}"
    click.echo(script.read_text("utf-8"), nl=False)


def complete_query(
    context: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[CompletionItem[str]]:
    """How a query may go on: fields, and their values where these are known.

    A name that a server gave may have characters in it that would act on the terminal; it is left out.
    """
    from click.shell_completion import CompletionItem

    from mailatlas_core.query.completion import complete

    found = complete(incomplete, len(incomplete), _known(context))
    if found is None:
        return []
    before = incomplete[: found.start]
    return [CompletionItem(before + one) for one in found.candidates if one.isprintable()]


def _known(context: click.Context) -> Known:
    """The names in the workspace; none where there is no workspace, which is no news while one types."""
    from mailatlas_core.query.completion import Known

    try:
        with settings_of(context).open_to_read() as workspace:
            return workspace.documents.known()
    except MailAtlasError:
        return Known()
