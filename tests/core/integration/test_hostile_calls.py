"""Calls that nobody means well: each ends with a code, one JSON value and no traceback."""

from __future__ import annotations

import json
import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from mailatlas_core.cli.main import run
from mailatlas_core.workspace import Workspace
from tests.core.messages import message

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def no_log_stays() -> Iterator[None]:
    """Every call starts a log; between tests there is none."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    yield
    for handler in [handler for handler in root.handlers if handler not in before]:
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with three messages, for reading."""
    folder = tmp_path_factory.mktemp("stored")
    for number in range(3):
        (folder / f"{number}.eml").write_bytes(message(number))
    with Workspace.open(folder / "workspace", create=True) as workspace:
        workspace.ingest(sorted(folder.glob("*.eml")))
    return folder / "workspace"


def call(capfd: Capture, *arguments: str) -> tuple[int, object]:
    """The exit code of a call and the JSON value that it printed."""
    with pytest.raises(SystemExit) as ended:
        run(arguments=arguments)
    printed = capfd.readouterr()
    assert "Traceback" not in printed.err
    assert isinstance(ended.value.code, int)
    return ended.value.code, json.loads(printed.out)


def code_of(answer: object) -> object:
    assert isinstance(answer, dict)
    return answer["error"]["code"]


@pytest.mark.parametrize("arguments", [("list",), ("list", "--query", "message"), ("search", "message")])
def test_numbers_that_no_database_holds_are_no_error(
    capfd: Capture, stored: Path, arguments: tuple[str, ...]
) -> None:
    code, found = call(capfd, "--root", str(stored), *arguments, "--limit", "9" * 30)
    assert (code, len(found) if isinstance(found, list) else None) == (0, 3)
    assert call(capfd, "--root", str(stored), *arguments, "--offset", "9" * 30) == (0, [])


def test_bytes_that_are_not_utf_8_never_reach_the_json(capfd: Capture, stored: Path, tmp_path: Path) -> None:
    wrong = os.fsdecode(b"\xff\xfe")
    for root in (str(stored), str(tmp_path / wrong)):
        for arguments in (("search", wrong), ("get", wrong), ("ingest", wrong)):
            code, answer = call(capfd, "--root", root, *arguments)
            assert code in (1, 2)  # the query itself is wrong usage
            assert not any("\ud800" <= character <= "\udfff" for character in str(answer))


def test_bytes_that_are_not_utf_8_part_words_in_a_search(capfd: Capture, stored: Path) -> None:
    code, found = call(capfd, "--root", str(stored), "search", os.fsdecode(b"message\xff1"))
    assert (code, len(found) if isinstance(found, list) else None) == (0, 1)


@pytest.mark.parametrize("command", [("list",), ("get", "00"), ("audit", "verify"), ("ingest", "x.eml")])
def test_a_foreign_store_is_refused_by_every_command_and_left_as_it_was(
    capfd: Capture, tmp_path: Path, command: tuple[str, ...]
) -> None:
    (tmp_path / "store.db").write_bytes(b"mine")
    code, answer = call(capfd, "--root", str(tmp_path), *command)
    assert (code, code_of(answer)) == (1, "workspace_foreign")
    assert [path.name for path in tmp_path.iterdir()] == ["store.db"]


def test_a_root_that_is_a_file_or_names_nobodys_home_is_no_crash(
    capfd: Capture, tmp_path: Path, home: Path
) -> None:
    (tmp_path / "file").write_text("mine")
    assert code_of(call(capfd, "--root", str(tmp_path / "file"), "ingest", "x")[1]) == "workspace_unsuitable"
    assert code_of(call(capfd, "--root", "~nobody-has-this-name", "list")[1]) == "workspace_not_found"
    assert not (home / "~nobody-has-this-name").exists()


def test_a_settings_file_that_is_no_toml_is_an_error(capfd: Capture, home: Path) -> None:
    (home / ".mailatlas.toml").write_text("root = ")
    assert code_of(call(capfd, "list")[1]) == "config"


def test_an_event_that_was_tampered_with_is_an_error_of_the_list(capfd: Capture, tmp_path: Path) -> None:
    Workspace.open(tmp_path / "w", create=True).close()
    with closing(sqlite3.connect(tmp_path / "w" / "store.db", isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER events_are_never_changed")
        connection.execute("UPDATE events SET data = CAST(x'7bff' AS TEXT)")
    assert code_of(call(capfd, "--root", str(tmp_path / "w"), "audit", "list")[1]) == "workspace_damaged"
    code, answer = call(capfd, "--root", str(tmp_path / "w"), "audit", "verify")
    assert code == 1
    assert isinstance(answer, dict)
    assert "event 1" in " ".join(answer["problems"])


def test_the_log_of_a_call_holds_nothing_of_a_message(
    capfd: Capture, home: Path, stored: Path, tmp_path: Path
) -> None:
    call(capfd, "--root", str(tmp_path / "w"), "ingest", str(stored.parent / "1.eml"))
    (log,) = (home / "state").rglob("mailatlas.log")
    assert "ingest" in log.read_text()
    assert "Message 1" not in log.read_text()
    assert "@" not in log.read_text()
