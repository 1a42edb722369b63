"""Folding: how text becomes what the index holds, so that people find what they type.

Accents and case are dropped, compatibility forms are unified, and every character of a
script that is written without spaces becomes a word of its own, so that any run of them is
found as a phrase. Marks that carry meaning (Indic vowel signs, Thai tones, kana voicing)
stay. The same fold is applied to queries; `FOLD_VERSION` names it, because a contentless
index can only be changed by who knows exactly what was put in.
"""

from __future__ import annotations

import re
import unicodedata

FOLD_VERSION = f"2/{unicodedata.unidata_version}"

# Marks what the index holds beside the words. A private character, for which the texts have a space.
MARK = "\uf8fe"

# Marks of Latin, Greek, Cyrillic, Arabic and Hebrew, and the joiners, which no one types.
_DROPPED = (
    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"
    "\u08ca-\u08e1\u08e3-\u08ff\u200c\u200d]+"
)

# Letters whose stroke or ligature Unicode does not take apart, as people type them.
_PLAIN = str.maketrans(
    {MARK: " ", "ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe"}
)

# Han, Kana, Hangul, Thai, Lao, Khmer, Myanmar: after NFKC, so without half-width forms.
UNSPACED = (
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ece\u0edc-\u0edf"
    "\u1000-\u103f\u1050-\u108f\u109a-\u109f\uaa60-\uaa7f\ua9e0-\ua9ef\ua9fa-\ua9fe"
    "\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff"
    "\u1780-\u17d3\u17d7\u17dc\u17dd"
    "\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3038-\u303c\u3041-\u3096\u3099\u309a\u309d-\u309f"
    "\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
    "\u2e80-\u2fdf\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U0001b000-\U0001b16f\U00020000-\U0003ffff"
)
_UNSPACED = f"([{UNSPACED}])"


def fold(text: str) -> str:
    """Return `text` as the index holds it."""
    if text.isascii():
        return text.lower()
    # The patterns are compiled here, by the first text that needs them: that takes long.
    decomposed = re.sub(_DROPPED, "", unicodedata.normalize("NFKD", text))
    composed = unicodedata.normalize("NFKC", decomposed).casefold().translate(_PLAIN)
    return " ".join(re.split(_UNSPACED, composed))


def is_word_character(character: str) -> bool:
    """Whether the index keeps a character of a folded text; all others part words."""
    category = unicodedata.category(character)
    return category[0] in "LMN" or category == "Co"


def words(folded: str) -> list[str]:
    """The words of a folded text, in its order."""
    return folded.translate(_WORD_CHARACTERS).split()


class _WordCharacters(dict[int, str]):
    """For `str.translate`: what parts words becomes a space. Each character is looked up once."""

    def __missing__(self, code: int) -> str:
        self[code] = chr(code) if is_word_character(chr(code)) else " "
        return self[code]


_WORD_CHARACTERS = _WordCharacters()
