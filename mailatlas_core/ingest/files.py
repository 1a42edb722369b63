"""Files, folders and standard input as a source of messages."""

from __future__ import annotations

import io
import os
import re
import stat
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from mailatlas_core.ingest import maildir, mbox
from mailatlas_core.ingest.problems import file_name, path_text, unreadable
from mailatlas_core.ingest.sniff import SNIFFED_BYTES, kind_of
from mailatlas_core.models import IngestProblem, IngestType, Source
from mailatlas_core.ports import Item, RawMessage, Skipped
from mailatlas_core.store.places import Places

_STATUS = re.compile(rb"^(?:x-)?status[ \t]*:[ \t]*([a-z]*)[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)


class FileSource:
    """Messages of the paths that a person named, in the order named, folders in the order of names.

    `-` is standard input. Symbolic links are followed where they were named, never inside a
    folder; the folder `workspace` and everything that is no regular file is passed over. What a
    Maildir had when `places` last saw it is not read again.
    """

    def __init__(
        self,
        paths: Sequence[str | os.PathLike[str]],
        kind: IngestType,
        workspace: Path,
        places: Places | None = None,
    ) -> None:
        self._paths = paths
        self._places = places
        self._kind = kind
        self._workspace = workspace

    @property
    def bytes_total(self) -> int | None:
        """The size of all, where only files were named; a folder's is not known beforehand."""
        total = 0
        for path in self._paths:
            if os.fspath(path) == "-":
                return None
            try:
                status = Path(path).stat()
            except OSError:
                continue
            if not stat.S_ISREG(status.st_mode):
                return None
            total += status.st_size
        return total

    def __iter__(self) -> Iterator[Item]:
        for given in self._paths:
            if os.fspath(given) == "-":
                yield from self._standard_input()
                continue
            path = Path(os.path.abspath(given))
            try:
                is_folder = path.is_dir()
                if not is_folder and not path.is_file():
                    reason = "is no regular file" if path.exists() else "does not exist"
                    yield IngestProblem(path_text(path), f"{file_name(path)} {reason}.")
                elif is_folder:
                    yield from self._tree(path)
                else:
                    yield from self._file(path, named=True)
            except OSError as error:
                yield unreadable(path, error)

    def _tree(self, top: Path) -> Iterator[Item]:
        if self._is_workspace(top):
            yield IngestProblem(
                path_text(top), f"{file_name(top)} is a workspace; its messages are in its folder raw."
            )
            return
        if self._kind == "maildir" and not maildir.is_maildir(top):
            yield IngestProblem(
                path_text(top), f"{file_name(top)} is no Maildir: it has no folders cur and new."
            )
            return
        folders = [top]
        while folders:
            folder = folders.pop()
            inner: list[Path] = []
            try:
                if not self._is_workspace(folder):
                    yield from self._folder(folder, inner)
            except OSError as error:
                yield unreadable(folder, error)
            folders.extend(reversed(inner))

    def _is_workspace(self, folder: Path) -> bool:
        return folder == self._workspace or ((folder / "store.db").exists() and (folder / "raw").is_dir())

    def _folder(self, folder: Path, inner: list[Path]) -> Iterator[Item]:
        """The messages of one folder; the folders in it are added to `inner`."""
        is_maildir = maildir.is_maildir(folder)
        if is_maildir:
            yield from maildir.messages(folder, self._places)
        with os.scandir(folder) as found:
            children = sorted(found, key=lambda entry: entry.name)
        for child in children:
            path = folder / child.name
            if child.is_dir(follow_symlinks=False):
                if not (is_maildir and child.name in ("cur", "new", "tmp")):
                    inner.append(path)
            elif is_maildir:
                continue  # an index or a lock of the program that fills it
            elif child.is_file(follow_symlinks=False):
                yield from self._file(path)
            else:
                yield Skipped(path_text(path))

    def _file(self, path: Path, *, named: bool = False) -> Iterator[Item]:
        try:
            with path.open("rb") as file:
                yield from self._open_file(file, file_name(path), path_text(path), named=named)
        except OSError as error:
            yield unreadable(path, error)

    def _open_file(self, file: BinaryIO, name: str, path: str | None, *, named: bool) -> Iterator[Item]:
        kind = self._kind if self._kind != "auto" else kind_of(name, file.read(SNIFFED_BYTES))
        file.seek(0)
        if kind is None:
            problem = IngestProblem(
                path or name, f"{name} does not look like mail; name its type with --type."
            )
            yield problem if named else Skipped(path or name)
        elif kind == "maildir":
            yield IngestProblem(path or name, f"{name} is a file, and a Maildir is a folder.")
        elif kind == "eml":
            data = file.read(mbox.MESSAGE_LIMIT + 1)
            if len(data) > mbox.MESSAGE_LIMIT:
                yield IngestProblem(path or name, f"{name} is larger than 1 GiB.")
            else:
                yield RawMessage(data, Source(kind="eml", path=path))
        else:
            yield from _mbox(file, path, name, quoted=kind == "mboxrd")

    def _standard_input(self) -> Iterator[Item]:
        with tempfile.TemporaryFile() as spool:
            while block := sys.stdin.buffer.read(1 << 20):
                spool.write(block)
            spool.seek(0)
            yield from self._open_file(spool, "standard input", None, named=True)


def _mbox(file: BinaryIO, path: str | None, name: str, *, quoted: bool) -> Iterator[Item]:
    size = file.seek(0, io.SEEK_END)
    for index, piece in enumerate(mbox.slices(file.fileno(), size)):
        if isinstance(piece, mbox.TooLarge):
            problem = f"{name} holds a message larger than 1 GiB at byte {piece.offset}, which is left out."
            yield IngestProblem(path or name, problem)
            continue
        data = mbox.unquoted(piece.data) if quoted else piece.data
        from_line = piece.from_line.rstrip(b"\r\n").decode("utf-8", "backslashreplace")
        source = Source(kind="mbox", path=path, index=index, from_line=from_line)
        yield RawMessage(data, source, tags=_status_tags(data))


def _status_tags(data: bytes) -> tuple[str, ...]:
    """The tags that `Status` and `X-Status` suggest; nothing where a program never wrote them."""
    end = re.search(rb"\r?\n\r?\n", data)
    letters = _STATUS.findall(data[: end.start()] if end else data[:65_536])
    joined = b"".join(letters).upper()
    return tuple(
        tag for tag, here in (("flagged", b"F" in joined), ("unread", letters and b"R" not in joined)) if here
    )
