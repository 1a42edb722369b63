"""`mailatlas config`: the user's settings, and where each of them came from."""

from __future__ import annotations

import click

from mailatlas_core.cli.context import settings_of, shared_options
from mailatlas_core.cli.output import print_json, print_table
from mailatlas_core.text import visible


@click.group()
@shared_options
def config() -> None:
    """Your settings, in config.toml."""


@config.command()
@click.option("--force", is_flag=True, help="Replace the file if it is there.")
@shared_options
@click.pass_context
def init(context: click.Context, force: bool) -> None:
    """Write a config.toml with every setting explained, in comments."""
    from mailatlas_core.config import create_config

    file = create_config(force=force)
    if settings_of(context).is_json:
        print_json({"status": "ok", "file": str(file)})
    else:
        click.echo(visible(str(file)))


@config.command()
@shared_options
@click.pass_context
def show(context: click.Context) -> None:
    """Each setting, and where its value came from; what cannot be used is said on stderr."""
    from mailatlas_core.config import load_config
    from mailatlas_core.config.table import single_settings
    from mailatlas_core.config.template import toml

    loaded = load_config()
    for problem in loaded.problems:
        click.echo(visible(problem), err=True)
    root = settings_of(context).resolved_root()
    rows: list[tuple[str, object, str]] = [("root", str(root.path), root.rule)]
    rows += [
        (".".join(name), value, loaded.source(name))
        for name, value in single_settings(loaded.config)
        if name != ("root",)
    ]
    if settings_of(context).is_json:
        print_json(
            {
                "file": str(loaded.file),
                "settings": [
                    {"name": name, "value": value, "source": source} for name, value, source in rows
                ],
                "problems": loaded.problems,
            }
        )
    else:
        table = [(name, toml(value), source) for name, value, source in rows]
        print_table(("setting", "value", "from"), table, widest=1)
