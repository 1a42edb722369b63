"""What is measured: the lists and searches of a person at the keyboard.

All that a screenful waits for has a target. The counts and the whole lists of positions, which
are asked for in the background once the screen is full, have none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from mailatlas_core.store.room import Documents
from mailatlas_core.workspace import Workspace
from tests.benchmarks.synthetic import COMMON_STEM, NUMBER_PREFIX, RARE_STEM, Synthesis

TARGET_MS = 20.0
_SCREEN = 200
_LONGEST = 9


@dataclass(frozen=True, slots=True)
class Case:
    """One thing to measure; `run` says how many rows it gave."""

    name: str
    run: Callable[[Documents], int]
    target_ms: float | None = TARGET_MS


def all_cases(root: Path) -> list[Case]:
    """All cases, for the workspace in `root`."""
    return [*_screens(root), *_words(), *_prefixes(), *_phrases(), *_in_background()]


def _screens(root: Path) -> list[Case]:
    with Workspace.open(root) as workspace:
        positions = workspace.documents.positions()
        newest = workspace.documents.page(limit=1)[0].id
    last, middle = positions[-_SCREEN:], positions[len(positions) // 2]
    word = Synthesis().words[0]
    return [
        Case("first screen", lambda documents: len(documents.page(limit=_SCREEN))),
        Case("screen in the middle", lambda documents: len(documents.page(before=middle, limit=_SCREEN))),
        Case(
            "the commonest word, in the middle",
            lambda documents: len(documents.page(word, before=middle, limit=_SCREEN)),
        ),
        Case("last screen", lambda documents: len(documents.at(last))),
        Case("one document by its id", lambda documents: len(documents.get(newest).sources)),
    ]


def _words() -> list[Case]:
    words = Synthesis().words
    return [
        _search("the commonest word", words[0]),
        _search("a common word", words[100]),
        _search("a word of middling rank", words[5_000]),
        _search("a rare word", words[44_000]),
        _search("a word of no message", "zzzzzzzz"),
        _search("two common words", f"{words[0]} {words[1]}"),
        _search("a common and a rare word", f"{words[0]} {words[44_000]}"),
        Case(
            "the commonest word, 50 rows with snippets",
            lambda documents: len(documents.search(words[0], limit=50)),
        ),
    ]


def _prefixes() -> list[Case]:
    """Every length of a word whose stem most messages have, of one whose stem has rare words only, of
    the commonest word, and of the numbers of which every message has its own."""
    words = Synthesis().words
    typed = {
        "a common stem": _first_long(words, COMMON_STEM),
        "a rare stem": _first_long(words, RARE_STEM),
        "the commonest word": words[0],
        "numbers": f"{NUMBER_PREFIX}123456",
    }
    cases = [
        _typed(f"{_letters(length)} of {what}", word[:length])
        for what, word in typed.items()
        for length in range(1, _LONGEST + 1)
    ]
    seven = typed["a common stem"][:7]
    return [
        *cases,
        _typed("a common word, and 3 letters", f"{words[0]} {COMMON_STEM[:3]}"),
        _typed("a common word, and 7 letters", f"{words[0]} {seven}"),
        _typed("a rare word, and 7 letters", f"{words[44_000]} {seven}"),
        _typed("a phrase that ends with 3 letters", f'"{words[0]} {words[1][:3]}'),
    ]


def _first_long(words: list[str], stem: str) -> str:
    return next(word for word in words if word.startswith(stem) and len(word) >= _LONGEST)


def _letters(length: int) -> str:
    return "1 letter" if length == 1 else f"{length} letters"


def _phrases() -> list[Case]:
    synthesis = Synthesis()
    words, han = synthesis.words, synthesis.han
    return [
        _search("phrase of two common words", f'"{words[0]} {words[1]}"'),
        _search("phrase of three common words", f'"{words[0]} {words[1]} {words[2]}"'),
        _search("phrase of two middling words", f'"{words[300]} {words[301]}"'),
        _search("one Han character", han[0]),
        _search("two common Han characters", han[0] + han[1]),
        _search("three common Han characters", han[0] + han[1] + han[2]),
        _search("two rare Han characters", han[1_000] + han[1_001]),
    ]


def _in_background() -> list[Case]:
    words = Synthesis().words
    return [
        Case("count of all", lambda documents: documents.count(), None),
        Case("positions of all", lambda documents: len(documents.positions()), None),
        Case("positions of the commonest word", lambda documents: len(documents.positions(words[0])), None),
        Case("count of the commonest word", lambda documents: documents.count(words[0]), None),
        Case("count of two common words", lambda documents: documents.count(f"{words[0]} {words[1]}"), None),
        Case(
            "count of 6 letters of a common stem",
            lambda documents: documents.count(COMMON_STEM, typing=True),
            None,
        ),
    ]


def _search(name: str, query: str) -> Case:
    return Case(name, lambda documents: len(documents.page(query, limit=_SCREEN)))


def _typed(name: str, query: str) -> Case:
    return Case(f"typed: {name}", lambda documents: len(documents.page(query, limit=_SCREEN, typing=True)))
