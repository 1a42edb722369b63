"""Secrets in memory: a text that no log, traceback or output shows."""

from __future__ import annotations

from typing import final
from weakref import WeakValueDictionary


@final
class Secret:
    """A password or token. `reveal` is the only way to its text; two are equal when their texts are."""

    __slots__ = ("__weakref__", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        _HELD[id(self)] = self

    def reveal(self) -> str:
        """The text itself, for whoever hands it to a server."""
        return self._text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __repr__(self) -> str:
        return "Secret(…)"

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("a secret stays in its process")


_HELD: WeakValueDictionary[int, Secret] = WeakValueDictionary()


def held() -> list[Secret]:
    """Every secret that this process holds, for what must write none of them down."""
    return [secret for reference in _HELD.valuerefs() if (secret := reference()) is not None]
