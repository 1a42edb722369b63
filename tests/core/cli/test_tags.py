"""`mailatlas tag`: what it changes, and what it says of that."""

from __future__ import annotations

import json
from pathlib import Path

import pexpect
import pytest

from mailatlas_core.errors import DocumentNotFound, QueryError, TagInvalid, UsageError
from tests.core.cli.conftest import IDS, Run
from tests.core.cli.program import MAILATLAS, PATIENCE_SECONDS, call


def tags(run: Run, root: Path) -> dict[str, list[str]]:
    return {ref["id"]: ref["tags"] for ref in json.loads(run("--root", root, "list").stdout)}


def test_tags_are_given_and_taken_by_ids(run: Run, own_root: Path) -> None:
    first = run("--root", own_root, "tag", IDS[0][:8], IDS[1], "--add", "work", "--add", "harbor")
    assert json.loads(first.stdout) == {
        "status": "ok", "changed": 2, "added": {"work": 2, "harbor": 2}, "removed": {},
    }  # fmt: skip
    second = run("--root", own_root, "tag", IDS[1], IDS[2], "--add", "new", "--remove", "work")
    assert json.loads(second.stdout) == {
        "status": "ok", "changed": 2, "added": {"new": 2}, "removed": {"work": 1},
    }  # fmt: skip
    found = tags(run, own_root)
    assert [found[id] for id in IDS[:4]] == [["harbor", "work"], ["harbor", "new"], ["new"], []]


def test_a_query_tags_all_that_it_finds(run: Run, own_root: Path) -> None:
    changed = run("--root", own_root, "tag", "--query", "harbor", "--add", "port")
    assert json.loads(changed.stdout)["changed"] == 2
    found = tags(run, own_root)
    assert [found[id] for id in IDS[:3]] == [["port"], ["port"], []]


def test_what_was_so_already_is_no_change(run: Run, own_root: Path) -> None:
    arguments = ("--root", own_root, "tag", IDS[0], "--add", "work", "--remove", "gone")
    run(*arguments)
    assert json.loads(run(*arguments).stdout) == {
        "status": "ok", "changed": 0, "added": {"work": 0}, "removed": {"gone": 0},
    }  # fmt: skip


@pytest.mark.parametrize(
    "arguments",
    [
        ["--add", "work"],
        ["", "--query", "harbor", "--add", "work"],
        [IDS[0], "--query", "harbor", "--add", "work"],
        [IDS[0]],
        ["--query", "harbor"],
        [IDS[0], "--add", "work", "--remove", "work"],
    ],
)
def test_a_call_that_makes_no_sense_is_wrong_usage(run: Run, own_root: Path, arguments: list[str]) -> None:
    with pytest.raises(UsageError):
        run("--root", own_root, "tag", *arguments)
    assert set(map(tuple, tags(run, own_root).values())) == {()}


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ([IDS[0], "f" * 64, "--add", "work"], DocumentNotFound),
        (["--query", '"open', "--add", "work"], QueryError),
        ([IDS[0], "--add", "two words"], TagInvalid),
    ],
)
def test_a_call_that_goes_wrong_changes_nothing(
    run: Run, own_root: Path, arguments: list[str], error: type[Exception]
) -> None:
    with pytest.raises(error):
        run("--root", own_root, "tag", *arguments)
    assert set(map(tuple, tags(run, own_root).values())) == {()}


def test_the_exit_status_says_what_was_wrong(own_root: Path) -> None:
    calls = [
        call("--root", own_root, "tag", IDS[0], "--add", "work"),
        call("--root", own_root, "tag", "f" * 64, "--add", "work"),
        call("--root", own_root, "tag", IDS[0], "--add", "a b"),
        call("--root", own_root, "tag", IDS[0]),
    ]
    assert [one.status for one in calls] == [0, 1, 1, 2]
    assert json.loads(calls[2].stdout)["error"]["code"] == "tag_invalid"


@pytest.mark.terminal
def test_a_person_is_told_what_changed_line_by_line(own_root: Path) -> None:
    program: pexpect.spawn[str] = pexpect.spawn(
        MAILATLAS[0],
        [*MAILATLAS[1:], "--root", str(own_root), "tag", IDS[0], IDS[1], "--add", "work", "--remove", "old"],
        encoding="utf-8",
        timeout=PATIENCE_SECONDS,
    )
    program.expect(pexpect.EOF)
    program.close()
    assert str(program.before).splitlines() == ["2 messages changed", "  +work: 2", "  -old: 0"]
