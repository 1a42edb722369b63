"""Output: JSON for programs, tables for people. Mail text reaches a terminal only made visible."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from itertools import chain, islice, zip_longest

import click

from mailatlas_core.errors import MailAtlasError
from mailatlas_core.export.json import dumps

_ROWS_MEASURED = 200


def print_json(value: object) -> None:
    """A value as JSON, readable by people too."""
    click.echo(dumps(value, indent=2))


def print_json_list(values: Iterable[object]) -> None:
    """Values as one JSON list, written as they come. Where an error cuts it short, it is closed, and
    the error follows as JSON of its own."""
    begun = False
    try:
        for value in values:
            entry = dumps(value, indent=2).replace("\n", "\n  ")
            sys.stdout.write(f"{',' if begun else '['}\n  {entry}")
            begun = True
    except MailAtlasError:
        if begun:
            sys.stdout.write("\n]\n")
        raise
    sys.stdout.write("\n]\n" if begun else "[]\n")


def print_table(
    titles: Sequence[str], rows: Iterable[Sequence[str]], *, widest: int, below: Iterable[str] = ()
) -> None:
    """Rows in columns as wide as the terminal, printed as they come: the first ones say how wide each
    column is, and the column `widest` takes the space that is left. What is `below` a row follows it
    on a line of its own, where there is something."""
    from shutil import get_terminal_size

    from mailatlas_core.text import cell_width, fit, visible

    cells = ([visible(cell) for cell in row] for row in rows)
    first = list(islice(cells, _ROWS_MEASURED))
    widths = [max(map(cell_width, column)) for column in zip(titles, *first, strict=True)]
    others = sum(widths) - widths[widest] + 2 * (len(widths) - 1)
    columns = get_terminal_size().columns
    widths[widest] = max(10, min(widths[widest], columns - others))
    for row, note in zip_longest(chain((titles,), first, cells), chain(("",), below), fillvalue=""):
        line = "  ".join(fit(cell, width) for cell, width in zip(row, widths, strict=True))
        click.echo(line.rstrip())
        if note:
            click.echo(fit(f"  {note}", columns).rstrip())
