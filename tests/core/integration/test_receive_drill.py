"""Killing a receiver at any moment: no message is lost, and none is stored twice."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from mailatlas_core.workspace import Workspace
from tests.core.integration.receiving import CONFIG, server, way_to
from tests.core.messages import message

KILLS = int(os.environ.get("MAILATLAS_DRILL_KILLS", "10"))
MESSAGES = 150
"""So many more are on the server for each run."""
PATIENCE_SECONDS = 120


def run(root: Path, messages: int, moment: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.core.integration.receiving_process"]
    return subprocess.run(
        [*command, str(root), str(messages), str(moment)],
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )


def added(root: Path) -> Path:
    with Workspace.open(root, create=True) as workspace:
        workspace.receive.add(CONFIG)
    return root


@pytest.mark.drill
def test_a_receiver_that_is_killed_again_and_again_loses_nothing_and_stores_nothing_twice(
    tmp_path: Path,
) -> None:
    whole = run(added(tmp_path / "whole"), MESSAGES, 0)
    assert whole.returncode == 0, whole.stderr
    chance, root = random.Random(20261123), added(tmp_path / "killed")
    messages = kills = 0
    while kills < KILLS:
        messages += MESSAGES
        ended = run(root, messages, chance.randrange(1, int(whole.stdout)))
        assert ended.returncode in (0, -signal.SIGKILL), ended.stderr
        kills += ended.returncode != 0
    there = server(messages)
    with Workspace.open(root) as workspace:
        runs = workspace.receive.runs(CONFIG.id)
        assert {run.status for run in runs} <= {"ok", "interrupted"}
        assert workspace.receive.receive(CONFIG.id, way_to(there), limit=None).status in ("ok", "duplicate")
        ids = [ref.id for ref in workspace.search("", limit=2 * messages)]
        [found] = workspace.receive.verify(CONFIG.id, way_to(there))
        assert workspace.audit.verify().problems == ()
    wanted = {hashlib.sha256(message(number)).hexdigest() for number in range(messages)}
    assert (len(ids), set(ids)) == (messages, wanted)
    assert (found.stored_count, found.missing, found.waiting_count) == (messages, (), 0)
