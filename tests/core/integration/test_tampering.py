"""Whatever is changed behind the log's back, a verification says so and names what was changed.

Thousands of changes, each drawn by a seed, each made and taken back on one small workspace. What a change
of the head file does is in tests/core/unit/test_audit.py, bit by bit.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from mailatlas_core.audit import head as head_file
from mailatlas_core.audit.chain import GENESIS, Head, chain_end
from mailatlas_core.audit.verify import verify
from mailatlas_core.cancel import CancelToken
from mailatlas_core.errors import Cancelled, WorkspaceDamaged
from mailatlas_core.store.opening import HEAD, SIGNATURE
from mailatlas_core.workspace import Workspace
from tests.core.integration.outbound_history import write_history

SEED = 20260314
RECORDS = 12

FLIPS = {"events": 700, "outbound": 400, "revisions": 400}
FILE_FLIPS = 500
STORE_FLIPS = 300

KEYS = {"events": ("seq",), "outbound": ("number",), "revisions": ("record", "revision")}
TRIGGERS = (
    "events_are_never_changed",
    "events_are_never_removed",
    "events_follow_one_another",
    "revisions_are_never_changed",
)


@dataclass(frozen=True, slots=True)
class Store:
    """A workspace whose triggers no longer protect it, and a connection that changes it."""

    root: Path
    connection: sqlite3.Connection

    def problems(self) -> str:
        """What a verification says, with the head that is there."""
        return "\n".join(self.problems_with({HEAD: head_file.read(self.root)}))

    def problems_with(self, heads: dict[str, Head | None]) -> Sequence[str]:
        return verify(self.connection, self.root, heads).problems

    @contextmanager
    def changed(self) -> Iterator[sqlite3.Connection]:
        """Changes of rows that are taken back."""
        self.connection.execute("BEGIN")
        try:
            yield self.connection
        finally:
            self.connection.execute("ROLLBACK")

    def keys(self, table: str) -> list[tuple[int, ...]]:
        """The keys of all rows."""
        return self.connection.execute(f"SELECT {', '.join(KEYS[table])} FROM {table}").fetchall()  # noqa: S608

    def name(self, table: str, key: Sequence[int]) -> str:
        """What a verification calls a row: its event, or its record."""
        if table == "events":
            return f"event {key[0]}"
        ((id,),) = self.connection.execute("SELECT id FROM outbound WHERE number = ?", key[:1])
        return f"outbound record {id}"

    def files(self) -> list[Path]:
        return sorted(path for path in (self.root / "outbound").rglob("*") if path.is_file())


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with some hundred events; not to be written to."""
    root = tmp_path_factory.mktemp("tampering") / "workspace"
    write_history(root, records=RECORDS, seed=SEED)
    return root


@pytest.fixture
def store(written: Path, tmp_path: Path) -> Iterator[Store]:
    root = Path(shutil.copytree(written, tmp_path / "workspace"))
    with closing(sqlite3.connect(root / "store.db", isolation_level=None)) as connection:
        for trigger in TRIGGERS:
            connection.execute(f"DROP TRIGGER {trigger}")
        yield Store(root, connection)


def flipped(content: bytes, random: Random) -> bytes:
    bit = random.randrange(8 * len(content))
    changed = bytearray(content)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def flipped_number(number: int, random: Random) -> int:
    changed = number ^ 1 << random.randrange(64)
    return changed - (changed >> 63 << 64)  # SQLite's integers have a sign


def where(table: str) -> str:
    return " AND ".join(f"{name} = ?" for name in KEYS[table])


def test_what_nobody_changed_is_whole_and_counted(store: Store) -> None:
    result = verify(store.connection, store.root, {HEAD: head_file.read(store.root)})
    assert result.problems == ()
    assert (result.events, result.records, result.files) == (
        len(store.keys("events")),
        RECORDS,
        len(store.files()),
    )
    assert result.events > 100
    assert result.files > 50


def test_a_verification_is_told_of_and_cancelled_among_the_files_too(store: Store) -> None:
    cancel, heard = CancelToken(), []

    def hear(done: int, total: int) -> None:
        heard.append((done, total))
        cancel.cancel()

    with pytest.raises(Cancelled):
        verify(store.connection, store.root, {}, hear, cancel)
    rows = len(store.keys("events")) + RECORDS
    ((done, total),) = heard
    assert rows < done < total == rows + len(store.files())


@pytest.mark.parametrize("table", FLIPS)
def test_a_single_bit_of_any_column_counts(store: Store, table: str) -> None:
    random, keys = Random(SEED), store.keys(table)
    columns = [(str(row[1]), str(row[2])) for row in store.connection.execute(f"PRAGMA table_info({table})")]
    for _ in range(FLIPS[table]):
        key, (column, kind) = random.choice(keys), random.choice(columns)
        read = f"SELECT CAST({column} AS BLOB), {column} FROM {table} WHERE {where(table)}"  # noqa: S608
        ((content, number),) = store.connection.execute(read, key)
        # What is empty or absent gets a bit.
        value = flipped_number(number, random) if kind == "INTEGER" else flipped(content or b"\0", random)
        name = store.name(table, key)
        with store.changed() as connection:
            connection.execute(
                f"UPDATE OR REPLACE {table} SET {column} = CAST(? AS {kind}) WHERE {where(table)}",  # noqa: S608
                (value, *key),
            )
            problems = store.problems()
        assert name in problems, (key, column, value)


@pytest.mark.parametrize("table", FLIPS)
def test_every_row_that_was_removed_is_missed(store: Store, table: str) -> None:
    for key in store.keys(table):
        name = store.name(table, key)
        with store.changed() as connection:
            connection.execute(f"DELETE FROM {table} WHERE {where(table)}", key)  # noqa: S608
            assert name in store.problems(), key


@pytest.mark.parametrize("table", FLIPS)
def test_rows_that_have_changed_places_are_named(store: Store, table: str) -> None:
    random, keys = Random(SEED), store.keys(table)
    number = KEYS[table][0]
    for _ in range(60):
        one, other = random.sample(keys, 2)
        if one[0] == other[0]:  # two revisions of one record change their numbers
            number, moves = "revision", [(one[1], -1), (other[1], one[1]), (-1, other[1])]
        else:
            number, moves = KEYS[table][0], [(one[0], -1), (other[0], one[0]), (-1, other[0])]
        names = store.name(table, one), store.name(table, other)
        with store.changed() as connection:
            for old, new in moves:
                only = "" if number != "revision" else f" AND record = {one[0]}"
                connection.execute(f"UPDATE {table} SET {number} = ? WHERE {number} = ?{only}", (new, old))  # noqa: S608
            problems = store.problems()
        assert all(name in problems for name in names), (one, other)


@pytest.mark.parametrize("table", FLIPS)
def test_a_row_that_was_put_in_is_named(store: Store, table: str) -> None:
    new_key = {"events": "seq + 1000", "outbound": "number + 1000", "revisions": "record + 1000"}[table]
    names = [row[1] for row in store.connection.execute(f"PRAGMA table_info({table})")]
    taken = {KEYS[table][0]: new_key, "id": "id || 'x'", "idempotency_key": "NULL"}
    copied = ", ".join(taken.get(name, name) for name in names)
    for key in store.keys(table):
        with store.changed() as connection:
            connection.execute(
                f"INSERT INTO {table} SELECT {copied} FROM {table} WHERE {where(table)}",  # noqa: S608
                key,
            )
            problems = store.problems()
        match table:
            case "events":
                assert f"event {key[0] + 1000} follows" in problems
            case "outbound":
                assert f"{store.name(table, key)}x was put in behind the log" in problems
            case _:
                assert f"revision {key[1]} of the outbound record number {key[0] + 1000}" in problems


def test_one_more_revision_of_a_record_is_named(store: Store) -> None:
    for (number,) in store.keys("outbound"):
        with store.changed() as connection:
            connection.execute(
                "INSERT INTO revisions SELECT record, revision + 1000, at, actor, digest, message_id, letter,"
                " enclosures, raw, text, html FROM revisions WHERE record = ?",
                (number,),
            )
            assert f"{store.name('outbound', (number,))} was changed" in store.problems()


def test_a_tail_that_was_cut_away_is_missed_by_the_head_by_the_signature_and_by_the_records(
    store: Store,
) -> None:
    end = chain_end(store.connection)
    for kept in range(end.seq):
        cut = dict(
            store.connection.execute(
                "SELECT subject, max(seq) FROM events WHERE kind LIKE 'outbound.%' AND seq > ? GROUP BY 1",
                (kept,),
            )
        )
        with store.changed() as connection:
            connection.execute("DELETE FROM events WHERE seq > ?", (kept,))
            assert f"audit.head names event {end.seq}" in store.problems()
            assert "audit.head is missing" in "\n".join(store.problems_with({HEAD: None}))
            forged = chain_end(connection) if kept else Head(0, GENESIS)
            found = "\n".join(store.problems_with({HEAD: forged}))
            assert all(f"outbound record {id} was" in found for id in cut)
            found = "\n".join(store.problems_with({HEAD: forged, SIGNATURE: end}))
            assert f"{SIGNATURE} names event {end.seq}" in found


def test_a_single_bit_of_any_snapshot_or_attachment_counts(store: Store) -> None:
    random, files = Random(SEED), store.files()
    for number in range(FILE_FLIPS):
        path = files[number % len(files)]
        whole = path.read_bytes()
        path.write_bytes(flipped(whole, random))
        assert f"the file {path.relative_to(store.root)} " in store.problems()
        path.write_bytes(whole)
    assert store.problems() == ""


INSTEAD: dict[str, tuple[Callable[[Path, Path], object], str]] = {
    "nothing": (lambda path, whole: None, "is missing"),
    "a link": (lambda path, whole: path.symlink_to(whole), "is no regular file"),
    "a folder": (lambda path, whole: path.mkdir(), "is no regular file"),
    "a pipe": (lambda path, whole: os.mkfifo(path), "is no regular file"),
    "an empty file": (lambda path, whole: path.touch(), "was changed"),
    "a longer file": (lambda path, whole: path.write_bytes(whole.read_bytes() + b"\0"), "was changed"),
    "a shorter file": (lambda path, whole: path.write_bytes(whole.read_bytes()[:-1]), "was changed"),
}


@pytest.mark.parametrize("instead", INSTEAD)
def test_every_file_in_whose_place_is_something_else_is_named(
    store: Store, tmp_path: Path, instead: str
) -> None:
    make, fault = INSTEAD[instead]
    whole = tmp_path / "whole"
    for path in store.files():
        path.rename(whole)
        make(path, whole)
        (line,) = store.problems().splitlines()
        assert line.startswith(f"the file {path.relative_to(store.root)} of outbound record")
        assert fault in line
        if path.is_dir() and not path.is_symlink():
            path.rmdir()
        whole.replace(path)


def audited(path: Path) -> list[object]:
    """All rows under audit, as they can be read."""
    with closing(sqlite3.connect(path)) as connection:
        connection.text_factory = bytes
        return [connection.execute(f"SELECT * FROM {table}").fetchall() for table in FLIPS]  # noqa: S608


def test_a_bit_that_flips_in_the_file_of_the_store_is_damage_or_a_problem(
    written: Path, tmp_path: Path
) -> None:
    """Below SQLite, near what it keeps of events and records: pointers and lengths too."""
    random = Random(SEED)
    root = Path(shutil.copytree(written, tmp_path / "workspace"))
    path = root / "store.db"
    whole, rows = path.read_bytes(), audited(path)
    places = [match.start() for match in re.finditer(rb"outbound\.|@example", whole)]
    named = 0
    for _ in range(STORE_FLIPS):
        place = min(random.choice(places) + random.randrange(-600, 600), len(whole) - 1)
        changed = bytearray(whole)
        changed[place] ^= 1 << random.randrange(8)
        path.write_bytes(changed)
        try:
            with Workspace.open(root) as workspace:
                problems = workspace.audit.verify().problems
        except WorkspaceDamaged:
            problems = ("damaged",)
        for left in ("-wal", "-shm"):
            (root / f"store.db{left}").unlink(missing_ok=True)
        assert problems or audited(path) == rows, place
        named += bool(problems)
    assert named > STORE_FLIPS / 2
