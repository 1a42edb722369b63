"""Media that are full or read-only, each mounted for one process in a namespace of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from mailatlas_core.workspace import Workspace
from tests.core.messages import message

REASON = "only root with a mount namespace can mount a medium"


def can_mount() -> bool:
    command = ["unshare", "--mount", "true"]
    try:
        return os.getuid() == 0 and subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


pytestmark = [pytest.mark.may_skip(REASON), pytest.mark.skipif(not can_mount(), reason=REASON)]


DRIVER = """
import json, subprocess, sys
results = []
for command in json.loads(sys.argv[1]):
    call = [sys.executable, "-m", "mailatlas_core.cli.main", *command]
    done = subprocess.run(call, capture_output=True, text=True)
    results.append((done.returncode, json.loads(done.stdout), done.stderr))
print(json.dumps(results))
"""


def run(repository: Path, mount: str, *commands: list[str]) -> list[tuple[int, Any, str]]:
    """Run commands of the command line after `mount`: of each its code, its JSON and its stderr."""
    script = f'{mount} && exec "$@"'
    driver = [sys.executable, "-c", DRIVER, json.dumps(commands)]
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c", script, "sh", *driver],
        capture_output=True,
        text=True,
        check=True,
        cwd=repository,
    )
    return [(code, answer, said) for code, answer, said in json.loads(done.stdout)]


def test_a_full_medium_is_said_and_what_was_stored_is_whole(repository: Path, tmp_path: Path) -> None:
    mail, medium = tmp_path / "mail", tmp_path / "medium"
    mail.mkdir()
    medium.mkdir()
    for number in range(600):
        (mail / f"{number:04}.eml").write_bytes(message(number, body="x" * 20_000))
    root = ["--root", str(medium / "workspace")]
    full, after, again = run(
        repository,
        f"mount -t tmpfs -o size=8m none {medium}",
        [*root, "ingest", str(mail)],
        [*root, "audit", "verify"],
        [*root, "ingest", str(mail)],
    )
    code, answer, said = full
    assert (code, answer["status"]) == (1, "error")
    assert answer["error"]["code"] == "workspace_full"
    assert "no space" in said
    assert "Traceback" not in said
    assert (after[0], after[1]["status"]) == (0, "ok")
    assert again[1]["error"] == answer["error"]


def test_a_workspace_on_a_read_only_medium_is_read_and_never_written(
    repository: Path, tmp_path: Path
) -> None:
    parts = 'Content-Type: multipart/mixed; boundary="b"\n'
    body = "--b\nContent-Disposition: attachment\n\nthe plan\n--b--"
    (tmp_path / "one.eml").write_bytes(message(1, extra=parts, body=body))
    medium = tmp_path / "medium"
    medium.mkdir()
    with Workspace.open(medium / "workspace", create=True) as workspace:
        workspace.ingest([tmp_path / "one.eml"])
        id = workspace.documents.page()[0].id
    before = sorted(medium.rglob("*"))
    root = ["--root", str(medium / "workspace")]
    listed, verified, shown, refused, untagged = run(
        repository,
        f"mount --bind {medium} {medium} && mount -o remount,ro,bind {medium}",
        [*root, "list"],
        [*root, "audit", "verify"],
        [*root, "get", id],
        [*root, "ingest", str(tmp_path / "one.eml")],
        [*root, "tag", "--query", "*", "--add", "work"],
    )
    assert (listed[0], len(listed[1])) == (0, 1)
    assert (verified[0], verified[1]["status"]) == (0, "ok")
    assert (shown[0], len(shown[1]["assets"])) == (0, 1)
    for code, answer, _ in (refused, untagged):
        assert (code, answer["error"]["code"]) == (1, "workspace_read_only")
    assert sorted(medium.rglob("*")) == before
