"""Forty strings that a sender may put into any field, and that a screen must survive.

Each is tried in every field of every model on every screen: none may crash it, and none may
reach the terminal as anything but visible text.
"""

from __future__ import annotations

import unicodedata

HOSTILE: tuple[str, ...] = (
    # markup of the toolkit
    "[/foo] [red",
    "[@click=app.bell]x[/]",
    "[link=https://evil.example/]click[/link]",
    "[bold red on white]LOUD[/]",
    "\\[escaped] [/] [] [[ ]]",
    "[$accent]variable[/] [not a tag",
    "{braces} %s %(name)s {0!r} $HOME `date`",
    "<b>&amp;&#27;</b>",
    # escape sequences
    "\x1b[31mred\x1b[0m",
    "\x1b[2J\x1b[H cleared",
    "\x1b]0;new title\x07",
    "\x1b]8;;https://evil.example/\x1b\\link\x1b]8;;\x1b\\",
    "\x1b]52;c;ZXZpbA==\x07",
    "\x1bP+q544e\x1b\\",
    "\x1b[6n\x1b[c\x1b[?1049l",
    "\x9b31m C1 \x9d52;c;ZXZpbA==\x9c",
    "\x1bc reset \x1b#8",
    "\x0e shifted \x0f",
    # control characters
    "nul\x00nul",
    "bell\x07 backspace\x08\x08\x08 delete\x7f",
    "first\rsecond",
    "one\r\ntwo\nthree",
    "tab\there\t\tand\x0bthere\x0c",
    "next\x85line\u2028separator\u2029paragraph",
    # order and invisibility
    "invoice\u202efdp.exe",
    "\u2066isolated\u2069 \u200eleft\u200f right \u061cmark",
    "\u202aembedded \u202bin \u202dforced",
    "zero\u200bwidth\u2060word\ufeffjoin\u200d",
    "tag\U000e0068\U000e0069\U000e007f",
    "soft\u00adhyphen \u3164filler\u115f \u034fjoiner",
    "\ufff9annotation\ufffa\ufffb \U0001d173",
    # width
    "Z\u0351\u0352\u0357\u035b\u0346" * 3 + "a" + "\u0301" * 400,
    "\u0301\u0308\u20dd begins with marks",
    "再会のご案内 北極星 한국어 ｱｲｳ",
    "שלום עולם 123 مرحبا بالعالم می\u200cخواهم",
    "👩🏽\u200d⚕\ufe0f 🏳\ufe0f\u200d🌈 🇩🇪🇩 1\ufe0f\u20e3 " + "👨\u200d" * 300 + "👨",
    "हिन्दी ไทย မြန်မာ \U0001d11e \ue000 \U0010ffff \ufdd0",
    "x" * 20_000,
    "語" * 5_000,
    # what is no text at all: bytes that were not UTF-8
    b"raw \x80\xff\xed\xa0\x80 bytes".decode("utf-8", "surrogateescape") + "\ud800",
)

BIDI_CONTROLS = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def harmful(text: str) -> set[str]:
    """The characters of `text` that must never reach a terminal."""
    return {
        character
        for character in text
        if unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") or character in BIDI_CONTROLS
    }
