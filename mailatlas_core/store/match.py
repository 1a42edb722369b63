"""The texts of a query as an FTS5 expression that finds the newest matches without reading the rest.

FTS5 answers words, phrases and prefixes of the lengths that it indexes lazily, newest first.
Any other prefix it would answer by merging the rows of every word that begins so before the
first is seen. So a prefix of another length is written out: as the prefixes one letter
longer that the index has, or, where it is longer than all that are indexed, as the words.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence

from mailatlas_core.fold import fold, is_word_character
from mailatlas_core.query.tree import AllOf, AnyOf, Not, Query, Text
from mailatlas_core.store.threads import OWN

_INDEXED = (2, 4, 6, 8)
_MOST_WORDS = 128
_LAST = "\U0010ffff"


def match_expression(connection: sqlite3.Connection, query: Query) -> str | None:
    """The query for FTS5: quoted strings and operators of ours, so that no text is syntax.

    None where the index alone cannot answer it.
    """
    match query:
        case Text():
            return None if is_own_message_id(connection, query) else text_expression(connection, query)
        case AllOf(nodes):
            texts, others = conjunction(connection, nodes)
            return None if others else texts
        case AnyOf(nodes):
            found = [match_expression(connection, node) for node in nodes]
            return None if None in found else f"({' OR '.join(filter(None, found))})"
        case _:
            return None


def conjunction(connection: sqlite3.Connection, nodes: Sequence[Query]) -> tuple[str | None, list[Query]]:
    """What the index answers of nodes that must all be met, None where it answers nothing, and the
    other nodes. It can leave out what a text finds, but only of what another finds."""
    wanted: list[str] = []
    unwanted: list[tuple[Query, str]] = []
    others: list[Query] = []
    for node in nodes:
        positive = node.node if isinstance(node, Not) else node
        expression = match_expression(connection, positive)
        if expression is None:
            others.append(node)
        elif positive is node:
            wanted.append(expression)
        else:
            unwanted.append((node, expression))
    if not wanted:
        return None, [*others, *(node for node, _ in unwanted)]
    found = " AND ".join(wanted)
    if unwanted:
        found = f"({found}) NOT ({' OR '.join(expression for _, expression in unwanted)})"
    return f"({found})", others


def is_own_message_id(connection: sqlite3.Connection, text: Text) -> bool:
    """Whether a text without a field is the Message-ID of a document too."""
    if text.column is not None or "@" not in text.text:
        return False
    row = connection.execute(
        "SELECT 1 FROM message_ids WHERE message_id = ? AND role = ? LIMIT 1",
        (message_id(text.text), OWN),
    ).fetchone()
    return row is not None


def message_id(text: str) -> str:
    """A Message-ID as it is stored: without white space and brackets round it."""
    return bindable(text.strip().removeprefix("<").removesuffix(">"))


def bindable(text: str) -> str:
    """A text that SQLite takes: a lone surrogate, which is in no row, becomes a question mark."""
    return text.encode("utf-8", "replace").decode()


def text_expression(connection: sqlite3.Connection, text: Text) -> str:
    """One text for FTS5, in its column."""
    words = _words_expression(connection, text)
    return words if text.column is None else f'{{"{text.column}"}} : {words}'


def _words_expression(connection: sqlite3.Connection, term: Text) -> str:
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
