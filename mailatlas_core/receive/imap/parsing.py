"""What is in a response (RFC 3501, section 9): words, texts, NIL, and lists of them.

The parser of imapclient looks for the end of each bracket, so that it cannot read the folder `a[b` as Dovecot
lists it, and tells of a list without end by all that is in it, be that a message of a gigabyte.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from mailatlas_core.receive.imap.connection import NotImap

_TOKEN = re.compile(rb'([()])|"((?:[^"\\]|\\.)*)"|([^\s()"]+)|\S', re.DOTALL)
_ESCAPED = re.compile(rb'\\(["\\])')


def parsed(parts: Sequence[bytes]) -> tuple[object, ...]:
    """The values in these texts, which have a literal between each two: bytes, None for NIL, and tuples."""
    lists: list[list[object]] = [[]]
    for number, part in enumerate(parts):
        if number % 2:
            lists[-1].append(part)
        else:
            _read(part, lists)
    if len(lists) > 1:
        raise NotImap("answers with what is not IMAP")
    return tuple(lists[0])


def _read(text: bytes, lists: list[list[object]]) -> None:
    """Put the values of a text into the innermost of the lists that are open."""
    for token in _TOKEN.finditer(text):
        bracket, quoted, word = token.groups()
        if word is not None:
            lists[-1].append(None if word.upper() == b"NIL" else word)
        elif quoted is not None:
            lists[-1].append(_ESCAPED.sub(rb"\1", quoted))
        elif bracket == b"(":
            lists.append([])
        elif bracket == b")" and len(lists) > 1:
            done = tuple(lists.pop())
            lists[-1].append(done)
        else:
            raise NotImap("answers with what is not IMAP")
