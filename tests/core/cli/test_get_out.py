"""`get --out` and `get --asset`: what becomes a file, and what only a pipe gets."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pexpect
import pytest

from mailatlas_core.errors import AssetNotFound, OutputExists, PathUnwritable, UsageError
from mailatlas_core.workspace import Workspace
from tests.core.cli.conftest import IDS, MESSAGES, Run
from tests.core.cli.program import MAILATLAS, PATIENCE_SECONDS, call

TIDES = b"1,2\r\n\x00\xff3,4"
ATTACHED = (
    b"From: ada@example.com\nSubject: Tides\nMIME-Version: 1.0\n"
    b"Content-Type: multipart/mixed; boundary=b\n\n"
    b"--b\nContent-Type: text/plain\n\nsee it\n"
    b"--b\nContent-Type: application/octet-stream; name=../Tides.csv\nContent-Disposition: attachment\n"
    b"Content-Transfer-Encoding: base64\n\nMSwyDQoA/zMsNA==\n--b--\n"
)


@pytest.fixture
def tides(own_root: Path, tmp_path: Path) -> str:
    """The id of a message with one attachment."""
    (tmp_path / "tides.eml").write_bytes(ATTACHED)
    with Workspace.open(own_root, actor="test") as workspace:
        workspace.ingest(tmp_path / "tides.eml")
        return workspace.search("tides.csv")[0].id


@pytest.mark.parametrize("shape", ["raw", "text", "json", "markdown", "html"])
def test_out_writes_what_a_pipe_would_get_for_its_owner_only(
    run: Run, own_root: Path, tmp_path: Path, shape: str
) -> None:
    out = tmp_path / "out"
    printed = run("--root", own_root, "get", IDS[2], "--format", shape).stdout_bytes
    saved = run("--root", own_root, "get", IDS[2], "--format", shape, "--out", out)
    assert (saved.stdout, saved.stderr) == ("", f"Saved as {out}\n")
    assert out.read_bytes() == printed
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


def test_out_replaces_a_file_only_when_forced(run: Run, own_root: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.write_bytes(b"mine " * 1000)
    arguments = ("--root", own_root, "get", IDS[0], "--format", "raw", "--out", out)
    with pytest.raises(OutputExists, match="there already"):
        run(*arguments)
    assert out.read_bytes() == b"mine " * 1000
    run(*arguments, "--force")
    assert out.read_bytes() == MESSAGES[0]


def test_out_in_a_folder_finds_a_name(run: Run, own_root: Path, tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    folder.mkdir()
    for _ in range(2):
        run("--root", own_root, "get", IDS[1], "--format", "raw", "--out", folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {
        "港 report.eml": MESSAGES[1],
        "港 report (2).eml": MESSAGES[1],
    }


def test_out_in_no_folder_says_why(run: Run, own_root: Path, tmp_path: Path) -> None:
    with pytest.raises(PathUnwritable, match="No such file or directory"):
        run("--root", own_root, "get", IDS[0], "--out", tmp_path / "none" / "out")


def test_out_is_an_event_and_a_pipe_is_none(run: Run, own_root: Path, tmp_path: Path) -> None:
    def kinds() -> list[str]:
        return [event["kind"] for event in json.loads(run("--root", own_root, "audit", "list").stdout)]

    before = kinds()
    run("--root", own_root, "get", IDS[0], "--format", "raw")
    assert kinds() == before
    run("--root", own_root, "get", IDS[0], "--format", "raw", "--out", tmp_path / "out")
    assert kinds() == ["export.document", *before]


def test_an_attachment_is_exact_in_a_pipe(own_root: Path, tides: str) -> None:
    got = call("--root", own_root, "get", tides, "--asset", "0")
    assert (got.status, got.stdout, got.stderr) == (0, TIDES, "")


def test_an_attachment_is_saved_under_a_safe_name(
    run: Run, own_root: Path, tides: str, tmp_path: Path
) -> None:
    folder = tmp_path / "saved"
    folder.mkdir()
    saved = run("--root", own_root, "get", tides, "--asset", 0, "--out", folder)
    (path,) = folder.iterdir()
    assert path.read_bytes() == TIDES
    assert path.name.endswith("Tides.csv")
    assert saved.stderr == f"Saved as {path}\n"


@pytest.mark.terminal
def test_an_attachment_is_not_written_to_a_terminal(own_root: Path, tides: str) -> None:
    program: pexpect.spawn[str] = pexpect.spawn(
        MAILATLAS[0],
        [*MAILATLAS[1:], "--root", str(own_root), "get", tides, "--asset", "0"],
        encoding="utf-8",
        timeout=PATIENCE_SECONDS,
    )
    program.expect(pexpect.EOF)
    program.close()
    assert program.exitstatus == 2
    assert str(program.before).startswith("mailatlas: An attachment is not written to a terminal.")


def test_an_attachment_that_is_not_there_is_said_not_to_be(run: Run, own_root: Path, tides: str) -> None:
    with pytest.raises(AssetNotFound, match="no attachment or image 1"):
        run("--root", own_root, "get", tides, "--asset", 1)


def test_an_attachment_has_no_other_format(run: Run, own_root: Path, tides: str) -> None:
    with pytest.raises(UsageError):
        run("--root", own_root, "get", tides, "--asset", 0, "--format", "raw")
