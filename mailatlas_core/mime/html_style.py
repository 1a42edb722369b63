"""What styles and attributes do to an element: whether its text is seen, and what of it is kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal, NamedTuple

from mailatlas_core.mime.html_colour import BLACK, WHITE, Colour, is_close, read_colour
from mailatlas_core.mime.html_css import Declarations, StyleSheet, declare, read_declarations

ColourChange = Colour | Literal["transparent", "inherit"] | None
"""What an element does to a colour: sets it, or makes it unknown (None)."""

_LENGTH = re.compile(r"(-?(?:\d{1,9}(?:\.\d{0,9})?|\.\d{1,9}))\s*(px|pt|em|rem|%|ex|cm|mm|in|vw|vh)?")
_FONT_SIZE = re.compile(r"(?:^|\s)((?:\d{1,9}(?:\.\d{0,9})?|\.\d{1,9})(?:px|pt|em|rem|%)?)(?=[\s/]|$)")
_PIXELS = {"pt": 4 / 3, "em": 16.0, "rem": 16.0, "ex": 8.0, "cm": 38.0, "mm": 3.8, "in": 96.0, "vw": 10.0}
_FAR = -900.0

# Properties that can neither hide nor fetch, and the values that are kept of them.
_KEPT = ("text-align", "font-weight", "font-style", "text-decoration", "vertical-align", "white-space")
_KEPT_VALUE = re.compile(r"[a-z0-9-]{1,20}(?: [a-z-]{1,20})?")


class Style(NamedTuple):
    """What one element changes.

    - `gone`: why neither it nor anything in it is seen, in words; None where it is.
    - `visible`, `tiny`, `preformatted`: None where it leaves what its parent says.
    - `width`, `height`: in pixels, where the style says them.
    - `kept`: harmless declarations, for a style attribute.
    """

    gone: str | None = None
    visible: bool | None = None
    tiny: bool | None = None
    preformatted: bool | None = None
    colour: ColourChange = "inherit"
    background: ColourChange = "inherit"
    width: float | None = None
    height: float | None = None
    kept: str = ""


PLAIN = Style()


class Look(NamedTuple):
    """How text looks at one place of the document; colours are None where they are not known."""

    gone: str | None = None
    visible: bool = True
    tiny: bool = False
    preformatted: bool = False
    colour: Colour | Literal["transparent"] | None = BLACK
    background: Colour | None = WHITE
    hidden: str | None = None
    """Why text here is not seen, in words; None where it is."""


@lru_cache(maxsize=1_000)  # a message has but a few styles, in element after element
def look_inside(look: Look, style: Style) -> Look:
    """How text looks in an element of this style."""
    gone = look.gone or style.gone
    visible = look.visible if style.visible is None else style.visible
    tiny = look.tiny if style.tiny is None else style.tiny
    colour = look.colour if style.colour == "inherit" else style.colour
    background = look.background if isinstance(style.background, str) else style.background
    return Look(
        gone=gone,
        visible=visible,
        tiny=tiny,
        preformatted=look.preformatted if style.preformatted is None else style.preformatted,
        colour=colour,
        background=background,
        hidden=gone or _hidden(visible, tiny, colour, background),
    )


def style_of(name: str, attributes: Mapping[str, str], sheet: StyleSheet) -> Style:
    """What an element's attributes and the style sheet make of it."""
    declarations: Declarations = {}
    _apply_attributes(name, attributes, declarations)
    sheet.apply(name, attributes, declarations)
    if css := attributes.get("style"):
        for property_name, value in read_declarations(css).items():
            declare(declarations, property_name, value)
    gone = "marked as hidden" if "hidden" in attributes else None
    if not declarations and not gone and name != "pre":
        return PLAIN
    declarations = {key: value.replace("!important", "").strip() for key, value in declarations.items()}
    return Style(
        gone=gone or _why_gone(declarations),
        visible=_visible(declarations.get("visibility")),
        tiny=_tiny(declarations),
        preformatted=_preformatted(declarations.get("white-space", "pre" if name == "pre" else None)),
        colour=_colour(declarations.get("color")),
        background=_background(declarations),
        width=pixels(declarations.get("width")),
        height=pixels(declarations.get("height")),
        kept=_kept(declarations),
    )


def is_pixel(attributes: Mapping[str, str], style: Style) -> bool:
    """Whether an image is too small to be seen."""
    width = pixels(attributes.get("width")) if style.width is None else style.width
    height = pixels(attributes.get("height")) if style.height is None else style.height
    sizes = [size for size in (width, height) if size is not None]
    return bool(sizes) and (max(sizes) <= 1 or min(sizes) == 0)


def pixels(value: str | None) -> float | None:
    """A length in pixels, roughly; None where it is none, or a share of something else."""
    found = _LENGTH.match(value) if value else None
    if found is None:
        return None
    number = float(found[1])
    if found[2] == "%" and number:
        return None
    return number * _PIXELS.get(found[2], 1.0)


def _hidden(
    visible: bool, tiny: bool, colour: Colour | Literal["transparent"] | None, background: Colour | None
) -> str | None:
    if not visible:
        return "made invisible"
    if tiny:
        return "letters of no size"
    if colour == "transparent":
        return "transparent letters"
    if colour and background and is_close(colour, background):
        return "the colour of its background"
    return None


def _apply_attributes(name: str, attributes: Mapping[str, str], declarations: Declarations) -> None:
    if name == "a" and "href" in attributes:
        declarations["color"] = "blue"
    if colour := attributes.get("color"):
        declarations["color"] = colour.lower()
    if colour := attributes.get("bgcolor"):
        declarations["background-color"] = colour.lower()
    if "background" in attributes:
        declarations["background-image"] = "url()"
    if name == "font" and "size" in attributes:
        declarations["font-size"] = "medium"


def _why_gone(declarations: Declarations) -> str | None:
    if declarations.get("display") == "none":
        return "not displayed"
    opacity = _LENGTH.match(declarations.get("opacity", ""))
    if opacity and float(opacity[1]) <= 0.05:
        return "transparent"
    if declarations.get("overflow") == "hidden" and _has_no_size(declarations):
        return "in a box of no size"
    if _is_outside(declarations):
        return "outside of the page"
    return None


def _has_no_size(declarations: Declarations) -> bool:
    sizes = (pixels(declarations.get(name)) for name in ("width", "height", "max-width", "max-height"))
    return any(size is not None and size <= 1 for size in sizes)


def _is_outside(declarations: Declarations) -> bool:
    lengths = ["text-indent", "margin-left"]
    if declarations.get("position") in ("absolute", "fixed"):
        if declarations.get("clip", "").startswith(("rect(0", "rect(1px")):
            return True
        lengths += ("left", "top", "right")
    values = (pixels(declarations.get(name)) for name in lengths)
    return any(value is not None and value <= _FAR for value in values)


def _visible(value: str | None) -> bool | None:
    if value in ("hidden", "collapse"):
        return False
    return True if value == "visible" else None


def _tiny(declarations: Declarations) -> bool | None:
    size = declarations.get("font-size")
    if size is None and (font := declarations.get("font")):
        found = _FONT_SIZE.search(font)
        size = found[1] if found else None
    if size is None or size == "inherit":
        return None
    length = pixels(size)
    if length is not None and length <= 1 and not size.endswith("em"):
        return True
    # A share of nothing is nothing: what the parent says holds.
    return (length == 0 or None) if size.endswith(("em", "%")) and not size.endswith("rem") else False


def _preformatted(value: str | None) -> bool | None:
    return None if value is None else value.startswith(("pre", "break-spaces"))


def _colour(value: str | None) -> ColourChange:
    return "inherit" if value is None or value == "inherit" else read_colour(value)


def _background(declarations: Declarations) -> ColourChange:
    image = declarations.get("background-image", "none")
    shorthand = declarations.get("background", "")
    if image not in ("none", "initial", "inherit") or "url(" in shorthand or "gradient" in shorthand:
        return None
    value = declarations.get("background-color") or shorthand
    if value in ("", "inherit", "none", "initial", "0", "0 0"):
        return "inherit"
    return read_colour(value)


def _kept(declarations: Declarations) -> str:
    return ";".join(
        f"{name}:{declarations[name]}"
        for name in _KEPT
        if name in declarations and _KEPT_VALUE.fullmatch(declarations[name])
    )
