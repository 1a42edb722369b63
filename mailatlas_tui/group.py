"""The group of all commands: the core's, and the two that open the TUI.

Textual, and the workspace, are imported only when the TUI is opened.
"""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING

import click

from mailatlas_core import __version__
from mailatlas_core.cli.context import F, settings_of, shared_options
from mailatlas_core.cli.group import LazyGroup, cli
from mailatlas_core.errors import UsageError, WorkspaceNotFound

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mailatlas_core.config import Identity, Theme
    from mailatlas_core.paths import Root
    from mailatlas_core.ports import Clock
    from mailatlas_core.workspace import Workspace
    from mailatlas_tui.looks import Looks
    from mailatlas_tui.mailboxes import Mailboxes

_FRAMES = "TEXTUAL_FPS"


def looks_options(function: F) -> F:
    """Give a command or group the flags of the terminal interface, before or after the command."""

    def keep(context: click.Context, parameter: click.Parameter, value: bool) -> None:
        if value:
            context.meta[f"{__name__}.{parameter.name}"] = True

    flags = {
        "--ascii": "Draw with ASCII characters alone.",
        "--no-mouse": "Leave the mouse to the terminal.",
        "--no-animation": "Move nothing by itself: no smooth scrolling, no blinking.",
    }
    for flag, help_text in reversed(flags.items()):
        function = click.option(flag, is_flag=True, expose_value=False, callback=keep, help=help_text)(
            function
        )
    return function


@click.group(
    cls=LazyGroup, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(__version__, prog_name="mailatlas")
@looks_options
@shared_options
@click.pass_context
def mailatlas(context: click.Context) -> None:
    """A local-first email workspace. Without a command, its terminal interface opens."""
    if context.invoked_subcommand is None:
        open_tui(context)


mailatlas.lazy = cli.lazy | {"demo": "mailatlas_tui.group:demo", "tui": "mailatlas_tui.group:tui"}


@click.command()
@looks_options
@shared_options
@click.pass_context
def tui(context: click.Context) -> None:
    """Open the terminal interface."""
    open_tui(context)


@click.command()
@click.option("--no-tui", is_flag=True, help="Make the workspace, print its folder, and open nothing.")
@looks_options
@shared_options
@click.pass_context
def demo(context: click.Context, no_tui: bool) -> None:
    """Open the terminal interface on a workspace of invented mail, always the same when it is made.

    What is done in it stays until its folder is removed.
    """
    from pathlib import Path

    from mailatlas_core.clock import FixedClock
    from mailatlas_core.demo import DEMO_NOW, DemoMailboxes, demo_identities, make_demo
    from mailatlas_core.export.json import dumps
    from mailatlas_core.paths import cache_folder
    from mailatlas_core.text import visible
    from mailatlas_core.workspace import Workspace

    settings = settings_of(context)
    settings.start_log()
    folder = Path(settings.root).expanduser().absolute() if settings.root else cache_folder() / "demo"
    if not no_tui:
        _require_terminal()
    root = make_demo(folder)
    if not no_tui:
        clock = FixedClock(DEMO_NOW)
        with Workspace.open(root, actor="tui", clock=clock) as workspace:
            mailboxes = DemoMailboxes(workspace)
            _show(context, workspace, "demo", clock, demo_identities(root), mailboxes)
    elif settings.is_json:
        click.echo(dumps({"status": "ok", "root": str(root)}))
    else:
        click.echo(visible(str(root)))


def open_tui(context: click.Context) -> None:
    """Open the workspace and show it; where there is none yet, make one only if told to."""
    from mailatlas_core.clock import SystemClock

    _require_terminal()
    settings = settings_of(context)
    settings.start_log()
    root = settings.resolved_root()
    with _open(root) as workspace:
        _show(context, workspace, root.rule, SystemClock())


def _open(root: Root) -> Workspace:
    from mailatlas_core.text import visible
    from mailatlas_core.workspace import Workspace

    try:
        return Workspace.open(root.path, actor="tui")
    except WorkspaceNotFound:
        question = f"There is no workspace in {root.path} (chosen by {root.rule}). Make one there?"
        click.confirm(visible(question), default=True, abort=True, err=True)
        return Workspace.open(root.path, create=True, actor="tui")


def _require_terminal() -> None:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(
            "The terminal interface needs a terminal.", hint="`mailatlas --help` lists what works without."
        )


def _show(
    context: click.Context,
    workspace: Workspace,
    rule: str,
    clock: Clock,
    identities: Mapping[str, Identity] | None = None,
    mailboxes: Mailboxes | None = None,
) -> None:
    """Run the interface; `identities` stand in the place of the user's, `mailboxes` of the network's."""
    from dataclasses import replace

    from mailatlas_core.config import load_config

    # Textual paints with the next of its frames: of sixty a second, that wait would be felt. It reads how
    # many there are when it is imported; no program that is started from here is to read it too.
    is_told = _FRAMES in os.environ
    os.environ.setdefault(_FRAMES, "250")
    from mailatlas_tui.app import MailAtlasApp

    if not is_told:
        del os.environ[_FRAMES]
    settings = load_config()
    if identities is not None:
        settings = replace(settings, config=replace(settings.config, identity=identities))
    looks = _looks(context, settings.config.theme)
    app = MailAtlasApp(workspace, rule, looks=looks, settings=settings, clock=clock, mailboxes=mailboxes)
    # What was imported stays, and is looked through no more. What Textual leaves behind with every key is
    # taken away while it is little; all at once it stopped a key for 70 ms.
    gc.freeze()
    gc.set_threshold(2_000, 5, 20)
    app.run(mouse=looks.mouse)


def _looks(context: click.Context, wished: Theme) -> Looks:
    """What config.toml says and the flags turn off, as far as this terminal can show it."""
    from mailatlas_tui.looks import Looks

    return Looks(
        theme=wished.name,
        ascii=wished.ascii or _given(context, "ascii"),
        mouse=wished.mouse and not _given(context, "no_mouse"),
        animation=wished.animation and not _given(context, "no_animation"),
    ).on_terminal(os.environ)


def _given(context: click.Context, flag: str) -> bool:
    return f"{__name__}.{flag}" in context.meta
