"""Every glyph beyond ASCII that our widgets draw, and what stands for it where only ASCII can be shown.

Widgets always draw the glyph. With `--ascii` the stand-in takes its place on the way to the terminal
(`filters.AsciiGlyphs`), so that nothing else needs to know of it: therefore both are one cell wide.
"""

from __future__ import annotations

CURSOR = "▸"
MARKED = "●"
UNREAD = "•"
FLAGGED = "★"
ATTACHMENT = "⧉"
LEFT_OUT = "−"
FOLDED = CURSOR
ARROW = "→"
LEFT, RIGHT = "←", "→"
ELLIPSIS = "…"
SEPARATOR = "·"
TIMES = "×"
WRITING = "○"
TRIED = "◇"
DONE = "✓"
BAR = "━"
HISTOGRAM = "▁▂▃▄▅▆▇█"
"""Eighths of a cell, lowest first; nothing at all is a space."""

_OURS = {
    CURSOR: ">",
    MARKED: "*",
    UNREAD: "o",
    FLAGGED: "!",
    ATTACHMENT: "@",
    LEFT_OUT: "-",
    "↑": "^",
    "↓": "v",
    LEFT: "<",
    RIGHT: ">",
    ELLIPSIS: "~",
    SEPARATOR: "-",
    TIMES: "x",
    WRITING: "o",
    TRIED: "%",
    DONE: "+",
    BAR: "=",
}
_VISIBLE_CODE_POINTS = {"⟨": "<", "⟩": ">"}
_PUNCTUATION = {"–": "-", "“": '"', "”": '"'}
# What Textual draws: frames, and the names of keys.
_FRAMES = {
    "+": "╭╮╰╯┌┐└┘┏┓┗┛╔╗╚╝├┤┬┴┼▗▖▝▘▛▜▙▟",
    "-": "─═╍▔▀",
    "|": "│║╏▌▐▎▏▕▊▉",
    "#": "┃",
    "x": "⌫",
    "<": "⏎",
}

STAND_INS = str.maketrans(
    dict(zip(HISTOGRAM, ".:-=+*%#", strict=True))
    | {glyph: stand_in for stand_in, glyphs in _FRAMES.items() for glyph in glyphs}
    | _OURS
    | _VISIBLE_CODE_POINTS
    | _PUNCTUATION
)
"""For `str.translate`."""
