"""Work that is cancelled ends with the batch in hand, and leaves nothing half done."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from mailatlas_core.cancel import CancelToken
from mailatlas_core.errors import Cancelled
from mailatlas_core.workspace import Workspace
from tests.core.cli.program import MAILATLAS, PATIENCE_SECONDS
from tests.core.dump import canonical_dump
from tests.core.guards.filling import archive, fill

COUNT = 700
ROWS = 3_000
INGEST_BATCH = 250
REPARSE_BATCH = 100
ROWS_AT_ONCE = 50


class CancelledBy(CancelToken):
    """Cancelled by the first call that work makes to say how far it is; keeps what it heard."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[tuple[int, int]] = []

    def steps(self, done: int, total: int) -> None:
        self.heard.append((done, total))
        self.cancel()


@pytest.fixture(scope="module")
def mail(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return archive(tmp_path_factory.mktemp("mail") / "archive.mbox", COUNT)


@pytest.fixture
def root(tmp_path: Path, mail: Path) -> Path:
    """A workspace of everything in that archive."""
    with Workspace.open(tmp_path / "workspace", create=True) as workspace:
        assert workspace.ingest([mail]).ingested_count == COUNT
    return tmp_path / "workspace"


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace to be read."""
    return fill(tmp_path_factory.mktemp("rows") / "workspace", ROWS)


def test_an_ingest_keeps_whole_batches_and_the_next_one_brings_the_rest(tmp_path: Path, mail: Path) -> None:
    cancel = CancelToken()
    with Workspace.open(tmp_path / "workspace", create=True) as workspace:
        report = workspace.ingest([mail], cancel=cancel, each=lambda _ref: cancel.cancel())
        assert report.status == "cancelled"
        # The batch that was committed, and the next one where its files were in their places already.
        assert report.ingested_count in (INGEST_BATCH, 2 * INGEST_BATCH)
        assert workspace.documents.count() == report.ingested_count
        assert files_in(workspace.root / "raw") == report.ingested_count
        assert workspace.audit.verify().whole
        assert {path.name for path in workspace.root.glob("tmp/*/*")} == {"lock"}
        assert workspace.ingest([mail]).ingested_count == COUNT - report.ingested_count


def files_in(folder: Path) -> int:
    return sum(path.is_file() for path in folder.rglob("*"))


def test_a_reparse_keeps_whole_batches_and_the_next_one_changes_the_rest(root: Path) -> None:
    before = canonical_dump(root)
    with closing(sqlite3.connect(root / "store.db")) as connection, connection:
        connection.execute("UPDATE bodies SET metadata = json_set(metadata, '$.defects', json('[\"old\"]'))")
    cancel = CancelledBy()
    with Workspace.open(root) as workspace:
        report = workspace.reparse(progress=cancel.steps, cancel=cancel)
        assert report.status == "cancelled"
        assert cancel.heard == [(report.documents, COUNT)]
        assert report.changed == report.documents == REPARSE_BATCH
        assert workspace.audit.verify().whole
        assert workspace.reparse().changed == COUNT - report.changed
    assert canonical_dump(root) == before


def test_a_rebuild_that_has_begun_changes_nothing(root: Path) -> None:
    before = canonical_dump(root)
    cancel = CancelledBy()
    with Workspace.open(root) as workspace:
        with pytest.raises(Cancelled):
            workspace.rebuild(progress=cancel.steps, cancel=cancel)
        assert cancel.heard == [(REPARSE_BATCH, COUNT)]
        assert workspace.audit.verify().whole
        assert workspace.ingest([]).status == "ok"
    assert canonical_dump(root) == before


def test_a_restore_that_has_begun_leaves_no_store(root: Path) -> None:
    (root / "store.db").unlink()
    cancel = CancelledBy()
    with pytest.raises(Cancelled):
        Workspace.restore(root, progress=cancel.steps, cancel=cancel)
    assert cancel.heard == [(REPARSE_BATCH, COUNT)]
    assert not (root / "store.db").exists()
    assert list((root / "tmp").iterdir()) == []
    assert Workspace.restore(root).documents == COUNT


def test_a_list_ends_with_the_rows_in_hand(rows: Path) -> None:
    cancel = CancelToken()
    seen = []
    with Workspace.open(rows) as workspace, pytest.raises(Cancelled):  # noqa: PT012 - it is the loop that raises
        for ref in workspace.documents.rows(limit=ROWS, cancel=cancel):
            seen.append(ref)
            cancel.cancel()
    assert len(seen) == ROWS_AT_ONCE


def test_a_verification_ends_at_the_next_event(rows: Path) -> None:
    cancel = CancelledBy()
    with Workspace.open(rows) as workspace:
        with workspace._entry() as entry:
            for number in range(3_000):
                entry.record("test.event", str(number), {})
        with pytest.raises(Cancelled):
            workspace.audit.verify(progress=cancel.steps, cancel=cancel)
    assert len(cancel.heard) == 1


def running(*arguments: str | Path) -> subprocess.Popen[bytes]:
    """`mailatlas` in a group of its own, as a shell would start it."""
    return subprocess.Popen(
        [*MAILATLAS, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )


@pytest.mark.parametrize("command", [("list",), ("search", "berth")], ids=" ".join)
def test_ctrl_c_closes_a_list_that_has_begun_and_says_so(rows: Path, command: tuple[str, ...]) -> None:
    with running("--root", rows, *command, "--limit", str(ROWS)) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        printed = program.stdout.readline()
        os.killpg(program.pid, signal.SIGINT)
        printed += program.stdout.read()
        assert program.stderr.read() == b"mailatlas: Cancelled.\n"
        assert program.wait(PATIENCE_SECONDS) == 130
    found, ended = documents(printed.decode())
    assert isinstance(found, list)
    assert 0 < len(found) < ROWS
    assert ended == {"status": "error", "error": {"code": "cancelled", "message": "Cancelled.", "hint": None}}


def documents(printed: str) -> Iterator[object]:
    """The JSON values that stand one after another."""
    decoder = json.JSONDecoder()
    while printed := printed.lstrip():
        value, end = decoder.raw_decode(printed)
        yield value
        printed = printed[end:]
