"""Paragraphs on one line each → `format=flowed` (RFC 3676); `mime.flowed` is the way back.

A line that is typed is a paragraph, or a line of one's own; either is whole again where it is read.
Lines break at spaces alone, without DelSp: a text without spaces stays on one line.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from mailatlas_core.mime.flowed import SIGNATURE_SEPARATOR

WIDTH = 72
"""Columns that a line takes, but for the space at its end and for a word that is longer."""

_DEEPEST_WRAPPED = 20  # quotes in quotes: what is deeper has no room left
_WORD = re.compile(" *+[^ ]++ *+")
# Unstuffed, the first two would be read as less than they are; an mbox changes the third.
_STUFFED = (" ", ">", "From ")


def flow(text: str) -> str:
    """Fold a text, whose line ends are LF. Spaces at the end of a typed line are dropped, for they
    would join it with the next one; `-- ` keeps its own."""
    return "\n".join(folded for line in text.split("\n") for folded in _fold(line))


def _fold(line: str) -> Iterator[str]:
    content = line.lstrip(">")
    depth = len(line) - len(content)
    if depth:
        content = content.removeprefix(" ")
    if content != SIGNATURE_SEPARATOR:
        content = content.rstrip(" ")
    if not content:
        yield ">" * depth
    elif depth > _DEEPEST_WRAPPED:
        yield f"{'>' * depth} {content}"
    elif depth:
        for piece in _pieces(content, WIDTH - depth - 1, is_quoted=True):
            yield f"{'>' * depth} {piece}"
    else:
        for piece in _pieces(content, WIDTH, is_quoted=False):
            yield f" {piece}" if piece.startswith(_STUFFED) else piece


def _pieces(content: str, room: int, *, is_quoted: bool) -> Iterator[str]:
    """The content in pieces that are its text again when they are put together."""
    piece: list[str] = []
    columns = 0
    for word in _WORD.findall(content):
        taken = _columns(word.rstrip(" "))
        if piece and columns + taken > room and _may_break(piece, word, is_quoted):
            yield "".join(piece)
            piece, columns = [], 0
        piece.append(word)
        columns += taken + len(word) - len(word.rstrip(" "))
    yield "".join(piece)


def _may_break(piece: list[str], word: str, is_quoted: bool) -> bool:
    """No line may begin like a quote that is none, or be the separator of a signature that is none."""
    return (is_quoted or not word.startswith(">")) and piece != [SIGNATURE_SEPARATOR]


def _columns(word: str) -> int:
    if word.isascii():
        return len(word)
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in word)
