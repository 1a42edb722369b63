"""Files of a workspace: modes, the way from `tmp/` to their place, and making them durable."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from mailatlas_core.errors import WorkspaceDamaged, WorkspaceFull

if TYPE_CHECKING:
    from filelock import FileLock

FOLDERS = ("raw", "html", "assets", "exports", "outbound", "locks", "tmp")
_LOCK = "lock"
SnapshotKind = Literal["raw", "text", "html"]
SNAPSHOT_KINDS: tuple[SnapshotKind, ...] = ("raw", "text", "html")
_SNAPSHOT_ENDINGS = {"raw": "eml", "text": "txt", "html": "html"}


def raw_path(digest: bytes) -> str:
    """Where the original bytes with this SHA-256 lie, relative to the workspace."""
    name = digest.hex()
    return f"raw/{name[:2]}/{name}.eml"


def asset_path(digest: bytes) -> str:
    """Where the asset with this SHA-256 lies, relative to the workspace."""
    name = digest.hex()
    return f"assets/{name[:2]}/{name}"


def html_path(digest: bytes) -> str:
    """Where the sanitized HTML of the document with this id lies, relative to the workspace."""
    name = digest.hex()
    return f"html/{name[:2]}/{name}.html"


def snapshot_path(kind: SnapshotKind, digest: bytes) -> str:
    """Where a message that goes out lies, or its text alone, relative to the workspace."""
    name = digest.hex()
    return f"outbound/{kind}/{name[:2]}/{name}.{_SNAPSHOT_ENDINGS[kind]}"


def attachment_path(digest: bytes) -> str:
    """Where the copy of what was attached lies, relative to the workspace."""
    name = digest.hex()
    return f"outbound/attachments/{name[:2]}/{name}"


def make_folder(path: Path) -> None:
    """Make a folder that only its owner can use, whatever the umask. Raises `WorkspaceDamaged`."""
    try:
        path.mkdir(mode=0o700, exist_ok=True)
        path.chmod(0o700)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise _full() from None
        raise WorkspaceDamaged(f"The folder {path} cannot be made: {error.strerror}.") from None


def make_folders(root: Path) -> None:
    """Make the folders of a workspace: all of a new one, those that a copy has left out."""
    for folder in FOLDERS:
        make_folder(root / folder)


def write_file(path: Path, content: bytes) -> None:
    """Write a new file that only its owner can read, whatever the umask."""
    with meaning_of_disk_errors():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(content)


def replace_file(path: Path, content: bytes, scratch: Path) -> None:
    """Put `content` in the place of `path` at once and durably, by way of the folder `scratch`."""
    temporary = scratch / os.urandom(8).hex()
    write_file(temporary, content)
    with meaning_of_disk_errors():
        fsync(temporary)
        temporary.replace(path)
        fsync(path.parent)


def file_lock(path: Path) -> FileLock:
    """A lock between processes, on a file of its owner's alone. Who only reads needs none."""
    from filelock import FileLock

    return FileLock(path, mode=0o600)


class Scratch:
    """This process's folder in `tmp/`, locked for as long as it lives.

    A folder whose lock is free belongs to nobody any more and is swept.
    """

    def __init__(self, root: Path) -> None:
        self.folder = root / "tmp" / f"{os.getpid()}-{os.urandom(4).hex()}"
        self._lock = file_lock(self.folder / _LOCK)
        with _sweeping(root):
            make_folder(self.folder)
            self._lock.acquire(timeout=0)

    @contextmanager
    def part(self) -> Iterator[Path]:
        """A folder in it for one piece of work, removed when that ends, however it ends."""
        folder = self.folder / os.urandom(8).hex()
        make_folder(folder)
        try:
            yield folder
        finally:
            _remove(folder)

    def close(self) -> None:
        _remove(self.folder)
        self._lock.release()


def sweep(root: Path) -> None:
    """Remove what processes that are gone have left in `tmp/`."""
    with _sweeping(root):
        for folder in (root / "tmp").iterdir():
            lock = file_lock(folder / _LOCK)
            try:
                lock.acquire(timeout=0)
            except OSError:  # which a lock that is held raises too
                continue
            _remove(folder)
            lock.release()


def _sweeping(root: Path) -> FileLock:
    """Held while a scratch folder is made or swept, so that a new one is never taken for a left one."""
    return file_lock(root / "locks" / "scratch.lock")


class Placement:
    """Moves finished files from scratch to their places and makes them durable together."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._folders: set[Path] = set()

    def status(self, relative: str) -> os.stat_result | None:
        """The status of the file in its place, None where there is none."""
        try:
            return os.stat(self._root / relative)  # noqa: PTH116 - twice as fast as the method of Path
        except FileNotFoundError:
            return None

    def place(self, temporary: Path, relative: str) -> None:
        """Move a file to its place. A file that is there already is replaced, never trusted:
        the row that vouches for it is committed later."""
        target = self._root / relative
        if target.parent not in self._folders:
            make_folder(target.parent)
            self._folders.add(target.parent)
        with meaning_of_disk_errors():
            temporary.replace(target)

    def make_durable(self, placed: Iterable[str]) -> None:
        """Return when the files placed so far will survive a power cut."""
        with meaning_of_disk_errors():
            if _syncfs(self._root):
                return
            folders = set()
            for relative in placed:
                fsync(self._root / relative)
                folders.add((self._root / relative).parent)
            for folder in folders:
                fsync(folder)
                fsync(folder.parent)


@contextmanager
def meaning_of_disk_errors() -> Iterator[None]:
    """Raise as ours what the disk does to the files of a workspace. That a new file is there already
    stays as it is: only a mistake of ours can cause it."""
    try:
        yield
    except FileExistsError:
        raise
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise _full() from None
        raise WorkspaceDamaged(
            f"The files of the workspace cannot be read or written: {error.strerror}.",
            hint="Check its disk, and who owns its folders.",
        ) from error


def _full() -> WorkspaceFull:
    return WorkspaceFull(
        "There is no space left on the workspace's disk.",
        hint="Free some space and run the same command again; what was stored is kept.",
    )


def _remove(folder: Path) -> None:
    import shutil  # which loads every format of archives

    shutil.rmtree(folder, ignore_errors=True)


def fsync(path: Path) -> None:
    """Return when a file, or the names in a folder, will survive a power cut. Raises `OSError`."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _syncfs(root: Path) -> bool:
    """Sync the whole file system of `root`; False where that cannot report write errors
    (Linux before 5.8) or does not exist."""
    import ctypes

    release = tuple(int(part) for part in os.uname().release.split("-")[0].split(".")[:2] if part.isdigit())
    syncfs = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)
    if syncfs is None or os.uname().sysname != "Linux" or release < (5, 8):
        return False
    descriptor = os.open(root, os.O_RDONLY)
    try:
        if syncfs(descriptor) != 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), str(root))
    finally:
        os.close(descriptor)
    return True
