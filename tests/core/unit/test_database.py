"""Connections: readers cannot write, writers wait their turn, and errors have a meaning."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from mailatlas_core.cancel import CancelToken
from mailatlas_core.errors import Cancelled, WorkspaceBusy, WorkspaceDamaged, WorkspaceReadOnly
from mailatlas_core.store import database as module
from mailatlas_core.store.database import Database
from tests.core.rows import new_store, write_texts

# SQLite itself calls `cancel` when the statement has begun; uncancelled, it would end after a while.
LONG = (
    "WITH RECURSIVE c(x) AS (SELECT cancel() UNION ALL SELECT x + 1 FROM c LIMIT 20000000)"
    " SELECT count(x) FROM c"
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with closing(new_store(tmp_path / "store.db")) as connection:
        write_texts(connection, [f"text {number}" for number in range(500)])
        connection.execute("PRAGMA journal_mode = WAL")
    return tmp_path / "store.db"


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    opened = Database(path)
    yield opened
    opened.close()


def test_a_reader_keeps_little_of_what_it_has_read(database: Database) -> None:
    with database.writing() as connection:
        (writers,) = connection.execute("PRAGMA cache_size").fetchone()
    with database.reading() as connection:
        (readers,) = connection.execute("PRAGMA cache_size").fetchone()
    assert writers < readers < 0  # in KiB, which SQLite tells from pages by the sign
    assert -readers <= 2_048


def test_the_connections_of_threads_that_have_ended_are_closed(database: Database) -> None:
    kept: list[sqlite3.Connection] = []

    def read_and_write() -> None:
        with database.reading() as reader, database.writing() as writer:
            kept.extend((reader, writer))

    for _ in range(3):
        thread = threading.Thread(target=read_and_write)
        thread.start()
        thread.join()
    with database.reading():
        pass
    for connection in kept:
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            connection.execute("SELECT 1")


def test_a_reader_cannot_write(database: Database) -> None:
    with pytest.raises(WorkspaceReadOnly), database.reading() as connection:
        connection.execute("DELETE FROM documents")


def test_a_reader_sees_one_state_from_begin_to_end(database: Database) -> None:
    with database.reading() as reader:
        before = reader.execute("SELECT count(*) FROM documents").fetchone()
        with database.writing() as writer:
            writer.execute("DELETE FROM tags")
            writer.execute("INSERT INTO meta VALUES ('x', 'y')")
        assert reader.execute("SELECT count(*) FROM meta WHERE name = 'x'").fetchone() == (0,)
        assert reader.execute("SELECT count(*) FROM documents").fetchone() == before


def fail_after_writing(database: Database) -> None:
    with database.writing() as connection:
        connection.execute("INSERT INTO meta VALUES ('x', 'y')")
        raise KeyError


def test_what_raises_is_rolled_back(database: Database) -> None:
    with pytest.raises(KeyError):
        fail_after_writing(database)
    with database.reading() as connection:
        assert connection.execute("SELECT count(*) FROM meta WHERE name = 'x'").fetchone() == (0,)


def read_for_long(database: Database, token: CancelToken, cancel: Callable[[], None]) -> None:
    with database.reading(token) as connection:
        connection.create_function("cancel", 0, cancel)
        connection.execute(LONG).fetchone()


def test_cancelling_ends_a_statement_under_way(database: Database) -> None:
    token = CancelToken()
    with pytest.raises(Cancelled):
        read_for_long(database, token, lambda: threading.Thread(target=token.cancel).start())


def test_after_a_cancelled_statement_the_next_one_works(database: Database) -> None:
    token = CancelToken()
    with pytest.raises(Cancelled):
        read_for_long(database, token, token.cancel)
    with database.reading() as connection:
        assert connection.execute("SELECT count(*) FROM documents").fetchone() == (500,)


def test_a_token_that_was_cancelled_before_starts_nothing(database: Database) -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled), database.reading(token):
        pytest.fail("nothing may be read")


def test_a_second_writer_is_told_that_the_workspace_is_busy(
    path: Path, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_BUSY_SECONDS", 0)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(WorkspaceBusy) as raised, database.writing():
            pytest.fail("nothing may be written")
        other.execute("ROLLBACK")
    assert raised.value.retryable
    with database.writing() as connection:
        connection.execute("INSERT INTO meta VALUES ('x', 'y')")


def read_everything(path: Path) -> None:
    with closing_database(path) as database, database.reading() as connection:
        for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            if table != "fts_terms":
                connection.execute(f'SELECT * FROM "{table}"').fetchall()  # noqa: S608 - names of ours


@contextmanager
def closing_database(path: Path) -> Iterator[Database]:
    database = Database(path)
    try:
        yield database
    finally:
        database.close()


def test_a_damaged_page_is_said_to_be_damage(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        roots = connection.execute("SELECT rootpage FROM sqlite_master WHERE name IN ('documents', 'bodies')")
        pages = [row[0] for row in roots]
    whole = path.read_bytes()
    read_everything(path)
    for page in pages:
        damaged = bytearray(whole)
        damaged[(page - 1) * size : page * size] = b"\xff" * size
        path.write_bytes(damaged)
        with pytest.raises(WorkspaceDamaged) as raised:
            read_everything(path)
        assert raised.value.hint


def test_a_mistake_of_ours_keeps_its_own_error(database: Database) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table"), database.reading() as connection:
        connection.execute("SELECT * FROM no_such")


def test_every_thread_has_connections_of_its_own(database: Database) -> None:
    seen: list[int] = []

    def read() -> None:
        with database.reading() as connection:
            seen.append(id(connection))
            seen.append(connection.execute("SELECT count(*) FROM documents").fetchone()[0])

    with database.reading() as mine:
        thread = threading.Thread(target=read)
        thread.start()
        thread.join()
    assert seen[0] != id(mine)
    assert seen[1] == 500


def test_a_writing_connection_syncs_fully_and_no_foreign_key_is_broken(database: Database) -> None:
    with database.writing() as connection:
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
        assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)
