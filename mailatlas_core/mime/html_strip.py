"""HTML → the text between its tags, for markup that is too much for a parser."""

from __future__ import annotations

import html
import re

_BLOCK = re.compile(
    r"</?(?:address|article|aside|blockquote|br|center|dd|div|dl|dt|fieldset|footer|form|h[1-6]|header|hr|"
    r"li|main|nav|ol|p|pre|section|table|tr|ul)\b[^<>]*+>",
    re.IGNORECASE,
)
_TAG = re.compile(r"</?[a-zA-Z!?][^<>]*+>")
_SPACES = re.compile(r"[ \t\r\n\f]+")
_LINE_ENDS = re.compile(r" ?\n(?: ?\n)*+ ?")


def strip_tags(source: str) -> str:
    """The text between the tags, with a line end where blocks begin or end."""
    text = _SPACES.sub(" ", source)
    text = html.unescape(_TAG.sub("", _BLOCK.sub("\n", text)))
    return _LINE_ENDS.sub("\n", text).replace("\xa0", " ").strip()
