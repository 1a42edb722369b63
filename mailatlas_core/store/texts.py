"""The two texts of a message as they are kept: packed together, because cleaning changes but a few
lines and the second then takes next to nothing. Packing halves what text takes on the disk."""

from __future__ import annotations

import zlib
from typing import NamedTuple

# More effort packs a message by a few hundredths smaller, and takes up to twice as long.
_EFFORT = 1


class Texts(NamedTuple):
    """`packed` is the uncleaned text and, from the byte `cleaned_from` on, the cleaned one; None where
    cleaning changed nothing."""

    packed: bytes
    cleaned_from: int | None = None

    @classmethod
    def of(cls, full: str, cleaned: str | None = None) -> Texts:
        """The texts of a message; without `cleaned`, or with one that is the same, there is but one."""
        content = full.encode("utf-8")
        if cleaned is None or cleaned == full:
            return cls(zlib.compress(content, _EFFORT))
        return cls(zlib.compress(content + cleaned.encode("utf-8"), _EFFORT), len(content))

    def full(self) -> str:
        """The uncleaned text: what search looks through."""
        return zlib.decompress(self.packed)[: self.cleaned_from].decode("utf-8")

    def cleaned(self) -> str:
        """The text that is read first."""
        return zlib.decompress(self.packed)[self.cleaned_from or 0 :].decode("utf-8")
