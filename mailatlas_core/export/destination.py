"""The place of an exported file: never half a file in it, and nothing in the way of it lost.

The content is written under another name in the same folder, for its owner only, and made durable
before it takes its name. What has that name already is replaced only by force, and only where it is
a plain file: a link is neither followed nor replaced, nor is a device.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from mailatlas_core.errors import OutputExists, PathUnwritable, WorkspaceReadOnly
from mailatlas_core.store.files import make_folder

# What a file system says that has no second names for a file, as those of memory sticks.
_NO_LINKS = (errno.EPERM, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP)


def own_folder(root: Path, *, read_only: bool) -> Path:
    """Where a workspace keeps what is exported to no place in particular. Raises `WorkspaceReadOnly`."""
    if read_only:
        raise WorkspaceReadOnly(
            "The workspace is on a read-only medium, so nothing can be saved in it.",
            hint="Name a file or a folder elsewhere.",
        )
    folder = root / "exports"
    make_folder(folder)
    return folder


@contextmanager
def written(folder: Path, content: bytes) -> Iterator[Path]:
    """The content as a file in `folder` that has no name of its own yet; gone after the block.

    Raises `PathUnwritable`.
    """
    temporary = folder / f".{os.urandom(8).hex()}.part"
    with _possible(folder):
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with _possible(folder), os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)


def take_first_free(temporary: Path, targets: Iterable[Path]) -> Path:
    """Give the file the first name of endlessly many that nothing has yet. Raises `PathUnwritable`."""
    for target in targets:
        try:
            with _possible(target):
                _take(temporary, target)
        except FileExistsError:
            continue
        return target
    raise AssertionError("the names are endless")


def take(temporary: Path, target: Path, *, force: bool) -> None:
    """Give the file this name. Raises `OutputExists` and `PathUnwritable`."""
    with _possible(target):
        if force and _is_plain_file(target):
            temporary.replace(target)
            return
        try:
            _take(temporary, target)
        except FileExistsError:
            raise _exists(target) from None


def _take(temporary: Path, target: Path) -> None:
    try:
        os.link(temporary, target)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        temporary.replace(target)


def _is_plain_file(target: Path) -> bool:
    try:
        return stat.S_ISREG(target.lstat().st_mode)
    except FileNotFoundError:
        return False


def _exists(target: Path) -> OutputExists:
    if _is_plain_file(target):
        return OutputExists(
            f"{target} is there already.", hint="Name another file, or add --force to replace it."
        )
    return OutputExists(f"{target} is a link or a device, and is left alone.", hint="Name another file.")


@contextmanager
def _possible(path: Path) -> Iterator[None]:
    try:
        yield
    except FileExistsError:
        raise
    except OSError as error:
        raise PathUnwritable(f"{path} cannot be written: {error.strerror}.") from None
