"""Output: JSON for programs, tables for people. Mail text reaches a terminal only made visible."""

from __future__ import annotations

import shutil
from collections.abc import Sequence

import click

from mailatlas_core.export.json import dumps
from mailatlas_core.text import cell_width, fit, visible


def print_json(value: object) -> None:
    """A value as JSON, readable by people too."""
    click.echo(dumps(value, indent=2))


def print_table(titles: Sequence[str], rows: Sequence[Sequence[str]], *, widest: int) -> None:
    """Rows in columns as wide as the terminal; the column `widest` takes the space that is left."""
    cells = [[visible(cell) for cell in row] for row in rows]
    widths = [max(map(cell_width, column)) for column in zip(titles, *cells, strict=True)]
    others = sum(widths) - widths[widest] + 2 * (len(widths) - 1)
    widths[widest] = max(10, min(widths[widest], shutil.get_terminal_size().columns - others))
    for row in (titles, *cells):
        line = "  ".join(fit(cell, width) for cell, width in zip(row, widths, strict=True))
        click.echo(line.rstrip())
