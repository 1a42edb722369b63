"""From mail text to what Textual draws; else only `visible` lines may put mail text on the screen.

A `str` given to a widget is parsed as markup, and a control character in a segment reaches the
terminal: mail text, names of files and texts of errors only ever become one of these.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Literal

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.app import App
from textual.widgets import Input

from mailatlas_core.text import fit, visible

_KEPT = frozenset(map(chr, (0x200C, 0x200D)))
"""What spells words and emoji where it stands between others."""

_LINE_END_OR_TAB = re.compile("[\n\t]")


def mail_text(text: str, style: str | Style = "") -> Text:
    """One line of mail as a renderable in which nothing is markup."""
    return Text(visible(text), style=style, no_wrap=True, end="")


def paragraph(text: str, style: str | Style = "") -> Text:
    """The same, but wrapped where it is too long."""
    return Text(visible(text), style=style, end="")


def cell_segment(text: str, width: int, style: Style) -> Segment:
    """One column of a row, exactly `width` cells wide."""
    return Segment(fit(text, width), style)


def editable(text: str) -> str:
    """Text as an editor may hold it: as it is, but for what could do something there, of which the code
    point stands in its place. Line ends become LF."""
    lines = text.replace("\r\n", "\n").split("\n")
    return "\n".join(line if visible(line) == line else "".join(map(_harmless, line)) for line in lines)


@lru_cache(4096)
def _harmless(character: str) -> str:
    shown = visible(character)
    kept = character in _KEPT or not shown.startswith("⟨U+")
    return character if kept else shown


def say(
    app: App[Any], text: str, severity: Literal["information", "warning", "error"] = "information"
) -> None:
    """A short notice in the corner, in the place of the one before."""
    app.clear_notifications()
    app.notify(visible(text), severity=severity, markup=False)


class PlainInput(Input):
    """A field in which pasted control characters are seen instead of obeyed, and all else is as it was."""

    def validate_value(self, value: str) -> str:
        return _LINE_END_OR_TAB.sub(" ", editable(value))
