"""Two processes at one account, and what one leaves that was killed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mailatlas_core.errors import AccountBusy
from mailatlas_core.workspace import Workspace
from tests.core.integration.receiving import CONFIG, kinds, server, way_to

ID = CONFIG.id


@pytest.fixture
def root(tmp_path: Path) -> Path:
    with Workspace.open(tmp_path / "workspace", create=True) as workspace:
        workspace.receive.add(CONFIG)
    return tmp_path / "workspace"


@contextmanager
def receiving(root: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that is receiving the account, until it may read a line."""
    command = [sys.executable, "-m", "tests.core.integration.receiving_process", str(root), "3", "held"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "receiving\n"
        try:
            yield process
        finally:
            process.kill()


def test_the_second_receiver_is_told_who_the_first_is_and_asks_no_server(root: Path) -> None:
    there = server(3)
    with receiving(root) as other, Workspace.open(root) as workspace:
        result = workspace.receive.receive(ID, way_to(there))
        assert (result.status, result.run_id) == ("busy", None)
        assert f"drill (process {other.pid}, since " in (result.error or "")
        assert f"process {other.pid}" in (workspace.receive.status(ID)[0].holder or "")
        with pytest.raises(AccountBusy):
            workspace.receive.remove(ID)
        assert [run.status for run in workspace.receive.runs(ID)] == ["running"]
    assert there.requests.total() == 0


def test_the_first_receiver_ends_as_if_there_were_no_second(root: Path) -> None:
    with receiving(root) as other:
        with Workspace.open(root) as workspace:
            assert workspace.receive.receive(ID, way_to(server(3))).status == "busy"
        other.communicate("go on\n" * 100)
        assert other.returncode == 0
    with Workspace.open(root) as workspace:
        [run] = workspace.receive.runs(ID)
        assert (run.status, run.ingested_count) == ("ok", 3)
        assert workspace.receive.status(ID)[0].holder is None


def test_a_run_whose_process_is_gone_is_closed_at_the_next_entry(root: Path) -> None:
    with receiving(root) as other:
        other.kill()
        other.wait()
    with Workspace.open(root) as workspace:
        [run] = workspace.receive.runs(ID)
        assert (run.status, run.finished_at is not None) == ("interrupted", True)
        assert workspace.receive.status(ID)[0].holder is None
        assert kinds(workspace, "receive.run") == ["receive.run"]
        assert workspace.receive.receive(ID, way_to(server(3))).ingested_count == 3
