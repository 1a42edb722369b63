"""From mail text to what Textual draws; nothing else may put mail text on the screen.

A `str` given to a widget is parsed as markup, and a control character in a segment reaches the
terminal: mail text, names of files and texts of errors only ever become one of these.
"""

from __future__ import annotations

from typing import Any, Literal

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.app import App
from textual.widgets import Input

from mailatlas_core.text import fit, visible


def mail_text(text: str, style: str | Style = "") -> Text:
    """One line of mail as a renderable in which nothing is markup."""
    return Text(visible(text), style=style, no_wrap=True, end="")


def paragraph(text: str, style: str | Style = "") -> Text:
    """The same, but wrapped where it is too long."""
    return Text(visible(text), style=style, end="")


def cell_segment(text: str, width: int, style: Style) -> Segment:
    """One column of a row, exactly `width` cells wide."""
    return Segment(fit(text, width), style)


def say(
    app: App[Any], text: str, severity: Literal["information", "warning", "error"] = "information"
) -> None:
    """A short notice in the corner, in the place of the one before."""
    app.clear_notifications()
    app.notify(visible(text), severity=severity, markup=False)


class PlainInput(Input):
    """A field in which pasted control characters are seen instead of obeyed."""

    def validate_value(self, value: str) -> str:
        return visible(value)
