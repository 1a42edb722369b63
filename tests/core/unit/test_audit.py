"""The audit chain: whatever is changed, removed, moved or cut away is named."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mailatlas_core.audit import head as head_file
from mailatlas_core.audit import verify as proof
from mailatlas_core.audit.chain import (
    GENESIS,
    Data,
    Head,
    append,
    canonical,
    chain_end,
    event_hash,
    timestamp,
)
from mailatlas_core.audit.ledger import Ledger
from mailatlas_core.clock import SystemClock
from mailatlas_core.errors import WorkspaceDamaged
from mailatlas_core.models import AuditVerification
from mailatlas_core.store.database import Database
from mailatlas_core.workspace import Workspace
from tests.core.rows import new_store

MOMENT = datetime(2026, 3, 14, 16, 44, 0, 123456, tzinfo=UTC)
EVENTS = 5
TEXTS = ("at", "kind", "actor", "subject", "data")


def test_a_moment_has_the_same_width_in_every_year() -> None:
    assert timestamp(datetime(7, 1, 2, tzinfo=UTC)) == "0007-01-02T00:00:00.000000Z"
    assert timestamp(MOMENT) == "2026-03-14T16:44:00.123456Z"


@pytest.fixture
def chain() -> Iterator[sqlite3.Connection]:
    """A store with some events, whose triggers no longer protect them."""
    with closing(new_store()) as connection:
        for number in range(EVENTS):
            data: Data = {"größe": number, "x": [True, None]}
            append(connection, MOMENT, "ingest.batch", "cli", f"run-{number}", data)
        yield connection


def verify(connection: sqlite3.Connection, head: Head | None) -> AuditVerification:
    """What is proved of a store without files."""
    return proof.verify(connection, Path(), {"audit.head": head})


def unprotected(connection: sqlite3.Connection) -> None:
    for name in ("events_are_never_changed", "events_are_never_removed", "events_follow_one_another"):
        connection.execute(f"DROP TRIGGER {name}")


@contextmanager
def undone(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")


def test_the_hash_of_an_event_is_as_written_down() -> None:
    digest = event_hash(GENESIS, 1, "2026-03-14T16:44:00.123456Z", "k", "a", "s", {"ä": 1})
    text = (
        '{"actor":"a","at":"2026-03-14T16:44:00.123456Z","data":{"ä":1},'
        '"kind":"k","seq":1,"subject":"s","v":1}'
    )
    assert digest == hashlib.sha256(bytes(32) + text.encode()).digest()
    assert canonical(json.loads(text)) == text


def test_a_whole_chain_is_whole(chain: sqlite3.Connection) -> None:
    result = verify(chain, chain_end(chain))
    assert result == AuditVerification(EVENTS, chain_end(chain).hash.hex(), ())
    assert result.whole


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET actor = 'x' WHERE seq = 1",
        "UPDATE OR REPLACE events SET seq = 2 WHERE seq = 1",
        "DELETE FROM events",
        "DELETE FROM events WHERE seq = 5",
        "INSERT INTO events SELECT 7, at, kind, actor, subject, data, hash FROM events WHERE seq = 1",
        "INSERT INTO events SELECT 0, at, kind, actor, subject, data, hash FROM events WHERE seq = 1",
        "REPLACE INTO events SELECT seq, at, kind, 'x', subject, data, hash FROM events WHERE seq = 1",
    ],
)
def test_events_are_never_changed_removed_replaced_or_put_elsewhere(
    chain: sqlite3.Connection, statement: str
) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        chain.execute(statement)
    assert verify(chain, chain_end(chain)).events == EVENTS


@pytest.mark.parametrize("seq", [1, 3, EVENTS])
@pytest.mark.parametrize("column", [*TEXTS, "hash"])
def test_every_single_bit_of_an_event_counts(chain: sqlite3.Connection, column: str, seq: int) -> None:
    end = chain_end(chain)
    unprotected(chain)
    kind = "BLOB" if column == "hash" else "TEXT"
    read = f"SELECT CAST({column} AS BLOB) FROM events WHERE seq = ?"  # noqa: S608 - a column of ours
    change = f"UPDATE events SET {column} = CAST(? AS {kind}) WHERE seq = ?"  # noqa: S608 - a column of ours
    (content,) = chain.execute(read, (seq,)).fetchone()
    for bit in range(8 * len(content)):
        flipped = bytearray(content)
        flipped[bit // 8] ^= 1 << bit % 8
        with undone(chain):
            chain.execute(change, (bytes(flipped), seq))
            problems = verify(chain, end).problems
        assert any(f"event {seq} was changed" in problem for problem in problems), bit


@pytest.mark.parametrize("seq", range(1, EVENTS + 1))
def test_every_single_bit_of_a_number_counts(chain: sqlite3.Connection, seq: int) -> None:
    end = chain_end(chain)
    unprotected(chain)
    for bit in range(64):
        moved = seq ^ 1 << bit
        moved -= (moved >> 63) << 64  # SQLite's integers have a sign
        with undone(chain):
            chain.execute("UPDATE OR REPLACE events SET seq = ? WHERE seq = ?", (moved, seq))
            problems = verify(chain, end).problems
        assert any(re.search(rf"event {seq}\b", problem) for problem in problems), bit


@pytest.mark.parametrize("seq", range(1, EVENTS + 1))
def test_a_removed_event_is_missed(chain: sqlite3.Connection, seq: int) -> None:
    end = chain_end(chain)
    unprotected(chain)
    chain.execute("DELETE FROM events WHERE seq = ?", (seq,))
    assert any(f"event {seq}" in problem for problem in verify(chain, end).problems)


def test_events_that_changed_places_are_named(chain: sqlite3.Connection) -> None:
    end = chain_end(chain)
    unprotected(chain)
    for old, new in ((2, 99), (3, 2), (99, 3)):
        chain.execute("UPDATE events SET seq = ? WHERE seq = ?", (new, old))
    problems = " ".join(verify(chain, end).problems)
    assert "event 2" in problems
    assert "event 3" in problems


@pytest.mark.parametrize("seq", range(1, EVENTS + 1))
def test_an_event_that_was_put_in_between_is_named(chain: sqlite3.Connection, seq: int) -> None:
    end = chain_end(chain)
    unprotected(chain)
    chain.execute("UPDATE events SET seq = -1 - seq WHERE seq >= ?", (seq,))
    chain.execute("UPDATE events SET seq = -seq WHERE seq < 0")
    before = chain.execute("SELECT hash FROM events WHERE seq = ?", (seq - 1,)).fetchone()
    previous = GENESIS if before is None else before[0]
    digest = event_hash(previous, seq, "2026", "forged", "cli", "", {})
    chain.execute("INSERT INTO events VALUES (?, '2026', 'forged', 'cli', '', '{}', ?)", (seq, digest))
    problems = verify(chain, end).problems
    assert any(f"event {seq + 1} was changed, or the one before it" in problem for problem in problems)


@pytest.mark.parametrize("kept", range(EVENTS))
def test_a_tail_that_was_cut_away_is_missed_by_the_head(chain: sqlite3.Connection, kept: int) -> None:
    end = chain_end(chain)
    unprotected(chain)
    chain.execute("DELETE FROM events WHERE seq > ?", (kept,))
    assert any(f"names event {EVENTS}" in problem for problem in verify(chain, end).problems)


def test_a_chain_that_was_written_anew_does_not_fit_the_head(chain: sqlite3.Connection) -> None:
    end = chain_end(chain)
    with closing(new_store()) as forged:
        for number in range(EVENTS + 3):
            append(forged, MOMENT, "ingest.batch", "cli", f"forged-{number}", {})
        assert not verify(forged, end).whole


def test_a_head_behind_the_chain_is_fine_and_one_beyond_it_is_not(chain: sqlite3.Connection) -> None:
    rows = chain.execute("SELECT seq, hash FROM events").fetchall()
    assert all(verify(chain, Head(*row)).whole for row in rows)
    assert not verify(chain, Head(EVENTS + 1, rows[-1][1])).whole
    assert not verify(chain, Head(0, GENESIS)).whole
    assert not verify(chain, None).whole


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("audit") / "workspace"
    Workspace.open(root, create=True).close()
    return root


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "workspace"))


def problems(root: Path) -> tuple[str, ...]:
    with Workspace.open(root) as workspace:
        return workspace.audit.verify().problems


def test_every_single_bit_of_the_head_file_counts(root: Path) -> None:
    whole = (root / "audit.head").read_bytes()
    with Workspace.open(root) as workspace:
        for bit in range(8 * len(whole)):
            flipped = bytearray(whole)
            flipped[bit // 8] ^= 1 << bit % 8
            (root / "audit.head").write_bytes(flipped)
            assert any("audit.head" in problem for problem in workspace.audit.verify().problems), bit


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"[" * 99_999,
        b"\xff",
        b'{"hash": 1, "seq": 1}\n',
        b'{"hash": "", "seq": 1e999}\n',
        b'{"hash": "%s", "seq": "1"}\n' % (b"0" * 64),
    ],
    ids=lambda content: repr(content[:30]),
)
def test_a_head_file_that_is_none_is_said_to_be_none(root: Path, content: bytes) -> None:
    (root / "audit.head").write_bytes(content)
    assert problems(root) == ("the file audit.head is missing or cannot be read",)


def test_a_head_file_that_is_missing_is_missed(root: Path) -> None:
    (root / "audit.head").unlink()
    assert problems(root) == ("the file audit.head is missing or cannot be read",)


@pytest.mark.parametrize("data", [b"{\xff", b'{"a":' + b"[" * 99_999], ids=["no JSON", "too deep"])
def test_an_event_that_cannot_be_read_is_damage_and_named(root: Path, data: bytes) -> None:
    with closing(sqlite3.connect(root / "store.db", isolation_level=None)) as connection:
        unprotected(connection)
        connection.execute("UPDATE events SET data = CAST(? AS TEXT)", (data,))
    with Workspace.open(root) as workspace, pytest.raises(WorkspaceDamaged, match="Event 1"):
        workspace.audit.events()
    assert any("event 1" in problem for problem in problems(root))


@contextmanager
def opened(root: Path) -> Iterator[tuple[Ledger, Database]]:
    database = Database(root / "store.db")
    try:
        yield Ledger(root, database, SystemClock(), "test", root / "tmp"), database
    finally:
        database.close()


def record(ledger: Ledger, subject: str = "", *, times: int = 1) -> None:
    for number in range(times):
        with ledger.entry() as entry:
            entry.record("test", subject, {"number": number})


def test_the_head_follows_every_entry_and_never_goes_back(root: Path) -> None:
    with opened(root) as (ledger, database):
        record(ledger)
        earlier = head_file.read(root)
        record(ledger)
        with database.reading() as connection:
            end = chain_end(connection)
            assert earlier is not None
            assert earlier.seq < end.seq
            head_file.advance(root, earlier, root / "tmp", connection)
    assert head_file.read(root) == end


def test_a_head_left_behind_by_a_crash_is_no_problem_and_is_caught_up_with(root: Path) -> None:
    before = (root / "audit.head").read_bytes()
    with opened(root) as (ledger, database):
        record(ledger)
        (root / "audit.head").write_bytes(before)
        assert problems(root) == ()
        record(ledger)
        with database.reading() as connection:
            assert head_file.read(root) == chain_end(connection)


def test_what_is_written_after_a_cut_does_not_hide_it(root: Path) -> None:
    with opened(root) as (ledger, _):
        record(ledger, times=3)
    with closing(sqlite3.connect(root / "store.db", isolation_level=None)) as connection:
        unprotected(connection)
        connection.execute("DELETE FROM events WHERE seq > 2")
    with opened(root) as (ledger, _):
        record(ledger, "later", times=5)
    assert problems(root) == ("the file audit.head names event 4, which is not in the log as it was",)


def test_an_entry_that_fails_leaves_neither_rows_nor_event(root: Path) -> None:
    before = (root / "audit.head").read_bytes()

    def fail(ledger: Ledger) -> None:
        with ledger.entry() as entry:
            entry.record("test", "", {})
            raise KeyError

    with opened(root) as (ledger, _), pytest.raises(KeyError):
        fail(ledger)
    assert (root / "audit.head").read_bytes() == before
    assert problems(root) == ()


def test_events_are_read_page_by_page_newest_first(root: Path) -> None:
    with opened(root) as (ledger, _):
        record(ledger, "run", times=6)
    with Workspace.open(root) as workspace:
        first = workspace.audit.events(limit=3)
        second = workspace.audit.events(limit=3, before=first[-1].seq)
        last = workspace.audit.events(limit=3, before=second[-1].seq)
    assert [event.seq for event in [*first, *second, *last]] == [7, 6, 5, 4, 3, 2, 1]
    assert (first[0].kind, first[0].actor, first[0].subject, first[0].data) == (
        "test",
        "test",
        "run",
        {"number": 5},
    )
    assert last[-1].kind == "workspace.created"


def check_one_chain(root: Path, events: int) -> None:
    with Workspace.open(root) as workspace:
        assert workspace.audit.verify().problems == ()
        newest = workspace.audit.events(limit=1)[0]
    assert newest.seq == events
    assert head_file.read(root) == Head(newest.seq, bytes.fromhex(newest.hash))


def test_two_threads_at_once_make_one_chain(root: Path) -> None:
    together = threading.Barrier(2)

    def write(subject: str) -> None:
        together.wait()
        record(ledger, subject, times=25)

    with opened(root) as (ledger, _), ThreadPoolExecutor(2) as threads:
        list(threads.map(write, ("one", "two")))
    check_one_chain(root, 51)


WRITE = """
import sys
from pathlib import Path
from tests.core.unit.test_audit import opened, record
with opened(Path(sys.argv[1])) as (ledger, _):
    print("ready", flush=True)
    sys.stdin.read()
    record(ledger, times=25)
"""


def test_two_processes_at_once_make_one_chain(root: Path, repository: Path) -> None:
    with ExitStack() as stack:
        running = [
            stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-c", WRITE, root],
                    cwd=repository,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                )
            )
            for _ in range(2)
        ]
        for process in running:
            assert process.stdout is not None
            assert process.stdout.readline() == b"ready\n"
        for process in running:
            assert process.stdin is not None
            process.stdin.close()
    assert [process.returncode for process in running] == [0, 0]
    check_one_chain(root, 51)
