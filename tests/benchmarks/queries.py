"""Two hundred queries, the same every time, over the words that the synthetic mail is written in.

Each stands in the language of every program that is asked; what they call their fields differs, what
they mean does not.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from tests.benchmarks.mailbox import Language, Mailbox

EACH = 40
KINDS = ("words", "prefixes", "Han", "phrases", "operators")


@dataclass(frozen=True, slots=True)
class Query:
    """A question in each language. `fts` is FTS5's own, None where a field is asked for that is no
    text."""

    kind: str
    mailatlas: str
    notmuch: str
    mu: str
    fts: str | None


def all_queries() -> list[Query]:
    """Forty each of words, prefixes, Han characters, phrases and operators."""
    source = random.Random(11)
    language = Language()
    people = Mailbox(1).people
    return [
        *_words(language.words, source),
        *_prefixes(language.words),
        *_han(language.han, source),
        *_phrases(language.words, source),
        *_operators(language.words, people, source),
    ]


def _words(words: list[str], source: random.Random) -> Iterator[Query]:
    """Twenty of the hundred commonest, ten of middling rank, and ten pairs of common ones."""
    chosen = [*source.sample(words[:100], 20), *source.sample(words[100:20_000], 10)]
    for text in [*chosen, *(" ".join(source.sample(words[:100], 2)) for _ in range(10))]:
        yield Query("words", text, text, text, text)


def _prefixes(words: list[str]) -> Iterator[Query]:
    """One to five letters of words of all ranks."""
    for number in range(EACH):
        text = words[4_000 + 500 * number][: 1 + number % 5] + "*"
        yield Query("prefixes", text, text, text, text)


def _han(characters: list[str], source: random.Random) -> Iterator[Query]:
    """Ten single characters, twenty pairs and ten triples, of the commonest."""
    for number in range(EACH):
        length = (1, 2, 2, 3)[number % 4]
        text = "".join(source.sample(characters[:60], length))
        yield Query("Han", text, text, text, f'"{" ".join(text)}"')


def _phrases(words: list[str], source: random.Random) -> Iterator[Query]:
    """Twenty of two common words, ten of three, and ten of a common word and one of middling rank."""
    for number in range(EACH):
        chosen = (
            source.sample(words[:60], 2 + (number % 4 == 0))
            if number % 4 < 3
            else [source.choice(words[:20]), source.choice(words[200:1_000])]
        )
        text = f'"{" ".join(chosen)}"'
        yield Query("phrases", text, text, text, text)


def _operators(words: list[str], people: list[str], source: random.Random) -> Iterator[Query]:
    """Fields, dates, attachments, OR, NOT and parentheses: eight forms in turn."""
    for number in range(EACH):
        a, b, c = source.sample(words[:200], 3)
        name = source.choice(people).partition(" ")[0].lower()
        year = source.randrange(2007, 2024)
        yield _forms(a, b, c, name, year)[number % 8]


def _forms(a: str, b: str, c: str, name: str, year: int) -> list[Query]:
    return [
        _field("from", name, ""),
        _field("to", name, a),
        _field("subject", a, b),
        _operator(f"{a} on:{year}", f"{a} date:{year}", f"{a} date:{year}0101..{year}1231"),
        _operator(
            f"{a} after:{year} before:{year + 2}",
            f"{a} date:{year}..{year + 1}",
            f"{a} date:{year}0101..{year + 1}1231",
        ),
        _operator(f"{a} OR {b}", f"{a} or {b}", f"{a} or {b}", f"{a} OR {b}"),
        _operator(
            f"({a} OR {b}) -{c}",
            f"({a} or {b}) and not {c}",
            f"({a} or {b}) and not {c}",
            f"({a} OR {b}) NOT {c}",
        ),
        _operator(f"{a} has:attachment", f"{a} tag:attachment", f"{a} flag:attach"),
    ]


def _field(field: str, value: str, word: str) -> Query:
    """A question that all of them write the same way."""
    return _operator(*[f"{field}:{value} {word}".rstrip()] * 3)


def _operator(mailatlas: str, notmuch: str, mu: str, fts: str | None = None) -> Query:
    return Query("operators", mailatlas, notmuch, mu, fts)
