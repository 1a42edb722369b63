"""What changes on the way from what widgets draw to what the terminal gets."""

from __future__ import annotations

from functools import lru_cache

from rich.color import Color as RichColor
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

from mailatlas_core.text import cell_width
from mailatlas_tui.glyphs import STAND_INS
from mailatlas_tui.themes import Palette


class NoColours(LineFilter):
    """Says with bold, dim, reverse and underline what a palette says with colours."""

    def __init__(self, palette: Palette) -> None:
        super().__init__()
        self._of_background = {
            palette.cursor_focus: Style(reverse=True),
            palette.text: Style(reverse=True),  # the cursor in a field
            palette.cursor: Style(underline=True),
        }
        self._of_text = {
            palette.quiet: Style(dim=True),
            palette.warning: Style(bold=True),
            palette.error: Style(bold=True),
        }
        self._attributes = lru_cache(1024)(self._without_colours)

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002
        return [
            Segment(text, style and self._attributes(style), control) for text, style, control in segments
        ]

    def _without_colours(self, style: Style) -> Style:
        said = self._of_background.get(_hex(style.bgcolor)) or self._of_text.get(_hex(style.color))
        # The meta says what a click there does.
        return style.without_color + Style.from_meta(style.meta) + said


class AsciiGlyphs(LineFilter):
    """Puts ASCII in the place of the glyphs that we and Textual draw; mail in other scripts stays."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002
        return [Segment(text.translate(STAND_INS), style, control) for text, style, control in segments]


class OnlyAscii(LineFilter):
    """Puts question marks, as wide as it was, in the place of whatever is left beyond ASCII."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002
        return [Segment(_only_ascii(text), style, control) for text, style, control in segments]


def _only_ascii(text: str) -> str:
    if text.isascii():
        return text
    return "".join(each if each.isascii() else "?" * cell_width(each) for each in text)


def _hex(color: RichColor | None) -> str:
    return color.triplet.hex if color and color.triplet else ""
