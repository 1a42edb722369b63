"""What is sent to the terminal: the cells that it does not show yet, and nothing else.

Textual sends every line of a widget that was refreshed, each piece with all of its colours. Over SSH
bytes are time, so what the terminal shows is remembered here, and only what differs from it goes out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import repeat
from typing import NamedTuple

from rich.cells import split_graphemes
from rich.color import ColorSystem
from rich.console import Console
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.geometry import Size
from textual.strip import Strip

_GAP = 4
"""Cells that stay between two that change: so many are cheaper sent again than passed over."""

# Characters of which terminals think as Textual does: each has a width of its own, joins no other, and
# is drawn where it stands. Some of them (Greek, Cyrillic, lines) are twice as wide where a terminal is told
# to draw East Asian text of ambiguous width so; there every layout of Textual's is torn, sent whole or not.
_UNDISPUTED = re.compile(
    r"[ -~\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0377\u0384-\u038a\u038e-\u03a1\u03a3-\u0482\u048a-\u052f"
    r"\u2010-\u2027\u2500-\u259f\u3001-\u3029\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff\uac00-\ud7a3]*"
)
_SINGLE_CELLS = re.compile(r"[ -~\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2500-\u259f]*")

_ATTRIBUTES = {
    "bold": "1",
    "dim": "2",
    "italic": "3",
    "underline": "4",
    "blink": "5",
    "reverse": "7",
    "conceal": "8",
    "strike": "9",
    "underline2": "21",
    "overline": "53",
}
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_SEEN_ON_BLANKS = frozenset("4 5 7 9 21 53".split())


class Look(NamedTuple):
    """How a cell looks, as the parameters of SGR; without a `colour`, as one that is blank does."""

    colour: str
    background: str
    attributes: frozenset[str]


_BARE = Look("39", "49", frozenset())

Cell = tuple[str, Look]
"""A grapheme and its look; the second cell of a wide one holds no text."""

_Piece = tuple[int, int, Strip]


class Canvas:
    """What the terminal shows, as far as it is known."""

    def __init__(self) -> None:
        self._lines: dict[int, list[Cell | None]] = {}
        self._size: Size | None = None

    def fit(self, size: Size) -> None:
        """The screen is laid out in that size now: what was painted in another may be gone."""
        if size != self._size:
            self._size = size
            self.forget()

    def forget(self) -> None:
        """The terminal may show anything now: send all that comes."""
        self._lines.clear()

    def paint(
        self, column: int, row: int, strip: Strip, colours: ColorSystem
    ) -> Iterator[tuple[int, list[Cell]]]:
        """Show a strip from that cell on; what must be sent for it: columns, and the cells from there on."""
        new = _cells(strip, colours)
        line = self._lines.setdefault(row, [])
        end = column + len(new)
        line.extend(repeat(None, end - len(line)))
        old = line[column:end]
        if old == new:
            return
        line[column:end] = new
        changed = [index for index, pair in enumerate(zip(old, new, strict=True)) if pair[0] != pair[1]]
        if not (_is_undisputed(old) and _is_undisputed(new)):
            yield column, new
            return
        first = last = changed[0]
        for index in changed[1:]:
            if index - last > _GAP:
                yield column + first, new[first : last + 1]
                first = index
            last = index
        yield column + first, new[first : last + 1]


class Changes(CompositorUpdate):
    """An update of Textual's as the little that it changes on a canvas."""

    def __init__(self, update: ChopsUpdate | LayoutUpdate, canvas: Canvas) -> None:
        self._update = update
        self._canvas = canvas

    def render_segments(self, console: Console) -> str:
        if isinstance(self._update, LayoutUpdate):
            self._canvas.fit(self._update.region.size)
        colours = console._color_system or ColorSystem.TRUECOLOR  # noqa: SLF001  # as Strip.render does
        sequences: list[str] = []
        look = _BARE
        for column, row, strip in _pieces(self._update):
            for start, cells in self._canvas.paint(column, row, strip, colours):
                sequences.append(f"\x1b[{row + 1};{start + 1}H")
                for text, wanted in cells:
                    if wanted is not look:
                        sequence, look = _turn(look, wanted)
                        sequences.append(sequence)
                    sequences.append(text)
        if look != _BARE:
            sequences.append("\x1b[m")
        return "".join(sequences)


def _pieces(update: ChopsUpdate | LayoutUpdate) -> Iterator[_Piece]:
    """The strips of an update, each with the column and the row of its first cell."""
    if isinstance(update, LayoutUpdate):
        for row, strips in enumerate(update.strips, update.region.y):
            column = update.region.x
            for strip in strips:
                yield column, row, strip
                column += strip.cell_length
        return
    for row, first, end in update.spans:
        for (column, piece), piece_end in zip(update.chops[row].items(), update.chop_ends[row], strict=False):
            if piece is not None and column < end and piece_end > first:
                yield column, row, piece


def _cells(strip: Strip, colours: ColorSystem) -> list[Cell]:
    cells: list[Cell] = []
    for text, style, control in strip:
        if control:
            continue
        look = _look(style, colours)
        if look.colour and not text.strip(" ") and not look.attributes & _SEEN_ON_BLANKS:
            look = _blank(look.background)
        if _SINGLE_CELLS.fullmatch(text):
            cells.extend(zip(text, repeat(look)))
        else:
            drawn = _CONTROLS.sub("", text)  # none should come so far; none goes further
            for first, last, width in split_graphemes(drawn)[0]:
                if width:
                    cells.append((drawn[first:last], look))
                    cells.extend(repeat(("", look), width - 1))
                elif cells:  # a mark on what another segment ends with
                    cells[-1] = (cells[-1][0] + drawn[first:last], cells[-1][1])
    return cells


def _is_undisputed(cells: Sequence[Cell | None]) -> bool:
    return _UNDISPUTED.fullmatch("".join(cell[0] for cell in cells if cell is not None)) is not None


@lru_cache(1024)
def _look(style: Style | None, colours: ColorSystem) -> Look:
    if style is None:
        return _BARE
    foreground, background = (
        ";".join(colour.downgrade(colours).get_ansi_codes(foreground=is_foreground)) if colour else default
        for colour, is_foreground, default in ((style.color, True, "39"), (style.bgcolor, False, "49"))
    )
    attributes = frozenset(code for name, code in _ATTRIBUTES.items() if getattr(style, name))
    return Look(foreground, background, attributes)


@lru_cache(256)
def _blank(background: str) -> Look:
    return Look("", background, frozenset())


@lru_cache(1024)
def _turn(look: Look, wanted: Look) -> tuple[str, Look]:
    """What turns one look into another, and how the pen looks then."""
    attributes = wanted.attributes
    if not wanted.colour:  # nothing of it is seen but the background
        wanted = wanted._replace(colour=look.colour, attributes=look.attributes - _SEEN_ON_BLANKS)
        attributes = wanted.attributes
    codes = []
    if look.attributes - attributes:
        codes.append("0")
        look = _BARE
    codes += sorted(attributes - look.attributes)
    if wanted.colour != look.colour:
        codes.append(wanted.colour)
    if wanted.background != look.background:
        codes.append(wanted.background)
    return (f"\x1b[{';'.join(codes)}m" if codes else ""), wanted
