"""The texts of a query as an FTS5 expression that finds the newest matches without reading the rest.

FTS5 answers words and phrases lazily, newest first, and so it does the beginnings that
store/columns.py has put in beside the words. The words that begin in any other way it would merge
before the first row is seen; so they are written out, as long as they are not very many.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from itertools import islice

from mailatlas_core.fold import MARK, fold, is_word_character, words
from mailatlas_core.query.tree import AllOf, AnyOf, Not, Query, Text, all_of
from mailatlas_core.store.columns import BEGINNING, BEGINNINGS, IndexColumns
from mailatlas_core.store.terms import Terms
from mailatlas_core.store.threads import OWN

# Behind a phrase: its last word may go on.
MERGED = " *"

_MOST_WORDS = 512
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


def wanted_texts(query: Query) -> Iterator[Text]:
    """The texts of which a document that is found may have some: all that are not excluded."""
    match query:
        case Text():
            yield query
        case AllOf(nodes) | AnyOf(nodes):
            for node in nodes:
                yield from wanted_texts(node)
        case _:
            pass


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


def widened(query: Query, expression: str) -> tuple[Query, list[Text]]:
    """A query that finds what this one does and more, and newest first at once; and the texts for
    which each document that it finds has to be looked through: those that must be found and end
    with the beginning of more words than `expression`, which is the query's, writes out. One of
    a single character is left to FTS5."""
    nodes = query.nodes if isinstance(query, AllOf) else (query,)
    wide: list[Query] = []
    sought = []
    for node in nodes:
        if isinstance(node, Text) and _can_be_widened(node, expression):
            before, last = _last_word(_foldable(node))
            wide.append(Text(last[:BEGINNING], node.column, prefix=True))
            if any(map(is_word_character, before)):
                wide.append(Text(before, node.column))
            sought.append(node)
        else:
            wide.append(node)
    return all_of(wide), sought


def _can_be_widened(text: Text, expression: str) -> bool:
    """Whether FTS5 would merge what it finds, and the index has the beginning of its last word."""
    folded = _foldable(text)
    is_merged = text.prefix and _phrase(folded) + MERGED in expression
    return is_merged and len(_last_word(folded)[1]) >= BEGINNING


def holds_all(columns: IndexColumns, texts: Sequence[Text]) -> bool:
    """Whether each text begins words that stand one after another in a column of its."""
    return all(_holds(columns, text) for text in texts)


def _holds(columns: IndexColumns, text: Text) -> bool:
    wanted = " " + " ".join(words(_foldable(text)))
    looked_at = columns if text.column is None else (getattr(columns, text.column),)
    return any(wanted in " " + " ".join(words(column)) for column in looked_at)


def _words_expression(connection: sqlite3.Connection, term: Text) -> str:
    text = _foldable(term)
    if not term.prefix or not _last_word(text)[1]:
        return _phrase(text)
    phrases = _written_out(connection, term)
    if phrases is None:
        return _phrase(text) + MERGED
    return f"({' OR '.join(phrases) or _phrase(text)})"


def _foldable(term: Text) -> str:
    """The text as the index holds it, without what would end a string of FTS5's or look like `MERGED`."""
    return re.sub('["\0\ud800-\udfff]', " ", fold(term.text)).strip().replace("*", " ")


def _written_out(connection: sqlite3.Connection, term: Text) -> list[str] | None:
    """The phrases of which one must be found for a text whose last word may go on; None where they
    are too many."""
    before, last = _last_word(_foldable(term))
    follows = any(map(is_word_character, before))
    terms = Terms(connection)
    found = _words(terms, last) if follows else _beginning(terms, last)
    phrases = [_phrase(before + word) for word in islice(found, _MOST_WORDS + 1)]
    return phrases if len(phrases) <= _MOST_WORDS else None


def _last_word(text: str) -> tuple[str, str]:
    """The text before its last word, and that word."""
    start = len(text)
    while start and is_word_character(text[start - 1]):
        start -= 1
    return text[:start], text[start:]


def _beginning(terms: Terms, last: str) -> Iterator[str]:
    """What the index has of the words that begin so: beginnings of its own, and words."""
    length = next((length for length in BEGINNINGS if length >= len(last)), None)
    if length is None:
        yield from _words(terms, last)
    elif length == len(last):
        yield MARK + last
    else:
        yield last
        yield from _beginnings(terms, last, length)
    if length not in (None, BEGINNING) and last.isalpha():
        yield from _words_of_letters(terms, last)


def _beginnings(terms: Terms, start: str, length: int) -> Iterator[str]:
    """The beginnings of this length in the index that begin so themselves."""
    low, high = MARK + start, MARK + start + _LAST
    while (found := terms.first(low, high)) is not None:
        yield found[: length + 1]
        low = found[: length + 1] + _LAST


def _words(terms: Terms, start: str) -> Iterator[str]:
    """The words of the index that begin so."""
    low = start
    while (word := terms.first(low, start + _LAST)) is not None:
        yield word
        low = word + "\x01"


def _words_of_letters(terms: Terms, start: str) -> Iterator[str]:
    """Those of letters alone."""
    low = start
    while (word := terms.first(low, start + _LAST)) is not None:
        if word.isalpha():
            yield word
            low = word + "\x01"
        else:  # none that begins like this one is of letters alone
            letters = next(at for at, character in enumerate(word) if not character.isalpha())
            low = word[: letters + 1] + _LAST


def _phrase(text: str) -> str:
    return f'"{bindable(text)}"'
