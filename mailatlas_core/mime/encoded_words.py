"""Raw header values → text: RFC 2047 encoded words, and the 8-bit bytes that should be such words."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from mailatlas_core.mime import charset
from mailatlas_core.mime.defects import Defects
from mailatlas_core.mime.transfer import decode_base64

_WORD_START = re.compile(r"=\?([^?\s*]{1,60})(?:\*[^?\s]{0,20})?\?([bBqQ])\?")
_WORD_END = "?="
_SPACE_RUN = re.compile(r"[ \t\r\n]+")


class _Word(NamedTuple):
    """One encoded word of a text, with the place that it takes there."""

    start: int
    end: int
    label: str
    encoding: str
    payload: str


def decode_value(raw: bytes, defects: Defects) -> str:
    """Decode an unfolded value; runs of white space, which folding leaves, become one space."""
    if b"=?" not in raw and raw.isascii():
        # Faster than `collapse`, and most values come this way.
        return b" ".join(raw.split()).decode("ascii")
    return collapse(decode_words(decode_raw(raw, defects), defects))


def collapse(text: str) -> str:
    """The text with each run of spaces, tabs and line ends as one space, and none at its edges."""
    if "  " in text or "\t" in text or "\n" in text or "\r" in text:
        text = _SPACE_RUN.sub(" ", text)
    return text.strip(" ")


def decode_raw(raw: bytes, defects: Defects, hint: str | None = None) -> str:
    """The text of a value whose encoded words are left as they are; `hint` is a character set
    that its 8-bit bytes may be in."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        defects.add("The header has 8-bit characters that are not UTF-8.")
    if hint is not None:
        decoded = charset.decode(raw, hint)
        if decoded.defect is None:
            return decoded.text
    return charset.decode(raw, None).text


def decode_words(text: str, defects: Defects) -> str:
    """Decode the encoded words in a text.

    The bytes of adjacent words of one character set are joined before they are decoded,
    because many senders split a character between two words.
    """
    if "=?" not in text:
        return text
    pieces: list[str] = []
    position = 0
    run: list[_Word] = []
    for word in _find_words(text):
        between = text[position : word.start]
        if run and between.strip(" \t\r\n"):
            pieces.append(_decode_run(run, defects))
            run = []
        if not run:
            pieces.append(between)
        run.append(word)
        position = word.end
    pieces.append(_decode_run(run, defects))
    pieces.append(text[position:])
    return "".join(pieces)


def _find_words(text: str) -> list[_Word]:
    words: list[_Word] = []
    start = _WORD_START.search(text)
    while start is not None:
        end = text.find(_WORD_END, start.end())
        if end < 0:
            break
        after = end + len(_WORD_END)
        words.append(_Word(start.start(), after, start[1].lower(), start[2].lower(), text[start.end() : end]))
        start = _WORD_START.search(text, after)
    return words


def _decode_run(run: list[_Word], defects: Defects) -> str:
    """The text of adjacent words."""
    texts: list[str] = []
    for label, words in groupby(run, key=attrgetter("label")):
        decoded = charset.decode(_payload_bytes(words, defects), label)
        defects.add(decoded.defect)
        texts.append(decoded.text)
    return "".join(texts)


def _payload_bytes(words: Iterable[_Word], defects: Defects) -> bytes:
    """The bytes of words of one character set. Base64 that stops within a quantum goes on in
    the next word."""
    pieces: list[bytes] = []
    pending = ""
    for word in words:
        if word.encoding == "b":
            pending += word.payload
            if len(pending) % 4 == 0 or pending.endswith("="):
                pieces.append(decode_base64(pending.encode("utf-8"), defects))
                pending = ""
            continue
        pieces.append(decode_base64(pending.encode("utf-8"), defects))
        pending = ""
        pieces.append(binascii.a2b_qp(word.payload.encode("utf-8"), header=True))
    pieces.append(decode_base64(pending.encode("utf-8"), defects))
    return b"".join(pieces)
