"""Options, errors and terminals: what all commands have in common."""

from __future__ import annotations

import json
import shutil
import unicodedata
from pathlib import Path

import pexpect
import pytest

from mailatlas_core import __version__
from tests.core.cli.conftest import IDS, Run
from tests.core.cli.program import MAILATLAS, PATIENCE_SECONDS, call
from tests.hostile import BIDI_CONTROLS

COMMANDS: tuple[list[str], ...] = (
    [], ["ingest"], ["list"], ["search"], ["get"],
    ["audit"], ["audit", "list"], ["audit", "verify"], ["doctor"], ["tag"],
)  # fmt: skip


def on_a_terminal(*arguments: str | Path) -> str:
    """What a person sees of a call on a terminal of 80 columns."""
    program: pexpect.spawn[str] = pexpect.spawn(
        MAILATLAS[0],
        [*MAILATLAS[1:], *map(str, arguments)],
        encoding="utf-8",
        timeout=PATIENCE_SECONDS,
        dimensions=(24, 80),
    )
    program.expect(pexpect.EOF)
    program.close()
    assert program.exitstatus == 0
    return str(program.before)


def acting(text: str) -> set[str]:
    """The characters of a text that would do something to a terminal."""
    return {
        one
        for one in text
        if one in BIDI_CONTROLS or (unicodedata.category(one) in ("Cc", "Zl", "Zp") and one not in "\r\n")
    }


def test_version_is_the_packages(run: Run) -> None:
    assert run("--version").stdout == f"mailatlas, version {__version__}\n"


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_has_a_help_with_the_shared_options(run: Run, command: list[str]) -> None:
    for flag in ("--help", "-h"):
        result = run(*command, flag)
        assert result.exit_code == 0
        assert result.stdout.startswith(" ".join(["Usage: cli", *command]))
        assert {"--root", "--json", "--verbose"} <= set(result.stdout.replace(",", "").split())


def test_root_stands_before_or_after_the_command(run: Run, root: Path) -> None:
    before, after = run("--root", root, "list"), run("list", "--root", root)
    nested = run("audit", "--root", root, "list"), run("audit", "list", "--root", root)
    assert before.stdout == after.stdout
    assert nested[0].stdout == nested[1].stdout


def test_the_root_nearest_to_the_command_counts(run: Run, root: Path, tmp_path: Path) -> None:
    assert len(json.loads(run("--root", tmp_path, "list", "--root", root).stdout)) == len(IDS)


def test_the_environment_names_the_workspace_unless_root_does(
    run: Run, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAILATLAS_HOME", str(root))
    assert len(json.loads(run("list").stdout)) == len(IDS)
    monkeypatch.setenv("MAILATLAS_HOME", str(tmp_path))
    assert len(json.loads(run("--root", root, "list").stdout)) == len(IDS)


@pytest.mark.terminal
def test_a_terminal_gets_a_table_and_json_when_asked_before_or_after(root: Path) -> None:
    table = on_a_terminal("--root", root, "list")
    assert [word in table for word in ("id", "date", "from", "subject", IDS[0][:12], "Message 0")] == [
        True
    ] * 6
    for arguments in (("--json", "list"), ("list", "--json")):
        assert len(json.loads(on_a_terminal("--root", root, *arguments))) == len(IDS)


@pytest.mark.terminal
@pytest.mark.parametrize(
    "command",
    [["list"], ["search", "pay"], ["get", IDS[3]], ["get", IDS[3], "--format", "raw"], ["get", IDS[2]]],
    ids=" ".join,
)
def test_nothing_in_a_message_acts_on_a_terminal(root: Path, command: list[str]) -> None:
    for arguments in (command, [*command, "--json"]):
        shown = on_a_terminal("--root", root, *arguments)
        assert shown.strip()
        assert acting(shown) == set()


def test_json_shows_a_hostile_subject_as_escapes_and_means_it_as_it_was(root: Path) -> None:
    printed = call("--root", root, "search", "pay").stdout.decode()
    assert acting(printed) == set()
    (ref,) = json.loads(printed)
    assert "\x1b[31m" in ref["subject"]
    assert "\u202e" in ref["subject"]


def test_json_is_utf8_whatever_the_locale(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "latin-1")
    assert json.loads(call("--root", root, "get", IDS[1]).stdout.decode())["subject"] == "港 report"
    assert "港 report" in call("--root", root, "list").stdout.decode()
    assert "港" in call("--root", root, "get", "港").stdout.decode()


@pytest.mark.parametrize(
    ("arguments", "status", "code"),
    [
        (["list"], 1, "workspace_not_found"),
        (["get", "00"], 1, "workspace_not_found"),
        ([], 2, "usage"),
        (["bogus"], 2, "usage"),
        (["list", "--bogus"], 2, "usage"),
        (["list", "--limit", "0"], 2, "usage"),
        (["list", "--limit", "many"], 2, "usage"),
        (["search"], 2, "usage"),
        (["get"], 2, "usage"),
        (["get", "00", "--format", "paper"], 2, "usage"),
        (["ingest"], 2, "usage"),
        (["ingest", "--type", "paper", "x"], 2, "usage"),
        (["audit"], 2, "usage"),
    ],
    ids=str,
)
def test_an_error_is_json_on_stdout_and_one_line_on_stderr(
    tmp_path: Path, arguments: list[str], status: int, code: str
) -> None:
    ended = call("--root", tmp_path / "none", *arguments)
    result = json.loads(ended.stdout)
    assert ended.status == status
    assert result["status"] == "error"
    assert set(result["error"]) == {"code", "message", "hint"}
    assert result["error"]["code"] == code
    assert ended.stderr.count("\n") == 1
    assert result["error"]["message"] in ended.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["get", "zz"], "document_not_found"), (["thread", "00"], "document_not_found")],
)
def test_work_that_failed_has_its_own_code(root: Path, arguments: list[str], code: str) -> None:
    ended = call("--root", root, *arguments)
    assert ended.status == 1
    assert json.loads(ended.stdout)["error"]["code"] == code
    assert ended.stderr.count("\n") == 1


def test_an_error_repeats_nothing_that_acts_on_a_terminal(root: Path) -> None:
    ended = call("--root", root, "get", "\x1b[31m\u202e\nno id")
    assert acting(ended.stdout.decode() + ended.stderr) == set()
    assert ended.stderr.count("\n") == 1


def test_a_log_that_is_not_whole_is_a_failure_and_its_problems_are_named(root: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(root, tmp_path / "copy")
    (copy / "audit.head").unlink()
    ended = call("--root", copy, "audit", "verify")
    result = json.loads(ended.stdout)
    assert ended.status == 1
    assert result["status"] == "error"
    assert result["problems"] == ["the file audit.head is missing or cannot be read"]
