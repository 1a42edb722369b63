"""Messages that are in memory already: the double of every source, and a way in for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mailatlas_core.ports import Item, RawMessage


class MemorySource:
    """A source that yields what it was given, in order."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._items = items

    @property
    def bytes_total(self) -> int | None:
        return sum(len(item.data) for item in self._items if isinstance(item, RawMessage))

    def __iter__(self) -> Iterator[Item]:
        return iter(self._items)
