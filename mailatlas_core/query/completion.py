"""What can stand at the cursor: the same fields and values that the sentence of a wrong query names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mailatlas_core.fold import fold
from mailatlas_core.query.fields import FIELDS, NAMES
from mailatlas_core.query.show import quoted
from mailatlas_core.query.words import Word, words_of


@dataclass(frozen=True, slots=True)
class Known:
    """The names that a workspace has, each sorted."""

    tags: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Completion:
    """What may replace the query from `start` to `end`: `candidates`, of which there is one at least,
    are written as they stand in a query."""

    start: int
    end: int
    candidates: tuple[str, ...]


def complete(query: str, cursor: int, known: Known) -> Completion | None:
    """How the word before the cursor may go on; None where it may be anything, or is whole."""
    word = _word_before(query, cursor)
    if word is None or word.kind not in ("text", "field") or (word.is_quoted and not word.field):
        return None
    if word.field:
        values = _values(word.field, known)
        candidates = tuple(quoted(value) for value in _beginning_with(word.text, values))
    else:
        candidates = tuple(f"{name}:" for name in _beginning_with(word.text, NAMES))
    if not candidates or candidates == (query[word.value_start : cursor],):
        return None
    return Completion(word.value_start, cursor, candidates)


def _word_before(query: str, cursor: int) -> Word | None:
    """The word that ends at the cursor."""
    words = words_of(query[:cursor])
    return words[-1] if words and words[-1].end == cursor else None


def _values(field: str, known: Known) -> tuple[str, ...]:
    names = {"tag": known.tags, "folder": known.folders, "account": known.accounts}
    if field in names:
        return names[field]
    return FIELDS[field].values if field in FIELDS else ()


def _beginning_with(text: str, names: Iterable[str]) -> Iterable[str]:
    beginning = fold(text)
    return (name for name in names if fold(name).startswith(beginning))
