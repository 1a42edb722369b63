"""`format=flowed` → paragraphs on one line each (RFC 3676)."""

from __future__ import annotations

import re
from itertools import groupby
from typing import NamedTuple

SIGNATURE_SEPARATOR = "-- "

_QUOTE = re.compile(">*")


class _Line(NamedTuple):
    depth: int
    text: str
    flows: bool


def unfold_flowed(text: str, *, delete_space: bool) -> str:
    """Join the lines that flow on; quotes keep their depth, and a signature its separator.

    `text` has line ends as LF. `delete_space` is the parameter DelSp: the space at a line's end
    then only marks that it flows.
    """
    lines = [_read_line(line) for line in text.split("\n")]
    paragraph = 0
    numbers: list[int] = []
    for line, following in zip(lines, [*lines[1:], None], strict=True):
        numbers.append(paragraph)
        if not (line.flows and following is not None and _continues(line, following)):
            paragraph += 1
    joined = groupby(zip(numbers, lines, strict=True), key=lambda pair: pair[0])
    return "\n".join(_join([line for _, line in group], delete_space) for _, group in joined)


def _read_line(line: str) -> _Line:
    match = _QUOTE.match(line)
    depth = match.end() if match is not None else 0
    content = line[depth:]
    # Stuffed is what begins like a quote; unstuffed it would read as one.
    if content.startswith(" ") and (depth or not content.startswith(" >")):
        content = content[1:]
    return _Line(depth, content, content.endswith(" ") and content != SIGNATURE_SEPARATOR)


def _continues(line: _Line, following: _Line) -> bool:
    """A blank line ends a paragraph even where the line before it forgot to."""
    return line.depth == following.depth and following.text not in ("", SIGNATURE_SEPARATOR)


def _join(lines: list[_Line], delete_space: bool) -> str:
    texts = [line.text for line in lines]
    if delete_space:
        texts[:-1] = [text[:-1] for text in texts[:-1]]
    depth = lines[0].depth
    text = "".join(texts)
    if not depth:
        return text
    return f"{'>' * depth} {text}" if text else ">" * depth
