"""What an ingest asks of SQLite and of the disk: commits and syncs a batch, statements a message."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from mailatlas_core.workspace import Workspace
from tests.core.cli.program import MAILATLAS
from tests.core.guards.conftest import Asked
from tests.core.guards.filling import archive

FEW, MANY = 200, 1_000

# A batch syncs its files together, commits its rows, and writes the head of the log, a file and its
# folder; then the index is merged for a moment, and now and then SQLite checkpoints.
COMMITS_PER_BATCH = 2.5
SYNCS_PER_BATCH = 6
STATEMENTS_PER_MESSAGE = 17.1
STATEMENTS_PER_KNOWN_MESSAGE = 5.1
LEAST_MESSAGES_PER_BATCH = 200


def batches(root: Path) -> int:
    with Workspace.open(root) as workspace:
        events = workspace.audit.events(limit=1_000)
    return sum(event.kind == "ingest.batch" for event in events)


def committed(asked: Asked) -> int:
    return sum(one == "COMMIT" for one in asked.statements)


def test_a_batch_is_a_commit_or_two_and_a_message_a_few_statements(tmp_path: Path, asked: Asked) -> None:
    root = tmp_path / "workspace"
    few = archive(tmp_path / "few.mbox", FEW)
    many = archive(tmp_path / "many.mbox", MANY, first=FEW)
    statements, commits = [], []
    with Workspace.open(root, create=True) as workspace:
        for path in (few, many):
            before = batches(root)
            asked.forget()
            workspace.ingest([path])
            statements.append(len(asked.statements))
            commits.append((committed(asked), batches(root) - before))
        assert workspace.documents.count() == FEW + MANY
        asked.forget()
        assert workspace.ingest([many]).duplicate_count == MANY
        known = len(asked.statements)
    (few_commits, few_batches), (many_commits, many_batches) = commits
    assert (many_commits - few_commits) / (many_batches - few_batches) <= COMMITS_PER_BATCH
    assert (statements[1] - statements[0]) / (MANY - FEW) <= STATEMENTS_PER_MESSAGE
    assert known / MANY <= STATEMENTS_PER_KNOWN_MESSAGE
    assert MANY / many_batches >= LEAST_MESSAGES_PER_BATCH


@pytest.mark.integration
@pytest.mark.skipif(shutil.which("strace") is None, reason="no strace")
def test_a_batch_waits_for_the_disk_a_few_times(tmp_path: Path) -> None:
    syncs = []
    for count in (FEW, MANY):
        root = tmp_path / f"workspace-{count}"
        path = archive(tmp_path / f"{count}.mbox", count)
        syncs.append((sum(synced(root, path).values()), batches(root)))
    (few_syncs, few_batches), (many_syncs, many_batches) = syncs
    assert (many_syncs - few_syncs) / (many_batches - few_batches) <= SYNCS_PER_BATCH


def synced(root: Path, path: Path) -> Counter[str]:
    """How often an ingest of `path` waited for the disk in all its processes, by the call."""
    calls = root.with_suffix(".strace")
    subprocess.run(
        ["strace", "-f", "-o", calls, "-e", "trace=fsync,fdatasync,syncfs,sync,sync_file_range,msync",
         *MAILATLAS, "--root", root, "ingest", path],
        check=True, capture_output=True,
    )  # fmt: skip
    return Counter(re.findall(r"^\d+ +(\w*sync\w*)\(", calls.read_text(), re.MULTILINE))
