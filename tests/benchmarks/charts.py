"""Charts as SVG, drawn by hand: bars with what they varied by, and lines over the sizes.

They are read on white and on black pages, so each brings its own ground.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from tests.benchmarks.tables import Spread, number

_WIDTH = 720
_ROW, _TOP, _LABEL, _VALUE = 26, 44, 190, 90
_PANEL_WIDTH, _PANEL_HEIGHT, _PANELS_A_ROW = 240, 170, 3
_OURS, _THEIRS, _INK, _PALE, _GROUND = "#0b6e99", "#a3a9b0", "#24292f", "#d0d7de", "#ffffff"


@dataclass(frozen=True, slots=True)
class Bar:
    """The figures of a program."""

    name: str
    spread: Spread
    is_ours: bool


@dataclass(frozen=True, slots=True)
class Line:
    """Figures at some places of an axis."""

    name: str
    points: Sequence[tuple[str, float]]


@dataclass(frozen=True, slots=True)
class Panel:
    """Lines over one axis, drawn from zero on."""

    title: str
    axis: Sequence[str]
    lines: Sequence[Line]


def bars(title: str, groups: Sequence[tuple[str, Sequence[Bar]]]) -> str:
    """Bars in groups, each group on a scale of its own."""
    drawn = [_text(16, 26, title, weight="bold")]
    y = _TOP
    for name, group in groups:
        drawn.append(_text(16, y + 16, name, weight="bold", size=12))
        y += _ROW
        scale = (_WIDTH - _LABEL - _VALUE) / max(bar.spread.most for bar in group)
        for bar in group:
            drawn += _bar(bar, y, scale)
            y += _ROW
        y += _ROW // 2
    return _picture(title, y, drawn)


def panels(title: str, all_panels: Sequence[Panel]) -> str:
    """Small charts side by side."""
    drawn = [_text(16, 26, title, weight="bold")]
    for place, panel in enumerate(all_panels):
        row, column = divmod(place, _PANELS_A_ROW)
        drawn += _panel(panel, column * _PANEL_WIDTH, _TOP + row * _PANEL_HEIGHT)
    rows = -(-len(all_panels) // _PANELS_A_ROW)
    return _picture(title, _TOP + rows * _PANEL_HEIGHT, drawn)


def _bar(bar: Bar, y: int, scale: float) -> list[str]:
    middle = y + _ROW / 2 - 2
    least, end, most = (
        _LABEL + figure * scale for figure in (bar.spread.least, bar.spread.middle, bar.spread.most)
    )
    color = _OURS if bar.is_ours else _THEIRS
    return [
        _text(_LABEL - 8, middle + 4, bar.name, anchor="end", size=12),
        f'<rect x="{_LABEL}" y="{y}" width="{end - _LABEL:.1f}" height="{_ROW - 6}" fill="{color}"/>',
        f'<path d="M{least:.1f} {middle:.1f}H{most:.1f}" stroke="{_INK}"/>',
        _text(most + 8, middle + 4, number(bar.spread.middle), size=12),
    ]


def _panel(panel: Panel, x: int, y: int) -> list[str]:
    left, right, top, bottom = x + 44, x + _PANEL_WIDTH - 20, y + 30, y + _PANEL_HEIGHT - 36
    most = max(value for line in panel.lines for _, value in line.points)
    step = (right - left) / max(len(panel.axis) - 1, 1)
    drawn = [
        _text(x + 16, y + 14, panel.title, size=12, weight="bold"),
        f'<path d="M{left} {top}V{bottom}H{right}" stroke="{_PALE}" fill="none"/>',
        _text(left - 4, top + 4, number(most), anchor="end", size=10),
        _text(left - 4, bottom + 4, "0", anchor="end", size=10),
        *(
            _text(left + step * place, bottom + 16, name, anchor="middle", size=10)
            for place, name in enumerate(panel.axis)
        ),
    ]
    for color, line in zip((_OURS, _THEIRS, _INK), panel.lines, strict=False):
        at = [
            (left + step * panel.axis.index(name), bottom - value / most * (bottom - top))
            for name, value in line.points
        ]
        path = "L".join(f"{px:.1f} {py:.1f}" for px, py in at)
        drawn.append(f'<path d="M{path}" stroke="{color}" stroke-width="2" fill="none"/>')
        drawn += [f'<circle cx="{px:.1f}" cy="{py:.1f}" r="3" fill="{color}"/>' for px, py in at]
        drawn.append(_text(at[-1][0], at[-1][1] - 7, line.name, anchor="end", size=10))
    return drawn


def _text(
    x: float, y: float, text: str, *, anchor: str = "start", size: int = 14, weight: str = "normal"
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" font-weight="{weight}"'
        f' fill="{_INK}">{escape(text)}</text>'
    )


def _picture(title: str, height: int, drawn: Sequence[str]) -> str:
    inner = "\n".join(drawn)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img"'
        f' font-family="sans-serif">\n<title>{escape(title)}</title>\n'
        f'<rect width="{_WIDTH}" height="{height}" rx="6" fill="{_GROUND}"/>\n{inner}\n</svg>\n'
    )
