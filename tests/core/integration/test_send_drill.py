"""Killing a send at any moment: what is said of the message is true, and it never goes out twice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from mailatlas_core.workspace import Workspace
from tests.core.integration.sending_process import KEY
from tests.core.smtp import aiosmtp

KILLS = int(os.environ.get("MAILATLAS_DRILL_KILLS", "50"))
PATIENCE_SECONDS = 60

# How often the server may have taken the message, by what the record says when its process is gone.
TAKEN: dict[str | None, set[int]] = {None: {0}, "draft": {0}, "approved": {0}, "unknown": {0, 1}, "sent": {1}}


def run(root: Path, port: int, moment: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.core.integration.sending_process", str(root), str(port), str(moment)],
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )


def state(root: Path) -> str | None:
    """What the record says once its process is gone; None where there is none yet."""
    with Workspace.open(root) as workspace:
        assert workspace.audit.verify().problems == ()
        records = workspace.outbound.records()
        assert all(record.idempotency_key == KEY for record in records)
        return records[0].status if records else None


def moments(root: Path, port: int) -> list[range]:
    """The lines of a whole run, between the steps of the record."""
    Workspace.open(root, create=True).close()
    whole = run(root, port, 0)
    assert whole.returncode == 0, whole.stderr
    lines = [int(line.split()[1]) for line in whole.stdout.splitlines()]
    return [range(start, end) for start, end in pairwise([1, *lines])]


@pytest.mark.drill
def test_whenever_a_send_is_killed_its_record_says_what_the_server_knows(tmp_path: Path) -> None:
    chance = random.Random(20261123)
    with aiosmtp.running() as (handler, port):
        parts = moments(tmp_path / "whole", port)
        left: Counter[str | None] = Counter()
        for number in range(KILLS):
            root = tmp_path / f"killed-{number}"
            Workspace.open(root, create=True).close()
            handler.received.clear()
            killed = run(root, port, chance.choice(parts[number % len(parts)]))
            assert killed.returncode == -signal.SIGKILL, killed.stderr
            status = state(root)
            left[status] += 1
            assert len(handler.received) in TAKEN[status], status
            again = run(root, port, 0)
            assert again.returncode == 0, again.stderr
            ended = state(root)
            assert ended == ("unknown" if status == "unknown" else "sent")
            assert len(handler.received) == (1 if ended == "sent" else len(handler.received))
            assert len(handler.received) <= 1
    assert set(left) == set(TAKEN)
    assert min(left.values()) >= KILLS // 10, left
