"""Addresses that a person could take for one another: by one letter, two exchanged, or a look-alike."""

from __future__ import annotations

import unicodedata
from collections.abc import Container, Iterator

LONGEST = 100
"""Of a longer address, nothing is compared."""

_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789.-_+"
_GROUPS = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("nn", "m"))
# Letters of other scripts that are drawn as Latin ones.
_LATIN = str.maketrans(
    "абвеіјкмнорсԛѕтԝхугԁһӏαβεικνορτυχωօսհոցɑɡıł",
    "abbeijkmhopcqstwxyrdhlabeiknoptuxwouhngagil",
)


def lookalike(email: str, known: Container[str]) -> str | None:
    """A known address that this one could be taken for; both are `comparable` texts. None where it
    is known itself. Looks up some thousand texts in `known`, and never goes through it."""
    if email in known or len(email) > LONGEST:
        return None
    return next((text for text in _neighbours(email) if text != email and text in known), None)


def _neighbours(email: str) -> Iterator[str]:
    yield _drawn_in_latin(email)
    for more, fewer in _GROUPS:
        yield from _replaced(email, more, fewer)
        yield from _replaced(email, fewer, more)
    for index in range(len(email) + 1):
        before, after = email[:index], email[index:]
        yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        for letter in _LETTERS:
            yield before + letter + after[1:]
            yield before + letter + after


def _replaced(text: str, old: str, new: str) -> Iterator[str]:
    index = text.find(old)
    while index >= 0:
        yield text[:index] + new + text[index + len(old) :]
        index = text.find(old, index + 1)


def _drawn_in_latin(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).translate(_LATIN)
    return "".join(character for character in plain if not unicodedata.combining(character))
