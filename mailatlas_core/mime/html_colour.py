"""Colours of CSS and HTML, as far as it takes to see that text has the colour of its background."""

from __future__ import annotations

import re
from typing import Literal

Colour = tuple[int, int, int]
"""Red, green and blue, each 0 to 255."""

WHITE: Colour = (255, 255, 255)
BLACK: Colour = (0, 0, 0)

# Letters that differ less from what is behind them cannot be read.
LEAST_DIFFERENCE = 16

_HEXADECIMAL = re.compile(r"#?([0-9a-f]{8}|[0-9a-f]{6}|[0-9a-f]{3,4})(?![0-9a-z])")
_FUNCTION = re.compile(r"rgba?\(([^()]{5,60})\)")
_SEPARATORS = re.compile(r"[\s,/]+")
_NAMES: dict[str, Colour] = {
    "white": WHITE,
    "black": BLACK,
    "snow": (255, 250, 250),
    "ghostwhite": (248, 248, 255),
    "whitesmoke": (245, 245, 245),
    "ivory": (255, 255, 240),
    "floralwhite": (255, 250, 240),
    "gainsboro": (220, 220, 220),
    "silver": (192, 192, 192),
    "lightgray": (211, 211, 211),
    "lightgrey": (211, 211, 211),
    "gray": (128, 128, 128),
    "grey": (128, 128, 128),
    "red": (255, 0, 0),
    "maroon": (128, 0, 0),
    "yellow": (255, 255, 0),
    "olive": (128, 128, 0),
    "lime": (0, 255, 0),
    "green": (0, 128, 0),
    "aqua": (0, 255, 255),
    "teal": (0, 128, 128),
    "blue": (0, 0, 255),
    "navy": (0, 0, 128),
    "fuchsia": (255, 0, 255),
    "purple": (128, 0, 128),
    "orange": (255, 165, 0),
}


def read_colour(value: str) -> Colour | Literal["transparent"] | None:
    """The colour that a lower-case value begins with; None where it is not understood."""
    value = value.strip()
    if found := _HEXADECIMAL.match(value):
        return _hexadecimal(found[1])
    if found := _FUNCTION.match(value):
        return _function(_SEPARATORS.split(found[1].strip()))
    word = value.partition(" ")[0]
    return "transparent" if word == "transparent" else _NAMES.get(word)


def is_close(one: Colour, other: Colour) -> bool:
    """Whether nobody could tell letters of one colour on the other."""
    return (
        abs(one[0] - other[0]) <= LEAST_DIFFERENCE
        and abs(one[1] - other[1]) <= LEAST_DIFFERENCE
        and abs(one[2] - other[2]) <= LEAST_DIFFERENCE
    )


def _hexadecimal(digits: str) -> Colour | Literal["transparent"]:
    if len(digits) < 6:
        digits = "".join(digit * 2 for digit in digits)
    if digits[6:] == "00":
        return "transparent"
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


def _function(numbers: list[str]) -> Colour | Literal["transparent"] | None:
    try:
        channels = [_channel(number) for number in numbers[:3]]
        alpha = float(numbers[3].rstrip("%")) if len(numbers) > 3 else 1.0
    except ValueError:
        return None
    if len(channels) < 3:
        return None
    return "transparent" if alpha == 0 else (channels[0], channels[1], channels[2])


def _channel(number: str) -> int:
    scale = 2.55 if number.endswith("%") else 1.0
    return round(min(255.0, max(0.0, float(number.rstrip("%")) * scale)))
