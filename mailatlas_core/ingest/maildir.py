"""A Maildir as messages: `cur` and `new` are read, nothing is renamed, moved or written.

A folder in which nothing has happened is told by the times of `cur` and `new`; of any other, a message
that was seen before by its size and by the part of its name that never changes. No byte of these is
read, unless one was written later than it was stored: a copy of a known message, or a clock that is ahead.
"""

from __future__ import annotations

import errno
import hashlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

from mailatlas_core.ingest.mbox import MESSAGE_LIMIT
from mailatlas_core.ingest.problems import file_name, path_text, unreadable
from mailatlas_core.models import IngestProblem, Source
from mailatlas_core.ports import Checkpoint, Item, Known, Moved, RawMessage
from mailatlas_core.store.places import FLAGS, Entry, Places, stable_name

_SCOPE = "maildir"
_AT_ONCE = 500
# What happens to a folder within one tick of its clock leaves it with the same time.
_SETTLED_NANOSECONDS = 2_000_000_000


def is_maildir(folder: Path) -> bool:
    """Whether the folder is laid out as a Maildir."""
    return all((folder / part).is_dir() and not (folder / part).is_symlink() for part in ("cur", "new"))


def messages(folder: Path, places: Places | None) -> Iterator[Item]:
    """What is in a Maildir; of what `places` remembers, only what has changed."""
    name = path_text(folder)
    times = _times(folder)
    if places is not None and times is not None:
        seen, _, count = (places.checkpoint(_SCOPE, name) or "").rpartition(" ")
        if seen == times and places.are_stored(name):
            yield Known(int(count))
            return
    reading = _Reading(folder, name)
    for paths in _entries(folder):
        known = {} if places is None else places.entries(name, map(_stable, paths))
        for path in paths:
            yield reading.again(path, known.get(_stable(path))) or reading.read(path)
    if times is not None and not reading.has_problems:
        yield Checkpoint(_SCOPE, name, f"{times} {reading.count}")


def _times(folder: Path) -> str | None:
    """Which folders these are, and when messages last came to them or left them; None while that may
    still change unseen."""
    found = [(folder / part).stat() for part in ("cur", "new")]
    if max(one.st_mtime_ns for one in found) > time.time_ns() - _SETTLED_NANOSECONDS:
        return None
    return " ".join(f"{one.st_dev}:{one.st_ino}:{one.st_mtime_ns}:{one.st_ctime_ns}" for one in found)


def _entries(folder: Path) -> Iterator[list[Path]]:
    """The files of the messages in the order of their names, new ones last, some at once.

    `new` is looked at first: what a program moves to `cur` meanwhile is seen twice, not never.
    """
    new = _names(folder / "new")
    for part, names in (("cur", _names(folder / "cur")), ("new", new)):
        for start in range(0, len(names), _AT_ONCE):
            yield [folder / part / name for name in names[start : start + _AT_ONCE]]


def _names(part: Path) -> list[str]:
    with os.scandir(part) as found:
        return sorted(
            entry.name
            for entry in found
            if not entry.name.startswith(".") and entry.is_file(follow_symlinks=False)
        )


class _Reading:
    """One pass over a Maildir: how many messages it has, and whether one could not be read."""

    def __init__(self, folder: Path, name: str) -> None:
        self.count = 0
        self.has_problems = False
        self._folder = folder
        self._name = name
        self._moved: dict[str, Path] = {}

    def again(self, path: Path, entry: Entry | None) -> Known | Moved | None:
        """A message that was seen before, None for one that must be taken in: one that is new, or is not
        as large as the one of that name was, or was written since with other bytes."""
        try:
            if entry is None or not _is_same(path, entry):
                return None
        except OSError:
            return None
        self.count += 1
        return Known(1) if entry.path == path_text(path) else Moved(entry.digest, self._source(path))

    def read(self, path: Path) -> RawMessage | IngestProblem:
        """A message, wherever another program has moved it meanwhile; or why it cannot be read."""
        self.count += 1
        try:
            return self._content(path)
        except FileNotFoundError:
            moved = self._moved_to(path)
        except OSError as error:
            return self._problem(unreadable(path, error))
        if moved is None:
            reason = f"{file_name(path)} was removed while it was being read."
            return self._problem(IngestProblem(path_text(path), reason))
        try:
            return self._content(moved)
        except OSError as error:
            return self._problem(unreadable(moved, error))

    def _content(self, path: Path) -> RawMessage:
        if path.stat().st_size > MESSAGE_LIMIT:
            raise OSError(errno.EFBIG, "it is larger than 1 GiB")
        return RawMessage(path.read_bytes(), self._source(path), tags=tags(path))

    def _moved_to(self, path: Path) -> Path | None:
        """Where a message is now that it has other flags or was moved from `new`. All others that were
        moved at the same time are looked up with it."""
        found = self._moved.get(_stable(path))
        if found is None or not found.exists():
            self._moved = {_stable(one): one for paths in _entries(self._folder) for one in paths}
            found = self._moved.get(_stable(path))
        return found

    def _source(self, path: Path) -> Source:
        return Source(kind="maildir", path=path_text(path), folder=self._name, flags=flags(path))

    def _problem(self, problem: IngestProblem) -> IngestProblem:
        self.has_problems = True
        return problem


def _is_same(path: Path, entry: Entry) -> bool:
    status = path.stat()
    if status.st_size != entry.size:
        return False
    if status.st_mtime_ns <= entry.stored_ns:
        return True
    return hashlib.sha256(path.read_bytes()).digest() == entry.digest


def _stable(path: Path) -> str:
    return stable_name(file_name(path))


def flags(path: Path) -> tuple[str, ...]:
    """The flag letters of a message: D, F, P, R, S, T and what else its name has."""
    found = FLAGS.search(path.name)
    return tuple(found[1]) if found else ()


def tags(path: Path) -> tuple[str, ...]:
    """The local tags that the flags suggest."""
    found = flags(path)
    return tuple(tag for tag, here in (("flagged", "F" in found), ("unread", "S" not in found)) if here)
