"""A Maildir as messages: `cur` and `new` are read, nothing is renamed, moved or written."""

from __future__ import annotations

import os
import re
from pathlib import Path

_INFO = re.compile(r"[:;!]2,([A-Za-z]*)$")


def is_maildir(folder: Path) -> bool:
    """Whether the folder is laid out as a Maildir."""
    return all((folder / part).is_dir() and not (folder / part).is_symlink() for part in ("cur", "new"))


def entries(folder: Path) -> list[Path]:
    """The files of a Maildir's messages, in the order of their names, new ones last.

    `new` is looked at first: what a program moves to `cur` meanwhile is seen twice, not never.
    """
    new = _names(folder / "new")
    cur = _names(folder / "cur")
    return [*(folder / "cur" / name for name in cur), *(folder / "new" / name for name in new)]


def moved_entry(path: Path) -> Path | None:
    """Where an entry is now that another program has given other flags or moved from `new`."""
    name = stable_name(path.name)
    return next((entry for entry in entries(path.parent.parent) if stable_name(entry.name) == name), None)


def _names(part: Path) -> list[str]:
    with os.scandir(part) as found:
        return sorted(
            entry.name
            for entry in found
            if not entry.name.startswith(".") and entry.is_file(follow_symlinks=False)
        )


def stable_name(name: str) -> str:
    """The part of an entry's name that never changes."""
    return _INFO.sub("", name)


def flags(path: Path) -> tuple[str, ...]:
    """The flag letters of an entry: D, F, P, R, S, T and what else its name has."""
    info = _INFO.search(path.name)
    return tuple(info[1]) if info else ()


def tags(path: Path) -> tuple[str, ...]:
    """The local tags that the flags suggest."""
    found = flags(path)
    return tuple(tag for tag, here in (("flagged", "F" in found), ("unread", "S" not in found)) if here)
