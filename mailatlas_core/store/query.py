"""The query language: words, `word*` prefixes and "phrases", all of which must be found.

A query is parsed to one tree, which store/search.py compiles for the index; nothing a person
types reaches SQL or FTS5 in any other way.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from mailatlas_core.errors import QueryError
from mailatlas_core.store.fold import fold

MOST_TERMS = 100
_TOKEN = re.compile(r'"(?P<phrase>[^"]*)(?P<closed>")?|(?P<word>[^\s"]+)')


@dataclass(frozen=True, slots=True)
class Term:
    """Consecutive words; with `prefix`, the last one may go on."""

    text: str
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Everything:
    """All documents."""


@dataclass(frozen=True, slots=True)
class AllOf:
    """Documents in which every term is found, in any field."""

    terms: tuple[Term, ...]


Query = Everything | AllOf


def parse_query(query: str, *, typing: bool = False) -> Query:
    """Parse what a person typed.

    With `typing`, the query is still being typed: its last word counts as a prefix, and a
    quotation may be open. Raises `QueryError`.
    """
    if query.strip() in ("", "*"):
        return Everything()
    terms: list[Term] = []
    for match in _TOKEN.finditer(query):
        if match["word"] is None:
            is_open = match["closed"] is None
            if is_open and not typing:
                raise QueryError(
                    f"The quotation mark at {match.start() + 1} is not closed.",
                    position=match.start(),
                    hint='Put a " at the end of the phrase.',
                )
            terms.append(Term(match["phrase"], prefix=is_open and not match["phrase"][-1:].isspace()))
        else:
            last = typing and match.end() == len(query)
            word = match["word"]
            terms.append(Term(word.rstrip("*"), prefix=last or word.endswith("*")))
    found = tuple(term for term in dict.fromkeys(terms) if _has_words(term.text))
    if not found:
        raise QueryError("The query has no letter or digit to search for.", position=0)
    if len(found) > MOST_TERMS:
        raise QueryError(f"The query has more than {MOST_TERMS} different words.", position=0)
    return AllOf(found)


def _has_words(text: str) -> bool:
    return any(is_word_character(character) for character in fold(text))


def is_word_character(character: str) -> bool:
    """Whether the index keeps a character; all others part words."""
    category = unicodedata.category(character)
    return category[0] in "LMN" or category == "Co"
