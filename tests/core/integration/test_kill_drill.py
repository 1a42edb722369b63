"""Killing an ingest at any moment loses nothing and doubles nothing."""

from __future__ import annotations

import hashlib
import os
import random
import select
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from mailatlas_core.workspace import Workspace
from tests.core.messages import mbox, message

KILLS = int(os.environ.get("MAILATLAS_DRILL_KILLS", "50"))
MESSAGES = 400
PATIENCE_SECONDS = 30


def write_archive(path: Path) -> list[bytes]:
    """An mbox of many small messages, one in ten of them twice."""
    bodies = [message(number, body="harbor lamp tide " * 40) for number in range(MESSAGES)]
    path.write_bytes(mbox(*bodies, *bodies[::10]))
    return bodies


def start(archive: Path, root: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "mailatlas_core.cli.main", "--root", str(root), "ingest", str(archive)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def seconds_of_a_whole_run(archive: Path, root: Path) -> float:
    started = time.monotonic()
    assert start(archive, root).wait() == 0
    return time.monotonic() - started


def kill(run: subprocess.Popen[bytes]) -> None:
    """Kill a run, and see its parsers, which nobody has told, end by themselves."""
    lists = Path(f"/proc/{run.pid}/task").glob("*/children")
    parsers = []
    for number in " ".join(children.read_text() for children in lists).split():
        with suppress(ProcessLookupError):
            parsers.append(os.pidfd_open(int(number)))
    run.kill()
    run.wait()
    for parser in parsers:
        ended, _, _ = select.select([parser], [], [], PATIENCE_SECONDS)
        os.close(parser)
        assert ended, "a parser outlived its ingest"


def check_whole(root: Path, bodies: list[bytes]) -> None:
    with Workspace.open(root) as workspace:
        refs = workspace.documents.page(limit=10 * MESSAGES)
        assert sorted(ref.id for ref in refs) == sorted(hashlib.sha256(body).hexdigest() for body in bodies)
        assert all(workspace.documents.raw(ref.id) in bodies for ref in refs)
        assert workspace.documents.count("harbor") == MESSAGES
        assert sum(len(workspace.get(ref.id).sources) for ref in refs) == MESSAGES * 11 // 10
        assert workspace.audit.verify().problems == ()


@pytest.mark.drill
def test_nothing_is_missing_and_nothing_is_twice_after_many_kills_and_one_more_run(tmp_path: Path) -> None:
    archive = tmp_path / "archive.mbox"
    bodies = write_archive(archive)
    whole = seconds_of_a_whole_run(archive, tmp_path / "whole")
    check_whole(tmp_path / "whole", bodies)
    chance = random.Random(20260314)
    root, workspaces = tmp_path / "killed-0", 0
    for number in range(KILLS):
        if number % 5 == 0:  # a workspace is killed five times, then finished and looked at
            workspaces += 1
            root = tmp_path / f"killed-{workspaces}"
        run = start(archive, root)
        try:
            run.wait(timeout=chance.uniform(0.0, whole))
        except subprocess.TimeoutExpired:
            kill(run)
        if (root / "store.db").exists():
            with Workspace.open(root) as workspace:
                assert workspace.audit.verify().problems == ()
        if number % 5 == 4 or number == KILLS - 1:
            assert start(archive, root).wait() == 0
            check_whole(root, bodies)
            assert list((root / "tmp").iterdir()) == []
