"""The words of a query: texts, phrases, fields with what stands behind them, and operators."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from mailatlas_core.query.dates import several_words
from mailatlas_core.query.fields import DATE_FIELDS, NAMES

Kind = Literal["text", "field", "(", ")", "-", "AND", "OR", "NOT"]

# A dash that stands alone is text, as in a subject; so is what stands before a colon in an
# address of a page, in a time, and where nothing follows a word that is no field, as in `Re: `.
_WORD = re.compile(
    r"""
      (?P<mark> [()] | -(?=[^\s)]) )
    | (?: (?P<field> [A-Za-z][A-Za-z_]* ) : (?!//) )?
      (?: "(?P<phrase> (?: [^"]+ | "" )* ) (?P<close> "\** )? | (?P<plain> [^\s"()]* ) )
    """,
    re.VERBOSE,
)
_NOT_SPACE = re.compile(r"\S")
_OPERATORS: dict[str, Kind] = {"AND": "AND", "OR": "OR", "NOT": "NOT"}
_MARKS: dict[str, Kind] = {"(": "(", ")": ")", "-": "-"}


class Word(NamedTuple):
    """One word, which lies from `start` to `end` in the query.

    Of a field, `field` is the name in lower case and `text` the value, which begins at
    `value_start`. A quotation is taken out of its marks; it `has_star` where one follows them.
    """

    kind: Kind
    start: int
    value_start: int
    end: int
    text: str
    field: str = ""
    is_quoted: bool = False
    is_closed: bool = True
    has_star: bool = False


def words_of(query: str) -> list[Word]:
    """All words of a query, in order."""
    words = []
    at = 0
    while begin := _NOT_SPACE.search(query, at):
        word = _word(query, begin.start())
        words.append(word)
        at = word.end
    return words


def _word(query: str, start: int) -> Word:
    found = next(_WORD.finditer(query, start))
    end = found.end()
    if found["mark"]:
        return Word(_MARKS[found["mark"]], start, start, end, found["mark"])
    field, plain = (found["field"] or "").lower(), found["plain"]
    value_start = start + len(field) + 1 if field else start
    kind: Kind = "field" if field else "text"
    if plain is None:
        text, close = found["phrase"].replace('""', '"'), found["close"]
        return Word(
            kind, start, value_start, end, text, field,
            is_quoted=True, is_closed=close is not None, has_star=(close or "").endswith("*"),
        )  # fmt: skip
    if not field:
        return Word(_OPERATORS.get(plain, "text"), start, start, end, plain)
    if not plain and field not in NAMES:
        return Word("text", start, start, end, query[start:end])
    if plain and field in DATE_FIELDS:
        end = max(end, several_words(query, value_start))
    return Word(kind, start, value_start, end, query[value_start:end], field)
