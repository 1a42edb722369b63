"""What a query found in a text: its spans, and the stretch of text round the first of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from mailatlas_core.fold import UNSPACED, fold, words
from mailatlas_core.query.tree import AllOf, AnyOf, Query, Text

_LENGTH = 120
_BEFORE = 30
_WINDOW = 4 * _LENGTH  # of which white space may be squeezed
_SEARCHED, _SEARCHED_FIRST = 65_536, 2_048

_SPACE = re.compile(r"\s+")
_JOINER = "\u200d"  # which stands for any mark
_PIECE = re.compile("(?:[^\\W_]+|[\u200c\u200d]+)+")
# Wherever unspaced scripts and private letters lie, but not where the signs do that any text may have.
_NEAR_UNSPACED = "[\u0e01-\u1dff\u2e80-\ufaff\U0001b000-\U0001b16f\U00020000-\U0003ffff]"


def snippet(text: str, query: Query) -> tuple[str, tuple[tuple[int, int], ...]]:
    """A stretch of `text` of about 120 characters, and the spans in it that the query found.

    It begins shortly before the first find, or at the beginning where the query was found in
    another field. Runs of white space are one space.
    """
    head = text[:_SEARCHED_FIRST]
    spans = find(head, query)
    if not spans or spans[0][0] + 2 * _WINDOW > _SEARCHED_FIRST < len(text):
        head = text[:_SEARCHED]
        spans = find(head, query)
    start = max(0, spans[0][0] - _BEFORE) if spans else 0
    if start:
        start = head.find(" ", start, spans[0][0]) + 1 or start
    end = start + _WINDOW
    within = [(low - start, high - start) for low, high in spans if start <= low < end]
    return _squeezed(head[start:end], within)


def find(text: str, query: Query) -> list[tuple[int, int]]:
    """The spans of a body, ascending, that hold what the query wants in any column or in this one."""
    texts = list(_wanted(query))
    if not texts:
        return []
    if text.isascii():
        return _ascending(span for one in texts for span in _ascii_runs(text.lower(), one))
    words_of_text, characters = cache(lambda: _words(text)), cache(lambda: text.translate(_CHARACTERS))
    found: list[tuple[int, int]] = []
    for one in texts:
        wanted = [word for _, _, word in _words(one.text)]
        if all(map(_is_unspaced, wanted)) and _BOUND not in characters():
            found.extend(_character_runs(characters(), wanted))
        else:
            found.extend(_runs(words_of_text(), wanted, one))
    return _ascending(found)


def _ascending(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Each once, in order. Those of one text are in order already, which a set would forget."""
    return sorted(dict.fromkeys(spans))


def _wanted(query: Query) -> Iterator[Text]:
    """The texts that a body may have been found by; what stands under a negation is none."""
    match query:
        case Text(column=None | "body"):
            yield query
        case AllOf(nodes) | AnyOf(nodes):
            for node in nodes:
                yield from _wanted(node)


def _words(text: str) -> list[tuple[int, int, str]]:
    """The words of a text as the index holds them, each from where to where it stands."""
    return [(start, end, word) for start, end, piece in _pieces(text) for word in _folded(piece)]


@lru_cache(4096)  # most words of a text are there many times
def _folded(piece: str) -> list[str]:
    return words(fold(piece))


def _pieces(text: str) -> Iterator[tuple[int, int, str]]:
    """The stretches of a text, from where to where, each of which the index holds as one word or, for
    a few compatibility forms, as several: a character of an unspaced script, or a run of other
    letters, marks and digits."""
    pattern, shown = _PIECE, text
    if not text.isascii():
        if re.search(_NEAR_UNSPACED, text):
            pattern = _unspaced_piece()
        # A class of all marks that there are would take longer to compile than most searches take.
        marks = (one for one in set(text) if unicodedata.category(one)[0] == "M")
        shown = text.translate({ord(one): _JOINER for one in marks if not pattern.fullmatch(one)})
    for match in pattern.finditer(shown):
        start, end = match.span()
        yield start, end, text[start:end]


@cache
def _unspaced_piece() -> re.Pattern[str]:
    return re.compile(rf"[{UNSPACED}]|(?:[^\W_{UNSPACED}]+|[\ue000-\uf8ff\u200c\u200d]+)+")


def _runs(words: list[tuple[int, int, str]], wanted: list[str], text: Text) -> list[tuple[int, int]]:
    if not wanted:
        return []
    *exact, last = wanted
    runs = []
    for index in range(len(words) - len(exact)):
        following = words[index : index + len(wanted)]
        ends = following[-1][2].startswith(last) if text.prefix else following[-1][2] == last
        if ends and all(word[2] == want for word, want in zip(following, exact, strict=False)):
            runs.append((following[0][0], following[-1][1]))
    return runs


class _Characters(dict[int, str]):
    """For `str.translate`: each character as the index holds it, a space where it holds none, and `_BOUND`
    where that takes more than the one character to say."""

    def __missing__(self, code: int) -> str:
        self[code] = self._held(chr(code))
        return self[code]

    @staticmethod
    def _held(character: str) -> str:
        held = words(fold(character))
        if unicodedata.category(character)[0] == "M" or "\u1100" <= "".join(held)[:1] <= "\u11ff":
            return _BOUND  # these join with what stands before them
        if not held:
            return " "
        is_one = len(held) == len(held[0]) == 1 and _is_unspaced(held[0]) == _is_unspaced(character)
        return held[0] if is_one else _BOUND


_BOUND = "\0"
_CHARACTERS = _Characters()


def _is_unspaced(word: str) -> bool:
    """Whether a word is one character of a script that is written without spaces."""
    return fold(word) == f" {word} "


def _character_runs(characters: str, wanted: list[str]) -> Iterator[tuple[int, int]]:
    """As `_runs`, for words of one character each."""
    pattern = re.compile(" *".join(map(re.escape, wanted)))
    at = 0
    while wanted and (match := pattern.search(characters, at)):
        yield match.span()
        at = match.start() + 1


def _ascii_runs(text: str, wanted: Text) -> Iterator[tuple[int, int]]:
    """As `_runs`, for a lower-case text that can be searched without taking all its words apart."""
    words = [word for _, _, word in _words(wanted.text)]
    if not words or not all(map(str.isascii, words)):
        return
    # Looked for behind the first word, for a pattern that begins with letters is found faster.
    edge = f"(?<![a-z0-9]{words[0]})"
    end = r"[a-z0-9]*" if wanted.prefix else r"(?![a-z0-9])"
    pattern = re.compile(r"[^a-z0-9]+".join([words[0] + edge, *words[1:]]) + end)
    at = 0
    while match := pattern.search(text, at):
        yield match.span()
        at = match.start() + 1


def _squeezed(text: str, spans: list[tuple[int, int]]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Fold runs of white space, cut to length, and move the spans along."""
    removed: list[tuple[int, int]] = []
    pieces = []
    last = total = 0
    for match in _SPACE.finditer(text):
        pieces.append(text[last : match.start()] + " ")
        total += match.end() - match.start() - 1
        removed.append((match.end(), total))
        last = match.end()
    squeezed = ("".join(pieces) + text[last:])[:_LENGTH].rstrip()

    def moved(offset: int) -> int:
        return offset - max((gone for end, gone in removed if end <= offset), default=0)

    kept = ((moved(low), min(moved(high), len(squeezed))) for low, high in spans)
    return squeezed, tuple((low, high) for low, high in kept if low < len(squeezed) and low < high)
