"""Characters that reorder, hide or command: where a message has them, and which."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from mailatlas_core.text import visible

_CODE_POINT = re.compile("⟨U\\+([0-9A-F]{4,6})⟩")
_AROUND = 40


def deceptions(text: str) -> Counter[str]:
    """The characters of one line that are shown by their code points, and how often each occurs."""
    shown = Counter(_CODE_POINT.findall(visible(text)))
    if shown:
        shown.subtract(_CODE_POINT.findall(text))  # what only spells a code point deceives nobody
    return Counter({chr(int(code, 16)): count for code, count in shown.items() if count > 0})


def names(found: Counter[str]) -> str:
    """Each character by its code point and name, the most frequent first."""
    return ", ".join(_name(character, count) for character, count in found.most_common())


def excerpt(text: str) -> str:
    """`text` made visible, cut to what stands around the first such character."""
    shown = visible(text)
    first = shown.find("⟨U+")
    start, end = max(0, first - _AROUND), first + 2 * _AROUND
    return ("…" if start else "") + shown[start:end] + ("…" if end < len(shown) else "")


def _name(character: str, count: int) -> str:
    name = unicodedata.name(character, "control character").lower()
    return f"U+{ord(character):04X} {name}" + (f" ×{count:,}" if count > 1 else "")
