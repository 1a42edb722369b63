"""The pages of docs/ that are made from the code: the commands, the settings, the keys.

`python -m tests.references` writes them; a test holds them against the code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import click

from mailatlas_core.config.template import commented_file
from mailatlas_tui.commands import COMMANDS, PLACES, Command, Place, shown_key
from mailatlas_tui.group import mailatlas

WIDTH = 100
ESCAPED_BAR = r"\|"

COMMANDS_HEAD = """\
# The command line

What `mailatlas COMMAND --help` says, of every command. `--root` and `--json` stand before or after the
command; in a pipe every command speaks JSON, unless `--format` names something else. Exit codes: 0 success,
1 the work failed, 2 wrong usage, 130 cancelled."""

SETTINGS_HEAD = """\
# Settings

`mailatlas config init` writes this file to `~/.config/mailatlas/config.toml`, or into
`$XDG_CONFIG_HOME/mailatlas`. `mailatlas config show` prints each value and where it came from. What cannot be
used in the file is pointed out with its line, and the default holds. The program itself changes nothing in it
but the saved searches, and the section of an account whose password you have it put into the keychain."""

ENVIRONMENT = """\
## The environment

| variable | what it does |
| --- | --- |
| `MAILATLAS_HOME` | the folder of the workspace; `--root` comes before it, everything else behind it |
| `NO_COLOR` | set to anything: the terminal interface uses no colours |
| `MAILATLAS_SEND_PROVIDER` | `smtp` or `file`, where neither the call nor the identity says |
| `MAILATLAS_SMTP_HOST` `_PORT` `_USERNAME` `_STARTTLS` `_SSL` | a server to send by, likewise |
| `MAILATLAS_SMTP_PASSWORD` | its password |
| `MAILATLAS_FILE_DIR` | the folder that the provider `file` writes into, likewise |
| `MAILATLAS_RECEIVE_PROVIDER` | `imap` or `maildir`, where the call names no account |
| `MAILATLAS_IMAP_HOST` `_PORT` `_USERNAME` | the account to receive from, likewise |
| `MAILATLAS_IMAP_PASSWORD` `_ACCESS_TOKEN` | its password, or the token that it logs in with in its place |
| `MAILATLAS_RECEIVE_INTERVAL_SECONDS` | `--interval` of `receive watch`, and that of the terminal interface |
| `MAILATLAS_RECEIVE_MAX_RUNS` | `--max-runs` of `receive watch` |
| `SSL_CERT_FILE` | authorities whose certificates are trusted, instead of the system's or beside them |

The folder of the workspace is the first of these that is named: `--root`, `MAILATLAS_HOME`, `root` in a
`.mailatlas.toml` or below `[tool.mailatlas]` in a `pyproject.toml` here or in a folder above, `root` in your
config.toml, `./.mailatlas`.

What is said of one SMTP server is never applied to another. `MAILATLAS_SMTP_PASSWORD` is offered to the
server and the user that `MAILATLAS_SMTP_HOST` and `_USERNAME` name; where these leave a choice between your
identities, to none of them. So it is with IMAP: a password or a token is offered to the server and the user
that `MAILATLAS_IMAP_HOST` and `_USERNAME` name; where these leave a choice between your accounts, to none.

A section `[account.NAME]` says where the credential of a user of an IMAP server comes from, for all accounts
with that host and that user, in whatever workspace they are; accounts themselves are added by
`mailatlas accounts add`. What a call carries comes first, then the section, then the environment."""

KEYS_HEAD = """\
# Keys

A key of the first column is changed by the id of its command, in your config.toml:

```toml
[keys]
"messages.search" = ["/", "ctrl+f"]
```

Where two commands of one place would have the same key, the program says so and leaves one as it was. The
keys of the second column also work while text is typed, and always."""


def cli_page() -> str:
    """docs/cli.md: the help of every command."""
    return "\n\n".join([COMMANDS_HEAD, *_helps(mailatlas, "mailatlas", None)]) + "\n"


def settings_page() -> str:
    """docs/settings.md: the file to begin with, which explains every setting, and the environment."""
    return f"{SETTINGS_HEAD}\n\n```toml\n{commented_file()}```\n\n{ENVIRONMENT}\n"


def keys_page() -> str:
    """docs/keys.md: every command of the terminal interface, by place."""
    return "\n\n".join([KEYS_HEAD, *map(_keys_of, PLACES)]) + "\n"


PAGES: Mapping[str, Callable[[], str]] = {
    "cli.md": cli_page,
    "keys.md": keys_page,
    "settings.md": settings_page,
}
"""Of each page in docs/ what makes it."""


def _helps(command: click.Command, name: str, parent: click.Context | None) -> Iterator[str]:
    context = click.Context(command, parent, name, terminal_width=WIDTH, **command.context_settings)
    yield f"## {context.command_path}\n\n```text\n{command.get_help(context)}\n```"
    if isinstance(command, click.Group):
        for each in command.list_commands(context):
            found = command.get_command(context, each)
            if found is not None and not found.hidden:
                yield from _helps(found, each, context)


def _keys_of(place: Place) -> str:
    rows = [_key_row(command) for command in COMMANDS if command.place == place]
    head = [_row("key", "while typing", "command", "", "id"), _row(*["---"] * 5)]
    return "\n".join([f"## {PLACES[place]}", "", *head, *rows])


def _key_row(command: Command) -> str:
    id = f"`{command.full_id}`" if command.keys else ""
    return _row(_keys(command.keys), _keys(command.typing_keys), command.name, command.help, id)


def _keys(keys: Sequence[str]) -> str:
    return " ".join(f"`{shown_key(key)}`" for key in keys)


def _row(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', ESCAPED_BAR) for cell in cells)} |"


def write(folder: Path) -> None:
    """Write every page into a folder."""
    for name, make in PAGES.items():
        (folder / name).write_text(make(), "utf-8")


if __name__ == "__main__":
    write(Path(__file__).parent.parent / "docs")
