"""Making a workspace, and making sure that a folder holds one before anything is touched."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from mailatlas_core.errors import (
    StoreMissing,
    WorkspaceDamaged,
    WorkspaceError,
    WorkspaceForeign,
    WorkspaceNewer,
    WorkspaceNotFound,
    WorkspaceReadOnly,
    WorkspaceUnsuitable,
    WorkspaceUpstream,
)
from mailatlas_core.store.database import Database, connect, meaning_of_errors
from mailatlas_core.store.files import FOLDERS, file_lock, make_folders, write_file
from mailatlas_core.store.header import application_id, read_header, user_version
from mailatlas_core.store.migration import APPLICATION_ID, SCHEMA_VERSION, migrate

STORE = "store.db"
HEAD = "audit.head"
SIGNATURE = "audit.head.sig"
_OURS = {*FOLDERS, ".gitignore", STORE, f"{STORE}-wal", f"{STORE}-shm", HEAD, SIGNATURE}

# Locks or shared memory of these do not work between machines, so WAL would corrupt the store.
_UNSUITABLE = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "fuse.sshfs", "fuse.glusterfs"}


def is_workspace(root: Path) -> bool:
    """Whether the folder has a store, ours or not."""
    return (root / STORE).is_file()


def is_read_only(root: Path) -> bool:
    """Whether the medium of the workspace forbids writing, or its modes do for this user."""
    read_only_mount = bool(os.statvfs(root).f_flag & os.ST_RDONLY)
    return read_only_mount or not os.access(root, os.W_OK) or not os.access(root / STORE, os.W_OK)


def check(root: Path) -> None:
    """Raise unless `root` holds a workspace that this version may open. Leaves no trace."""
    if not is_workspace(root):
        check_not_lost(root)
        raise WorkspaceNotFound(
            f"There is no workspace in {root}.",
            hint="`mailatlas ingest PATH` makes one and stores mail in it, as `mailatlas receive` does.",
        )
    _check_file_system(root)
    store = root / STORE
    try:
        header = read_header(store)
    except OSError as error:
        raise WorkspaceDamaged(f"{store} cannot be read: {error.strerror}.") from None
    if application_id(header) != APPLICATION_ID:
        raise _stranger(store)
    _check_version(user_version(header), root)


def create(root: Path, first: Callable[[sqlite3.Connection], bytes]) -> None:
    """Make an empty workspace; a folder that holds anything else is refused.

    `first` writes the first rows and returns the content of the file `audit.head`. The store
    is put in its place as the last step, so that half a workspace is none.
    """
    from tempfile import TemporaryDirectory

    try:
        _make_folders(root)
    except OSError as error:
        raise WorkspaceUnsuitable(
            f"No workspace can be made in {root}: {error.strerror}.", hint="Name another folder with --root."
        ) from None
    with (
        file_lock(root / "locks" / "create.lock"),
        TemporaryDirectory(dir=root / "tmp", ignore_cleanup_errors=True) as scratch,
    ):
        if is_workspace(root):
            return
        new = Path(scratch) / STORE
        write_file(new, b"")
        with closing(connect(new)) as connection:
            migrate(connection)
            head = first(connection)
            connection.execute("PRAGMA journal_mode = WAL")
        for name, content in ((".gitignore", b"*\n"), (HEAD, head)):
            (root / name).unlink(missing_ok=True)
            write_file(root / name, content)
        os.sync()
        for left in ("-wal", "-shm"):  # of a store that is gone: SQLite would take its log for the new one's
            (root / f"{STORE}{left}").unlink(missing_ok=True)
        new.replace(root / STORE)


def _make_folders(root: Path) -> None:
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    strangers = {entry.name for entry in root.iterdir()} - _OURS
    if strangers:
        raise WorkspaceForeign(
            f"{root} is not empty and holds no workspace, so none is made in it.",
            hint="Name an empty or a new folder with --root.",
        )
    _check_file_system(root)
    if not os.access(root, os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(root))
    root.chmod(0o700)
    make_folders(root)


def check_not_lost(root: Path) -> None:
    """Raise where there are originals without a store: an empty one in its place would forget them."""
    if next(root.glob("raw/*/*.eml"), None) is not None:
        raise StoreMissing(
            f"{root} holds original messages, but its store.db is gone.",
            hint="`mailatlas rebuild` makes it again from them.",
        )


def mark_demo(connection: sqlite3.Connection) -> None:
    """Mark a new workspace as holding synthetic mail only."""
    connection.execute("INSERT INTO meta (name, value) VALUES ('demo', 'yes')")


def is_demo(connection: sqlite3.Connection) -> bool:
    """Whether the workspace was marked so."""
    return connection.execute("SELECT 1 FROM meta WHERE name = 'demo'").fetchone() is not None


def upgrade(root: Path, database: Database) -> None:
    """Bring the store of an earlier version up to date, once. Raises `WorkspaceError`, and has then
    changed nothing."""
    with database.reading() as connection:
        if connection.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION:
            return
    if is_read_only(root):
        raise WorkspaceReadOnly(
            f"{root} was written by an earlier version and cannot be brought up to date where it is.",
            hint="Copy it to a place where it can be written.",
        )
    with (
        file_lock(root / "locks" / "create.lock"),
        meaning_of_errors(),
        closing(connect(root / STORE)) as connection,
    ):
        migrate(connection)


def _check_version(version: int, root: Path) -> None:
    if version > SCHEMA_VERSION:
        raise WorkspaceNewer(
            f"{root} was written by a newer MailAtlas TUI: its schema is {version}, not {SCHEMA_VERSION}.",
            hint="Use the newer version; nothing was changed.",
        )


def _check_file_system(root: Path) -> None:
    mounts = Path("/proc/self/mountinfo")
    table = mounts.read_text("utf-8", "surrogateescape") if mounts.exists() else ""
    kind = file_system_of(root.resolve(), table)
    if kind in _UNSUITABLE:
        raise WorkspaceUnsuitable(
            f"{root} is on a {kind} file system, whose locks SQLite cannot rely on.",
            hint="Keep the workspace on a local disk.",
        )


def file_system_of(path: Path, mounts: str) -> str | None:
    """The type of the file system that holds `path`, told from the text of /proc/self/mountinfo;
    None where that does not tell."""
    best: tuple[str, str | None] = ("", None)
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        mount_point = before.split(" ")[4]
        if "\\" in mount_point:
            mount_point = mount_point.encode("latin-1", "backslashreplace").decode("unicode_escape")
        if path.is_relative_to(mount_point) and len(mount_point) >= len(best[0]):
            best = (mount_point, after.split(" ")[0])
    return best[1]


def _stranger(store: Path) -> WorkspaceError:
    """Say whose store it is, looking at it without leaving a file behind."""
    names = _table_names(store)
    if {"documents", "imports"} <= names:
        return WorkspaceUpstream(
            f"{store.parent} was made by MailAtlas 0.3, whose workspaces are not opened in place.",
            hint="Make a new workspace with --root and ingest the files of the old one's raw/ folder.",
        )
    return WorkspaceForeign(
        f"{store} is not a MailAtlas workspace; it was left untouched.",
        hint="Name another folder with --root.",
    )


def _table_names(store: Path) -> set[str]:
    import shutil
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        look = store
        uri = "?mode=ro&immutable=1"
        wal = store.with_name(store.name + "-wal")
        if wal.exists():
            look, uri = Path(folder) / STORE, "?mode=ro"
            shutil.copyfile(store, look)
            shutil.copyfile(wal, look.with_name(wal.name))
        try:
            with closing(sqlite3.connect(f"file:{quote(os.fsencode(look))}{uri}", uri=True)) as connection:
                rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        except sqlite3.DatabaseError:
            return set()
    return {str(row[0]) for row in rows}
