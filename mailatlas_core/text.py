"""The one door through which mail text becomes display text.

A message is data: nothing in it may move a cursor, reorder a line, hide a word or ring a bell.
What could do so is shown as its code point, `⟨U+202E⟩`; what only spells a word in its script
(joiners of Persian, accents) stays as it is. Widths are counted in terminal cells,
as the TUI draws them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

MOST_MARKS = 8
"""Combining marks that one base character may carry; no script needs more."""

_TAB_STOP = 8
_ELLIPSIS = "…"
_LONELY = "◌"
_ZWNJ, _ZWJ = "\u200c", "\u200d"

# Characters without any trick: no need to look at each of them.
_PLAIN = re.compile(
    "[ -~\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0377\u0384-\u038a\u038e-\u03a1\u03a3-\u0482\u048a-\u052f"
    "\u05d0-\u05ea\u2010-\u2027\u2030-\u205e\u3001-\u3029\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff"
    "\uac00-\ud7a3\uff01-\uff60]*"
)
_SINGLE_CELLS = re.compile(
    "[ -~\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0377\u0384-\u038a\u038e-\u03a1\u03a3-\u0482]*"
)
_LINE_END = re.compile("\r?\n")
_LINE_END_OR_TAB = re.compile("\r?\n|\t")
_WORD = re.compile(r" +|[^ ]+")

# Letters and marks by category, yet drawn as nothing: good only for hiding.
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0")
# Scripts whose words are spelled with joiners: Arabic, Syriac, Indic to Sinhala, Mongolian.
_JOINED_SCRIPTS = ((0x0600, 0x0DFF), (0x1800, 0x18AF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFC))
_SKIN_TONES = frozenset("\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")
_UNDECIDED = _SKIN_TONES | {_ZWNJ, _ZWJ}


def visible(text: str) -> str:
    """`text` as one harmless line; line ends and tabs become spaces. Idempotent."""
    return text if _PLAIN.fullmatch(text) else _neutralized(_LINE_END_OR_TAB.sub(" ", text))


def visible_lines(text: str) -> list[str]:
    """`text` as harmless lines, split at LF and CRLF only; tabs go to the next multiple of 8."""
    return [
        line if _PLAIN.fullmatch(line) else _neutralized(line.expandtabs(_TAB_STOP))
        for line in _LINE_END.split(text)
    ]


def cell_width(text: str) -> int:
    """How many terminal cells `text` takes; `text` must be visible already."""
    if _SINGLE_CELLS.fullmatch(text):
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def fit(text: str, width: int) -> str:
    """`text` made visible and exactly `width` cells wide (1 or more), cut with … or padded."""
    line = visible(text)
    taken = cell_width(line)
    if taken > width:
        line = line[: _cut(line, 0, width - 1)] + _ELLIPSIS
        taken = cell_width(line)
    return line + " " * (width - taken)


def wrap(line: str, width: int) -> list[str]:
    """A visible `line` as lines of at most `width` cells (2 or more), broken at spaces where it can be.

    Spaces at a break are dropped, an indentation is kept; wide characters may part anywhere.
    """
    if len(line) <= width and cell_width(line) <= width:
        return [line]
    lines: list[str] = []
    current, room = "", width
    for match in _WORD.finditer(line):
        word = match[0]
        start, left = 0, cell_width(word)
        if word[0] == " " and (left > room or (lines and not current)):
            room = 0  # a break is due here, and it swallows these spaces
            continue
        while left > room:
            if left > width or _breaks_anywhere(word):
                end = _cut(word, start, room)
                current += word[start:end]
                left -= cell_width(word[start:end])
                start = end
            if current.strip(" "):
                lines.append(current.rstrip(" "))
            current, room = "", width
        current += word[start:]
        room -= left
    if current or not lines:
        lines.append(current)
    return lines


def _neutralized(text: str) -> str:
    pieces: list[str] = []
    previous = ""
    marks = 0  # on the character in hand
    for index, character in enumerate(text):
        shown = _shown(character)
        if shown is None:
            shown = _joiner(character, previous, text[index + 1 : index + 2])
        if shown == "":
            continue
        if _is_mark(shown[-1]) or shown == _ZWNJ:
            if not previous:
                pieces.append(_LONELY)
            marks += 1
        else:
            pieces.append(_excess(marks))
            marks = 0
        previous = shown[-1]
        if marks <= MOST_MARKS:
            pieces.append(shown)
    pieces.append(_excess(marks))
    return "".join(pieces)


@lru_cache(maxsize=4096)
def _shown(character: str) -> str | None:
    """What stands for a character wherever it is; None where its neighbours decide."""
    category = unicodedata.category(character)
    if character in _UNDECIDED:
        return None
    if character == "\u00ad":  # a soft hyphen is shown by no one, and counted differently by everyone
        return ""
    if "\ufe00" <= character <= "\ufe0f":  # terminals do not agree on the width it asks for
        return ""
    if character in _INVISIBLE or category in ("Cc", "Cf", "Cs", "Cn", "Zl", "Zp"):
        return _code_point(character)
    if category == "Zs":
        return character if character == "\u3000" else " "
    return character


def _joiner(character: str, previous: str, following: str) -> str:
    """A joiner that spells a word, nothing where it is idle or joins emoji, else its code point.

    Terminals disagree on the width of joined or toned emoji: they part, and are drawn plain.
    """
    if _is_emoji(previous) and (character in _SKIN_TONES or _is_emoji(following)):
        return ""
    if _spelled_with_joiners(previous):
        # A ZWJ makes Rich count the letter behind it as nothing, so only ZWNJ can stay.
        return _ZWNJ if character == _ZWNJ else ""
    return _code_point(character)


def _is_mark(character: str) -> bool:
    return unicodedata.category(character).startswith("M")


def _is_emoji(character: str) -> bool:
    return character >= "\u2190" and unicodedata.category(character) == "So" and character not in _INVISIBLE


def _spelled_with_joiners(character: str) -> bool:
    return character != "" and any(first <= ord(character) <= last for first, last in _JOINED_SCRIPTS)


def _code_point(character: str) -> str:
    return f"⟨U+{ord(character):04X}⟩"


def _excess(marks: int) -> str:
    return f"⟨+{marks - MOST_MARKS}⟩" if marks > MOST_MARKS else ""


def _breaks_anywhere(word: str) -> bool:
    return any(unicodedata.east_asian_width(character) in "WF" for character in word[:2])


def _cut(text: str, start: int, width: int) -> int:
    """Where the longest run of whole graphemes from `start` ends that takes at most `width` cells."""
    # One more, because a mark behind the cut belongs to the character before it.
    if _SINGLE_CELLS.fullmatch(text, start, start + width + 1):
        return min(start + width, len(text))
    end, room = start, width
    for stop, cells in _graphemes(text, start, width):
        if cells > room:
            break
        room, end = room - cells, stop
    return end


def _graphemes(text: str, start: int, width: int) -> Iterator[tuple[int, int]]:
    """End and cells of each of the graphemes from `start` on, enough of them to fill `width` cells."""
    from rich.cells import split_graphemes

    # No cell holds more than a base with its marks, or emoji that are joined: no need to look at megabytes.
    window = text[start : start + (width + 1) * 2 * (MOST_MARKS + 2)]
    spans = split_graphemes(window)[0]
    index = 0
    while index < len(spans):
        first, last, cells = spans[index]
        index += 1
        if index < len(spans) and _is_flag_half(window[first]) and _is_flag_half(window[spans[index][0]]):
            _, last, more = spans[index]
            cells += more
            index += 1
        yield start + last, cells


def _is_flag_half(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"
