"""What the terminal can show, from what its environment says of it."""

from __future__ import annotations

import locale
import re
from collections.abc import Mapping
from typing import Literal

from rich.console import Console
from textual import constants

Colours = Literal["none", "16", "256"]
"""`256` stands for more, too: our themes use no others."""

# As terminfo has them; asking terminfo itself works only once in a process.
_WITHOUT_COLOURS = re.compile(r"dumb|unknown|vt\d.*|.*-m(ono)?")
_FEW_GLYPHS = re.compile(r"dumb|unknown|vt\d.*|linux.*")


def colours(environ: Mapping[str, str]) -> Colours:
    """How many colours may be sent, by the rules that Textual sends them by."""
    if "NO_COLOR" in environ or _WITHOUT_COLOURS.fullmatch(environ.get("TERM", "")):
        return "none"
    # Rich's type says a closed set of words, the variable may hold any: then Textual fails by itself.
    console = Console(color_system=constants.COLOR_SYSTEM, force_terminal=True, _environ=environ)  # type: ignore[arg-type]
    return "16" if console.color_system in ("standard", "windows") else "256"


def has_few_glyphs(environ: Mapping[str, str]) -> bool:
    """Whether ours would be seen as blots: a Linux console has 512 glyphs at most, a vt100 its own."""
    return bool(_FEW_GLYPHS.fullmatch(environ.get("TERM", "")))


def takes_utf8() -> bool:
    """Whether the locale says so; for a program it is the only word about the terminal's encoding."""
    return locale.getencoding().lower().replace("-", "") == "utf8"
