"""Ends from outside: Ctrl-C, a reader that has read enough, and a place that takes no output."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest

from mailatlas_core.workspace import Workspace
from tests.core.cli.conftest import IDS
from tests.core.cli.program import MAILATLAS, PATIENCE_SECONDS
from tests.core.messages import mbox, message

MANY = 6000
REF_LINE = b'  {"id": '


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("archive") / "big.mbox"
    path.write_bytes(mbox(*(message(number) for number in range(MANY))))
    return path


def start(*arguments: str | Path) -> subprocess.Popen[bytes]:
    """`mailatlas` with the processes that it starts in a group of its own, as a shell would do it."""
    return subprocess.Popen(
        [*MAILATLAS, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )


def read_first_ref(running: subprocess.Popen[bytes]) -> bytes:
    """The output up to the first message that was stored."""
    assert running.stdout is not None
    lines = [running.stdout.readline()]
    while not lines[-1].startswith(REF_LINE):
        assert lines[-1], "the ingest ended before it stored a message"
        lines.append(running.stdout.readline())
    return b"".join(lines)


def test_ctrl_c_ends_an_ingest_with_whole_json_and_keeps_what_was_stored(
    tmp_path: Path, archive: Path
) -> None:
    with start("--root", tmp_path / "workspace", "ingest", archive) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        printed = read_first_ref(running)
        os.killpg(running.pid, signal.SIGINT)
        result = json.loads(printed + running.stdout.read())
        assert running.stderr.read() == b""
        assert running.wait(PATIENCE_SECONDS) == 130
    assert result["status"] == "cancelled"
    assert 0 < result["ingested_count"] < MANY
    assert len(result["document_refs"]) == result["ingested_count"]
    with Workspace.open(tmp_path / "workspace") as workspace:
        assert workspace.documents.count() == result["ingested_count"]
        assert workspace.audit.events(limit=1)[0].data["status"] == "cancelled"
        assert workspace.audit.verify().whole
    assert list((tmp_path / "workspace" / "tmp").iterdir()) == []


def test_a_reader_that_goes_away_ends_no_ingest(tmp_path: Path, archive: Path) -> None:
    with start("--root", tmp_path / "workspace", "ingest", archive) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        read_first_ref(running)
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait(PATIENCE_SECONDS) == 0
    with Workspace.open(tmp_path / "workspace") as workspace:
        assert workspace.documents.count() == MANY
        assert workspace.audit.verify().whole


@pytest.mark.parametrize(
    "command",
    [["list"], ["search", "message"], ["get", IDS[0], "--format", "raw"], ["audit", "list"]],
    ids=" ".join,
)
def test_a_reader_that_has_read_enough_is_no_failure(root: Path, command: list[str]) -> None:
    with start("--root", root, *command) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait(PATIENCE_SECONDS) == 0


@pytest.mark.parametrize("arguments", [["list"], ["get", IDS[0]], ["--help"], ["bogus"]])
def test_output_that_cannot_be_written_is_a_failure_in_a_sentence(root: Path, arguments: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(
            [*MAILATLAS, "--root", root, *arguments],
            stdout=full, stderr=subprocess.PIPE, text=True, timeout=PATIENCE_SECONDS, check=False,
        )  # fmt: skip
    assert ended.returncode == 1
    assert ended.stderr.splitlines()[-1] == (
        "mailatlas: The output cannot be written: No space left on device."
    )
    assert "Traceback" not in ended.stderr


def test_a_closed_stdout_is_no_place_for_output_and_no_error(root: Path) -> None:
    ended = subprocess.run(
        ["sh", "-c", '"$@" >&-', "sh", *MAILATLAS, "--root", root, "list"],
        stderr=subprocess.PIPE, timeout=PATIENCE_SECONDS, check=False,
    )  # fmt: skip
    assert (ended.returncode, ended.stderr) == (0, b"")
