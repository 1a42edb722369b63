"""What a person typed, as a tree: a recursive descent over the words of the query.

    query   = all { "OR" all }
    all     = { ["AND"] unit }
    unit    = { "-" | "NOT" } ( "(" query ")" | field ":" value | word | phrase )

What has no letter or digit in it is passed over, for the index holds nothing of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from mailatlas_core.errors import QueryError
from mailatlas_core.fold import fold, is_word_character
from mailatlas_core.query.fields import DATE_FIELDS, FIELDS, NAMES, TEXT_COLUMNS, hint_of
from mailatlas_core.query.tree import Everything, Query, Text, all_of, any_of, leaves, negated
from mailatlas_core.query.words import Kind, Word, words_of

LONGEST_TEXT: Final = 1_000
MOST_TERMS: Final = 100
MOST_NESTED: Final = 20
OPERAND = 'A word, a "phrase" or a field such as from: can stand there.'
_LONGEST_SHOWN = 40


def parse_query(query: str, *, typing: bool = False, now: datetime | None = None) -> Query:
    """The tree of a query; an empty one and `*` find everything.

    With `typing`, it is still being typed: its last word counts as a prefix, what is open is
    closed, and an operator or a field at its end that has nothing behind it yet is left out.
    `now` is what dates are checked against. Raises `QueryError`.
    """
    return _Parser(query, typing=typing, now=now or datetime.now(UTC)).parse()


class _Parser:
    """One parse; `_at` is the index of the next word."""

    def __init__(self, query: str, *, typing: bool, now: datetime) -> None:
        self._words: Sequence[Word] = words_of(query)
        self._end = len(query)
        self._typing = typing
        self._now = now
        self._at = 0

    def parse(self) -> Query:
        tree = self._any_of(0)
        if word := self._next():
            raise QueryError(
                f"The parenthesis at {word.start + 1} closes nothing.",
                position=word.start,
                hint="In quotation marks it is text.",
            )
        if tree is None:
            if self._typing or not self._words:
                return Everything()
            raise QueryError("The query has no letter or digit to search for.", position=0, hint=OPERAND)
        if sum(1 for _ in leaves(tree)) > MOST_TERMS:
            raise QueryError(
                f"The query has more than {MOST_TERMS} different words.", position=0, hint="Leave some out."
            )
        return tree

    def _next(self) -> Word | None:
        return self._words[self._at] if self._at < len(self._words) else None

    def _take(self, *kinds: Kind) -> Word | None:
        """The next word where it is of one of these kinds, and go on behind it."""
        word = self._next()
        if word is None or word.kind not in kinds:
            return None
        self._at += 1
        return word

    def _any_of(self, depth: int) -> Query | None:
        node = self._all_of(depth)
        nodes = [node]
        while operator := self._take("OR"):
            if node is None:
                raise _missing("before", operator)
            node = self._all_of(depth)
            if node is None and not self._is_open():
                raise _missing("behind", operator)
            nodes.append(node)
        found = [node for node in nodes if node is not None]
        return any_of(found) if found else None

    def _all_of(self, depth: int) -> Query | None:
        nodes: list[Query] = []
        while (word := self._next()) is not None and word.kind not in ("OR", ")"):
            operator = self._take("AND")
            if operator and not nodes:
                raise _missing("before", operator)
            node = self._unit(depth)
            if operator and node is None and not self._is_open():
                raise _missing("behind", operator)
            if node is not None:
                nodes.append(node)
        return all_of(nodes) if nodes else None

    def _unit(self, depth: int) -> Query | None:
        is_negated = False
        operator = None
        while negation := self._take("NOT", "-"):
            is_negated = not is_negated
            operator = negation if negation.kind == "NOT" else operator
        node = self._operand(depth)
        if operator and node is None and not self._is_open():
            raise _missing("behind", operator)
        return negated(node) if is_negated and node is not None else node

    def _operand(self, depth: int) -> Query | None:
        word = self._take("(", "text", "field")
        if word is None:
            return None
        if word.kind == "(":
            return self._group(word, depth + 1)
        if not word.is_closed and not self._typing:
            raise QueryError(
                f"The quotation mark at {word.value_start + 1} is not closed.",
                position=word.value_start,
                hint='Put a " at the end of the phrase.',
            )
        return self._text(word) if word.kind == "text" else self._field(word)

    def _group(self, opening: Word, depth: int) -> Query | None:
        if depth > MOST_NESTED:
            raise QueryError(
                f"The parenthesis at {opening.start + 1} stands in too many others.",
                position=opening.start,
                hint=f"At most {MOST_NESTED} can stand in one another.",
            )
        node = self._any_of(depth)
        if not self._take(")") and not self._typing:
            raise QueryError(
                f"The parenthesis at {opening.start + 1} is not closed.",
                position=opening.start,
                hint="Put a ) at the end of the group.",
            )
        return node

    def _text(self, word: Word) -> Query | None:
        if word.text == "*" and not word.is_quoted:
            return Everything()
        return self._words_in(word) if _has_words(word.text) else None

    def _words_in(self, word: Word) -> Text:
        text, column = word.text, TEXT_COLUMNS.get(word.field)
        if len(text) > LONGEST_TEXT:
            raise QueryError(
                f"The text at {word.value_start + 1} is longer than {LONGEST_TEXT:,} characters.",
                position=word.value_start,
                hint="A part of it will find it too.",
            )
        if word.is_quoted and word.is_closed:
            return Text(text, column, prefix=word.has_star)
        goes_on = self._typing and self._is_last(word) and not text[-1:].isspace()
        if word.is_quoted:
            return Text(text, column, prefix=goes_on)
        return Text(text.rstrip("*"), column, prefix=text.endswith("*") or goes_on)

    def _field(self, word: Word) -> Query | None:
        if word.field not in NAMES:
            raise QueryError(
                f"`{_short(word.field)}:` at {word.start + 1} is no field.",
                position=word.start,
                hint=f"{_nearest(word.field)} In quotation marks it is text.",
            )
        try:
            return self._value(word)
        except ValueError:
            if self._typing and self._is_last(word) and _may_go_on(word):
                return None
            raise _not_understood(word) from None

    def _value(self, word: Word) -> Query:
        """What a field finds. Raises `ValueError`."""
        if word.field in FIELDS and word.text:
            return FIELDS[word.field].read(word.text, self._now)
        if not _has_words(word.text):
            raise ValueError(word.text)
        return self._words_in(word)

    def _is_open(self) -> bool:
        """Whether an operand may still be typed here."""
        return self._typing and self._at == len(self._words)

    def _is_last(self, word: Word) -> bool:
        return word.end == self._end


def _has_words(text: str) -> bool:
    return any(is_word_character(character) for character in fold(text))


def _missing(where: str, operator: Word) -> QueryError:
    return QueryError(
        f"There is nothing to search for {where} the {operator.text} at {operator.start + 1}.",
        position=operator.start,
        hint=f"{OPERAND} In quotation marks, {operator.text} is text.",
    )


def _not_understood(word: Word) -> QueryError:
    if not word.text:
        said, at = f"There is nothing behind the `{word.field}:` at {word.start + 1}.", word.start
    else:
        said = f"`{word.field}:` does not understand {_short(word.text)!r} at {word.value_start + 1}."
        at = word.value_start
    return QueryError(said, position=at, hint=hint_of(word.field))


def _may_go_on(word: Word) -> bool:
    """Whether what a field does not understand may be the beginning of what it does."""
    if not word.text or word.field in DATE_FIELDS:
        return True
    values = FIELDS[word.field].values if word.field in FIELDS else ()
    return any(value.startswith(word.text.lower()) for value in values)


def _nearest(name: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name[:_LONGEST_SHOWN], NAMES, n=3, cutoff=0.5)
    fields = ", ".join(f"{one}:" for one in near or NAMES)
    return f"{'Near it' if near else 'There'} {'are' if len(near) != 1 else 'is'} {fields}."


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
