"""A query tree as an FTS5 expression that finds the newest matches without reading the rest.

FTS5 answers words, phrases and prefixes of the lengths that it indexes lazily, newest first.
Any other prefix it would answer by merging the rows of every word that begins so before the
first is seen. So a prefix of another length is written out: as the prefixes one letter
longer that the index has, or, where it is longer than all that are indexed, as the words.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator

from mailatlas_core.store.fold import fold
from mailatlas_core.store.query import AllOf, Term, is_word_character

_INDEXED = (2, 4, 6, 8)
_MOST_WORDS = 128
_LAST = "\U0010ffff"


def match_expression(connection: sqlite3.Connection, query: AllOf) -> str:
    """The tree for FTS5: quoted strings and operators of ours, so that no text is syntax."""
    return " AND ".join(_expression(connection, term) for term in query.terms)


def _expression(connection: sqlite3.Connection, term: Term) -> str:
    text = re.sub('["\0\ud800-\udfff]', " ", fold(term.text)).strip()
    before, last = _last_word(text)
    if not term.prefix or not last:
        return _phrase(text)
    if len(last) in _INDEXED:
        return _phrase(text, prefix=True)
    if len(last) < max(_INDEXED):
        words = list(_one_letter_longer(connection, last))
    else:
        words = [(word, False) for word in _words(connection, last)]
    if len(words) > _MOST_WORDS:
        return _phrase(text, prefix=True)  # ids that occur once each: their rows are soon merged
    return (
        f"({' OR '.join(_phrase(before + word, prefix=longer) for word, longer in words) or _phrase(text)})"
    )


def _last_word(text: str) -> tuple[str, str]:
    """The text before its last word, and that word."""
    start = len(text)
    while start and is_word_character(text[start - 1]):
        start -= 1
    return text[:start], text[start:]


def _one_letter_longer(connection: sqlite3.Connection, prefix: str) -> Iterator[tuple[str, bool]]:
    """The prefixes of the index that are one letter longer, and the prefix as a word if it is one:
    each with whether it is a prefix."""
    low, length = prefix, len(prefix) + 1
    while (word := _first_word(connection, low, prefix + _LAST)) is not None:
        yield word[:length], word != prefix
        low = word + "\x01" if word == prefix else word[:length] + _LAST


def _words(connection: sqlite3.Connection, prefix: str) -> Iterator[str]:
    """The words of the index that begin with `prefix`, at most one more than is of use."""
    low = prefix
    for _ in range(_MOST_WORDS + 1):
        word = _first_word(connection, low, prefix + _LAST)
        if word is None:
            return
        yield word
        low = word + "\x01"


def _first_word(connection: sqlite3.Connection, low: str, high: str) -> str | None:
    # `>=` with the least greater text: after `>`, FTS5 would walk all rows of the word at `low`.
    row = connection.execute(
        "SELECT term FROM fts_terms WHERE term >= ? AND term < ? LIMIT 1", (low, high)
    ).fetchone()
    return None if row is None else str(row[0])


def _phrase(text: str, *, prefix: bool = False) -> str:
    return f'"{text}" *' if prefix else f'"{text}"'
