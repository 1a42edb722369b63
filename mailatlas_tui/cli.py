"""The scripts `mailatlas` and `mailatlas-tui`, which load nothing before it is known what is called."""

from __future__ import annotations

import sys

from mailatlas_core.cli.main import run

TYPE_CHECKING = False  # the one of typing would load it
if TYPE_CHECKING:
    from typing import NoReturn

    from click import Group


def main() -> NoReturn:
    """The script `mailatlas`."""
    run(_group)


def tui_main() -> NoReturn:
    """The script `mailatlas-tui`."""
    run(_group, ["tui", *sys.argv[1:]])


def _group() -> Group:
    from mailatlas_tui.group import mailatlas

    return mailatlas
