"""List-Unsubscribe (RFC 2369): where a list says that one can leave it."""

from __future__ import annotations

import re
from collections.abc import Iterator

MAX_TARGETS = 10
MAX_CHARACTERS = 16_384

_BRACKETED = re.compile(r"<([^<>]*+)>")
_TARGET = re.compile(r"(?:mailto:[^\s@]+@|https?://)[^\s<>\"]+", re.IGNORECASE)


def read_unsubscribe(value: str) -> tuple[str, ...]:
    """The `mailto:` and web addresses of the decoded header, in order, each once.

    Nothing is followed, and nothing says that they are honest.
    """
    text = value[:MAX_CHARACTERS]
    found = dict.fromkeys(target for target in _candidates(text) if _TARGET.fullmatch(target))
    return tuple(found)[:MAX_TARGETS]


def _candidates(text: str) -> Iterator[str]:
    bracketed = _BRACKETED.findall(text)
    if bracketed:
        # A long address may have been folded inside its brackets.
        yield from ("".join(target.split()) for target in bracketed)
    else:
        yield from (word.strip("<>,;\"'") for word in text.replace(",", " ").split())
