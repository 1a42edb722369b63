"""What can be wrong with a message, in words: a list that no message can make long."""

from __future__ import annotations


class Defects:
    """An ordered set of sentences. They never quote the message, so there are only so many."""

    def __init__(self) -> None:
        self._sentences: dict[str, None] = {}

    def add(self, sentence: str | None) -> None:
        """Remember a sentence once; None is nothing to say."""
        if sentence is not None:
            self._sentences[sentence] = None

    def sentences(self) -> tuple[str, ...]:
        return tuple(self._sentences)
