"""Opening: a workspace is known before anything is touched, and whatever is no workspace stays as it is."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from mailatlas_core.errors import (
    StoreMissing,
    WorkspaceBusy,
    WorkspaceDamaged,
    WorkspaceError,
    WorkspaceForeign,
    WorkspaceNewer,
    WorkspaceNotFound,
    WorkspaceUnsuitable,
    WorkspaceUpstream,
)
from mailatlas_core.store import database
from mailatlas_core.store.opening import file_system_of
from mailatlas_core.workspace import Workspace

Maker = Callable[[Path], None]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty workspace, closed; to be copied, not changed."""
    root = tmp_path_factory.mktemp("made") / "workspace"
    Workspace.open(root, create=True).close()
    return root


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "workspace"))


def listing(root: Path) -> dict[str, bytes | None]:
    """Everything in a folder, with the content of files."""
    return {
        str(path.relative_to(root)): path.read_bytes() if path.is_file() else None for path in root.rglob("*")
    }


@contextmanager
def umask(value: int) -> Iterator[None]:
    before = os.umask(value)
    try:
        yield
    finally:
        os.umask(before)


def statements(*lines: str) -> Maker:
    def make(store: Path) -> None:
        with closing(sqlite3.connect(store, isolation_level=None)) as connection:
            for line in lines:
                connection.execute(line)

    return make


def content(data: bytes) -> Maker:
    def make(store: Path) -> None:
        store.write_bytes(data)

    return make


def newer(store: Path) -> None:
    statements("PRAGMA application_id = 0x4D41544C", "PRAGMA user_version = 99", "CREATE TABLE x (y)")(store)


UPSTREAM = statements("CREATE TABLE documents (id TEXT)", "CREATE TABLE imports (id TEXT)")
STRANGERS: list[tuple[str, Maker, type[WorkspaceError]]] = [
    ("foreign", statements("CREATE TABLE moz_places (id TEXT)"), WorkspaceForeign),
    ("upstream", UPSTREAM, WorkspaceUpstream),
    ("newer", newer, WorkspaceNewer),
    ("empty", content(b""), WorkspaceForeign),
    ("garbage", content(b"\x00\xff" * 5_000), WorkspaceForeign),
    ("header alone", content(b"SQLite format 3\0" + bytes(84)), WorkspaceForeign),
]


@pytest.mark.parametrize("create", [False, True])
@pytest.mark.parametrize(("make", "error"), [row[1:] for row in STRANGERS], ids=[row[0] for row in STRANGERS])
def test_a_strange_store_is_refused_and_left_as_it_was(
    tmp_path: Path, make: Maker, error: type[WorkspaceError], create: bool
) -> None:
    make(tmp_path / "store.db")
    before = listing(tmp_path)
    with pytest.raises(error) as raised:
        Workspace.open(tmp_path, create=create)
    assert raised.value.hint
    assert listing(tmp_path) == before


def left_in_its_log(folder: Path, make: Maker) -> None:
    """A store whose last transactions are in its write-ahead log only, as a crash leaves it."""
    folder.mkdir()
    with closing(sqlite3.connect(folder / "live.db", isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("BEGIN")
        connection.execute("SELECT * FROM sqlite_master").fetchall()
        make(folder / "live.db")
        shutil.copyfile(folder / "live.db", folder / "store.db")
        shutil.copyfile(folder / "live.db-wal", folder / "store.db-wal")
    for left in folder.glob("live.db*"):
        left.unlink()


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (UPSTREAM, WorkspaceUpstream),
        (statements("CREATE TABLE x (y)"), WorkspaceForeign),
        (newer, WorkspaceNewer),
    ],
    ids=["upstream", "foreign", "newer"],
)
def test_a_strange_store_with_its_log_beside_it_is_refused_and_left_as_it_was(
    tmp_path: Path, make: Maker, error: type[WorkspaceError]
) -> None:
    left_in_its_log(tmp_path / "strange", make)
    before = listing(tmp_path / "strange")
    assert before["store.db-wal"]
    with pytest.raises(error):
        Workspace.open(tmp_path / "strange")
    assert listing(tmp_path / "strange") == before


def test_a_newer_version_that_is_only_in_the_log_of_our_own_store_is_refused(
    root: Path, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(root / "store.db", isolation_level=None)) as connection:
        connection.execute("CREATE TABLE later (x)")
        connection.execute("PRAGMA user_version = 99")
        crashed = Path(shutil.copytree(root, tmp_path / "crashed", ignore=shutil.ignore_patterns("*-shm")))
    before = listing(crashed)
    with pytest.raises(WorkspaceNewer, match="schema"):
        Workspace.open(crashed)
    assert listing(crashed) == before


def test_a_transaction_that_was_never_committed_does_not_count(root: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(root / "store.db", isolation_level=None)) as connection:
        connection.execute("PRAGMA cache_size = 2")
        connection.execute("BEGIN")
        connection.execute("PRAGMA user_version = 99")
        connection.execute("CREATE TABLE later (x)")
        connection.execute("INSERT INTO later SELECT randomblob(100000)")
        crashed = Path(shutil.copytree(root, tmp_path / "crashed", ignore=shutil.ignore_patterns("*-shm")))
        assert (crashed / "store.db-wal").stat().st_size > 32
    with Workspace.open(crashed) as workspace:
        assert workspace.audit.verify().whole


@pytest.mark.parametrize("size", [100, 4_096, 30_000])
def test_a_truncated_store_is_damaged_and_not_made_worse(root: Path, size: int) -> None:
    os.truncate(root / "store.db", size)
    before = (root / "store.db").read_bytes()
    with pytest.raises(WorkspaceDamaged), Workspace.open(root) as workspace:
        workspace.search("harbor")
    assert (root / "store.db").read_bytes() == before


def test_no_workspace_is_not_found_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceNotFound):
        Workspace.open(tmp_path / "none")
    assert not list(tmp_path.iterdir())


def test_a_folder_with_other_things_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("mine")
    tmp_path.chmod(0o755)
    with pytest.raises(WorkspaceForeign):
        Workspace.open(tmp_path, create=True)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    for place in ("file", "file/below"):
        with pytest.raises(WorkspaceUnsuitable):
            Workspace.open(tmp_path / place, create=True)


def test_half_a_workspace_is_made_whole(made: Path, tmp_path: Path) -> None:
    for name in ("raw", "tmp", "locks"):
        (tmp_path / name).mkdir()
    (tmp_path / ".gitignore").write_text("half")
    (tmp_path / "audit.head").write_text("half")
    with Workspace.open(tmp_path, create=True) as workspace:
        assert workspace.audit.verify().whole
    assert {path.name for path in tmp_path.iterdir()} == {path.name for path in made.iterdir()}
    assert (tmp_path / ".gitignore").read_text() == "*\n"


def test_a_workspace_that_was_copied_without_its_empty_folders_opens(root: Path) -> None:
    for folder in root.iterdir():
        if folder.is_dir():
            shutil.rmtree(folder)
    with Workspace.open(root) as workspace:
        assert workspace.audit.verify().whole


@pytest.mark.parametrize("mask", [0o000, 0o077])
def test_only_the_owner_can_use_what_is_made_whatever_the_umask(tmp_path: Path, mask: int) -> None:
    (tmp_path / "one.eml").write_bytes(b"From: a@example.com\nSubject: x\n\ntext\n")
    with umask(mask), Workspace.open(tmp_path / "w", create=True) as workspace:
        workspace.ingest([tmp_path / "one.eml"])
        seen = [tmp_path / "w", *(tmp_path / "w").rglob("*")]
        folders = {stat.S_IMODE(path.stat().st_mode) for path in seen if path.is_dir()}
        files = {path.name: stat.S_IMODE(path.stat().st_mode) for path in seen if path.is_file()}
    assert {"store.db", "store.db-wal", "store.db-shm", "audit.head", ".gitignore"} < set(files)
    assert any(name.endswith(".eml") for name in files)
    assert folders == {0o700}
    assert set(files.values()) == {0o600}


def test_opening_and_closing_leaves_nothing_behind(root: Path) -> None:
    before = listing(root)
    with Workspace.open(root) as workspace:
        assert workspace.search("*") == []
    locks = {name for name in listing(root) if name.startswith("locks/")}
    assert {name: data for name, data in listing(root).items() if name not in locks} == {
        name: data for name, data in before.items() if name not in locks
    }


MOUNTS = """\
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/root rw
30 22 0:25 / /net rw,relatime shared:2 master:3 - nfs4 server.example:/mail rw
31 30 8:2 / /net/local rw - xfs /dev/sdb rw
32 22 0:26 / /home/ada/My\\040Mail rw - fuse.sshfs ada@host.example: rw
33 22 0:27 / /home/\u00e4da/\u8a9e rw - 9p share rw
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/mail", "ext4"),
        ("/net/mail", "nfs4"),
        ("/network", "ext4"),
        ("/net/local/mail", "xfs"),
        ("/home/ada/My Mail/.mailatlas", "fuse.sshfs"),
        ("/home/äda/語/x", "9p"),
    ],
)
def test_the_file_system_is_that_of_the_nearest_mount(path: str, kind: str) -> None:
    assert file_system_of(Path(path), MOUNTS) == kind


def test_a_system_that_lists_no_mounts_tells_no_file_system() -> None:
    assert file_system_of(Path("/mail"), "") is None


CREATE = """
import sys
from mailatlas_core.workspace import Workspace
Workspace.open(sys.argv[1], create=True).close()
"""


def test_two_processes_that_create_at_once_make_one_workspace(tmp_path: Path, repository: Path) -> None:
    command = [sys.executable, "-c", CREATE, str(tmp_path / "w")]
    running = [subprocess.Popen(command, cwd=repository) for _ in range(4)]
    assert [process.wait() for process in running] == [0, 0, 0, 0]
    with Workspace.open(tmp_path / "w") as workspace:
        assert [event.kind for event in workspace.audit.events()] == ["workspace.created"]
        assert workspace.audit.verify().whole
    assert not list((tmp_path / "w" / "tmp").iterdir())


def test_no_empty_store_takes_the_place_of_one_that_was_lost(tmp_path: Path) -> None:
    original = tmp_path / "mail" / "raw" / "3f" / f"{'3f' * 32}.eml"
    original.parent.mkdir(parents=True)
    original.write_bytes(b"From: a@example.com\n\n")
    for create in (False, True):
        with pytest.raises(StoreMissing):
            Workspace.open(tmp_path / "mail", create=create)
    assert not (tmp_path / "mail" / "store.db").exists()


def test_an_earlier_store_that_another_process_writes_to_is_busy_and_is_let_go(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_BUSY_SECONDS", 0)
    with closing(sqlite3.connect(root / "store.db", isolation_level=None)) as other:
        other.execute("PRAGMA user_version = 5")
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(WorkspaceBusy):
            Workspace.open(root)
    assert not (root / "store.db-wal").exists()  # which goes with the last connection
