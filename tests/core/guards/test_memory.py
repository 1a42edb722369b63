"""Memory does not grow with the number of messages: measured at some and at four times as many.

Each run is a process of its own, measured with the processes that it has started. SQLite's cache is
made small in them: it has its bound, which so few messages would not reach.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from mailatlas_core.workspace import Workspace
from tests.core.guards.filling import archive, fill

FEW, MANY = 400, 1_600
FEW_ROWS, MANY_ROWS = 3_000, 12_000
WORDS = 3_000  # of each message: what is kept of a thousand of them would be seen
RATIO = 1.25

RUN = """
import json, resource, sys
from mailatlas_core.cli.main import main
from mailatlas_core.store import database

assert database._CACHE_KIBIBYTES
database._CACHE_KIBIBYTES = 1024
try:
    main()
finally:
    peaks = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(json.dumps(peaks), file=sys.stderr)
"""


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return rows_and_events(tmp_path_factory.mktemp("few") / "workspace", FEW_ROWS)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return rows_and_events(tmp_path_factory.mktemp("many") / "workspace", MANY_ROWS)


def rows_and_events(root: Path, count: int) -> Path:
    with Workspace.open(fill(root, count), actor="test") as workspace, workspace._entry() as entry:
        for number in range(count):
            entry.record("test.event", str(number), {"number": number})
    return root


def peaks(*arguments: str | Path) -> tuple[int, int]:
    """The most memory, in kilobytes, that a call had, and that any process had which it started."""
    ended = subprocess.run(
        # A process is held to have had as much as the one that it was forked from: here, a small shell.
        ["sh", "-c", '"$@"; exit', "sh", sys.executable, "-c", RUN, *map(str, arguments)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=True,
    )
    own, others = json.loads(ended.stderr.splitlines()[-1])
    return own, others


def assert_alike(few: tuple[int, int], many: tuple[int, int]) -> None:
    assert many[0] <= RATIO * few[0]
    assert many[1] <= RATIO * few[1]


def test_an_ingest_a_reparse_and_a_rebuild_take_as_much_memory_for_many_as_for_few(tmp_path: Path) -> None:
    found = []
    for count in (FEW, MANY):
        root = tmp_path / str(count)
        path = archive(tmp_path / f"{count}.mbox", count, words=WORDS)
        calls = [("ingest", path), ("ingest", path), ("reparse",), ("rebuild",)]
        found.append([peaks("--root", root, *arguments) for arguments in calls])
        (root / "store.db").unlink()
        found[-1].append(peaks("--root", root, "rebuild"))
    for few, many in zip(*found, strict=True):
        assert_alike(few, many)


@pytest.mark.parametrize(
    "command", [("list",), ("search", "berth"), ("audit", "list"), ("audit", "verify")], ids=" ".join
)
def test_reading_takes_as_much_memory_for_many_as_for_few(
    few: Path, many: Path, command: tuple[str, ...]
) -> None:
    limit = () if command[-1] == "verify" else ("--limit", str(MANY_ROWS))
    assert_alike(peaks("--root", few, *command, *limit), peaks("--root", many, *command, *limit))
