"""Characters that show nothing: which of them a text needs, and which only deceive or pad."""

from __future__ import annotations

import re

# Scripts whose words hold joiners and non-joiners: Arabic, Syriac, N'Ko, Indic, Sinhala,
# Tibetan, Myanmar, Khmer, Mongolian and their like.
_JOINING = (
    "\u0600-\u06ff\u0700-\u07ff\u0840-\u086f\u0870-\u08ff\u0900-\u0dff\u0f00-\u0fff\u1000-\u109f\u1700-\u17b3"
    "\u17b6-\u180a\u180f-\u18af\u1a20-\u1aaf\u1b00-\u1b7f\ua840-\ua87f\ua8e0-\ua8ff\ufb50-\ufdff\ufe70-\ufefc"
    "\U00010a60-\U00010aff\U00011000-\U00011fff\U0001e900-\U0001e95f"
)
# Thai, Lao, Myanmar and Khmer are written without spaces; there a zero-width space parts words.
_SPACELESS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17b3\u17b6-\u17ff"
_EMOJI = "\u00a9\u00ae\u2190-\u2bff\U0001f000-\U0001faff"
_EMOJI_END = _EMOJI + "\ufe0f\U000e007f"
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_TAGS = "\U000e0000-\U000e007f"

_ALWAYS = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
)
_ANY = re.compile(f"[{_ALWAYS}\u200b-\u200d{_TAGS}{_SELECTORS}]")
_TAKEN = re.compile(
    f"[{_ALWAYS}]+"
    f"|(?<![{_JOINING}])\u200c+"
    f"|(?<![{_JOINING}{_EMOJI_END}])\u200d+"
    f"|(?<=[{_EMOJI_END}])\u200d+(?![{_EMOJI}])"
    f"|(?<![{_SPACELESS}])\u200b+|\u200b+(?![{_SPACELESS}])"
    # The flags of England, Scotland and Wales are a black flag and a few tags.
    f"|(?<![\U0001f3f4{_TAGS}])[{_TAGS}]+|(?<=\U0001f3f4)[{_TAGS}]{{9,}}"
    # One variation selector belongs to the character before it.
    f"|(?<![^\\s{_SELECTORS}])[{_SELECTORS}]+"
)


def strip_invisible(text: str) -> tuple[str, int]:
    """The text without invisible characters that no script or emoji needs, and how many they were.

    Line ends are not among them: the lines stay as many as they were.
    """
    if text.isascii() or _ANY.search(text) is None:
        return text, 0
    taken = _TAKEN.sub("", text)
    return taken, len(text) - len(taken)
