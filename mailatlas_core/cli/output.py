"""Output: JSON for programs, tables for people. Mail text reaches a terminal only made visible."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from itertools import zip_longest

import click

from mailatlas_core.export.json import dumps
from mailatlas_core.text import cell_width, fit, visible


def print_json(value: object) -> None:
    """A value as JSON, readable by people too."""
    click.echo(dumps(value, indent=2))


def print_table(
    titles: Sequence[str], rows: Sequence[Sequence[str]], *, widest: int, below: Sequence[str] = ()
) -> None:
    """Rows in columns as wide as the terminal; the column `widest` takes the space that is left.
    What is `below` a row follows it on a line of its own, where there is something."""
    cells = [[visible(cell) for cell in row] for row in rows]
    widths = [max(map(cell_width, column)) for column in zip(titles, *cells, strict=True)]
    others = sum(widths) - widths[widest] + 2 * (len(widths) - 1)
    columns = shutil.get_terminal_size().columns
    widths[widest] = max(10, min(widths[widest], columns - others))
    for row, note in zip_longest((titles, *cells), ("", *below), fillvalue=""):
        line = "  ".join(fit(cell, width) for cell, width in zip(row, widths, strict=True))
        click.echo(line.rstrip())
        if note:
            click.echo(fit(f"  {note}", columns).rstrip())
