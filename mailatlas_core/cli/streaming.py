"""The result of long work as JSON, written while the work goes on."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from typing import Generic, TypeVar

import click

from mailatlas_core.cli.settings import Settings
from mailatlas_core.export.json import dumps

T = TypeVar("T")


class StreamedObject(Generic[T]):
    """One JSON object with a list called `name`, whose entries are written as they come, so that a
    million cost no memory."""

    def __init__(self, settings: Settings, name: str, to_json: Callable[[T], object]) -> None:
        self._settings = settings
        self._begin = f"{{{dumps(name)}: ["
        self._to_json = to_json

    def add(self, entry: T) -> None:
        """Write an entry of the list. Whoever reads may have read enough: the work goes on."""
        before = "," if self._settings.open_json else self._begin
        self._settings.open_json = "\n], "
        try:
            click.echo(f"{before}\n  {dumps(self._to_json(entry))}", nl=False)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def finish(self, rest: Mapping[str, object]) -> None:
        """End the object with all else that is in it."""
        before = self._settings.open_json or f"{self._begin}], "
        self._settings.open_json = ""
        click.echo(before + dumps(rest)[1:])
