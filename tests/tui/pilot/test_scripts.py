"""The scripts: what they open, and what they refuse, in a real terminal where one is needed."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pexpect
import pytest

from mailatlas_core.workspace import Workspace
from tests.hostile import HOSTILE
from tests.tui.pilot.test_hostile import letter

MAILATLAS = ["-c", "from mailatlas_tui.cli import main; main()"]
PATIENCE = 30

# What the toolkit itself may send: styles, cursor, modes, its questions, the pointer's shape; no titles,
# links or clipboard.
ESCAPE = re.compile(rb"\x1b(\[[0-9;:?<>=$]*[ -/]*[A-Za-z]|[()][A-Z0-9]|[78=>]|P=[12]s\x1b\\|\]22;[a-z]*\x07)")
ACTING = re.compile(rb"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f].{0,20}")


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *MAILATLAS, *arguments], capture_output=True, text=True, check=False
    )


def open_terminal(*arguments: str, size: tuple[int, int] = (24, 80)) -> pexpect.spawn[Any]:
    terminal = pexpect.spawn(
        sys.executable,
        [*MAILATLAS, *arguments],
        dimensions=size,
        timeout=PATIENCE,
        env=os.environ | {"TERM": "xterm-256color"},
    )
    terminal.logfile_read = io.BytesIO()
    return terminal


def test_the_core_commands_are_there_and_the_two_more() -> None:
    shown = run("--help").stdout
    for name in ("ingest", "list", "search", "get", "audit", "doctor", "tui", "demo"):
        assert re.search(rf"^  {name}\b", shown, re.MULTILINE)


@pytest.mark.parametrize("arguments", [(), ("tui",), ("demo",)])
def test_without_a_terminal_nothing_is_opened_or_made(arguments: tuple[str, ...], home: Path) -> None:
    result = run(*arguments)
    assert result.returncode == 2
    assert json.loads(result.stdout)["error"]["code"] == "usage"
    assert not (home / ".mailatlas").exists()
    assert not (home / "cache" / "mailatlas" / "demo").exists()


def test_the_demo_is_made_in_the_cache_and_never_in_the_workspace(home: Path) -> None:
    result = run("demo", "--no-tui")
    assert json.loads(result.stdout) == {"root": str(home / "cache" / "mailatlas" / "demo"), "status": "ok"}
    assert not (home / ".mailatlas").exists()


def test_a_command_without_the_tui_does_not_import_textual() -> None:
    code = (
        "import sys; from mailatlas_tui.cli import main\n"
        "try: main()\n"
        "except SystemExit: assert 'textual' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code, "--version"], check=True, capture_output=True)


@pytest.mark.terminal
def test_a_missing_workspace_is_named_and_made_only_if_wanted(home: Path) -> None:
    terminal = open_terminal("tui", "--root", "mail")
    terminal.expect_exact(f"{home}/mail")
    terminal.expect_exact("--root")
    terminal.sendline("n")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 130
    assert not (home / "mail").exists()


@pytest.mark.terminal
def test_a_missing_workspace_is_made_when_that_is_wanted(home: Path) -> None:
    terminal = open_terminal("--root", "mail")
    terminal.expect_exact("Make one there?")
    terminal.sendline("y")
    terminal.expect_exact("No mail here yet.")
    terminal.send("q")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 0
    assert (home / "mail" / "store.db").exists()


@pytest.mark.terminal
def test_hostile_mail_sends_no_escape_sequence_to_the_terminal(home: Path, tmp_path: Path) -> None:
    for number, text in enumerate(HOSTILE):
        (tmp_path / f"{number}.eml").write_bytes(letter(text))
    with Workspace.open(home / "mail", create=True) as workspace:
        workspace.ingest([tmp_path])
        count = workspace.documents.count()
    terminal = open_terminal("--root", "mail", size=(40, 140))
    terminal.expect_exact("newest first")
    terminal.send("\r")
    for view in range(3):
        for _ in range(count):
            terminal.send("n" if view % 2 == 0 else "p")
        terminal.send("v")
    terminal.send("q")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 0
    assert isinstance(terminal.logfile_read, io.BytesIO)
    written = terminal.logfile_read.getvalue()
    rest = ESCAPE.sub(b"", written)
    assert "⟨U+001B⟩".encode() in rest
    assert ACTING.findall(rest) == []
    assert not any(text.encode() in written for text in HOSTILE if text.startswith("\x1b"))
    assert not re.search("[\x80-\x9f\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]", rest.decode())
