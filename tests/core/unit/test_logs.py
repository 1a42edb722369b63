"""The log: what may be looked up later, with nothing private in it, for its owner only."""

from __future__ import annotations

import logging
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailatlas_core import logs
from mailatlas_core.secrets import Secret


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A started log; the root logger is as it was afterwards."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    logs.start(tmp_path / "log")
    yield tmp_path / "log"
    for handler in [handler for handler in root.handlers if handler not in before]:
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)


def text(folder: Path) -> str:
    return (folder / "mailatlas.log").read_text("utf-8")


@pytest.mark.parametrize(
    "address",
    [
        "ada@example.com",
        "ada.lovelace+x@mail.example.org",
        "<ada@example.com>",
        "grün@bücher.example",
        "a@[127.0.0.1]",
    ],
)
def test_an_address_is_never_written(folder: Path, address: str) -> None:
    logging.getLogger("library").warning("refused for %s, again", address)
    assert "refused for" in text(folder)
    assert "@" not in text(folder)
    assert "ada" not in text(folder)


@pytest.mark.parametrize(
    "shape", ["correct horse", "CORRECT\nHORSE", "AGFkYQBjb3JyZWN0IGhvcnNl", "correct%20horse"]
)
def test_a_secret_that_the_process_holds_is_never_written(folder: Path, shape: str) -> None:
    secret = Secret("correct horse")
    logging.getLogger("library").warning("535 no: %s, again", shape)
    assert "535 no: " in text(folder)
    assert "[secret], again" in text(folder)
    assert secret.reveal() not in text(folder)


def test_of_an_error_only_its_type_and_place_are_written(folder: Path) -> None:
    try:
        raise ValueError("the subject is: our secret plan")
    except ValueError:
        logging.getLogger("library").exception("it failed")
    assert "it failed" in text(folder)
    assert "ValueError" in text(folder)
    assert "test_logs.py" in text(folder)
    assert "secret" not in text(folder)


def test_what_an_error_was_caused_by_is_not_written_either(folder: Path) -> None:
    try:
        try:
            raise KeyError("our secret plan")
        except KeyError as error:
            raise ValueError("more of the secret") from error
    except ValueError:
        logging.getLogger("library").exception("it failed")
    assert "secret" not in text(folder)


def test_what_another_handler_made_of_an_error_is_not_taken_over(folder: Path) -> None:
    record = logging.LogRecord("library", logging.ERROR, "x.py", 1, "it failed", None, None)
    record.exc_text = "Traceback: our secret plan"
    logging.getLogger().handle(record)
    assert "it failed" in text(folder)
    assert "secret" not in text(folder)


def test_the_log_and_its_folder_are_its_owners_alone(folder: Path) -> None:
    logging.getLogger("library").warning("a line")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "mailatlas.log").stat().st_mode) == 0o600


def test_a_full_log_is_rotated_and_bounded(folder: Path) -> None:
    for _ in range(60):
        logging.getLogger("library").warning("x" * 100_000)
    files = sorted(folder.iterdir())
    assert [file.name for file in files] == ["mailatlas.log", *(f"mailatlas.log.{n}" for n in (1, 2, 3))]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert sum(file.stat().st_size for file in files) < 4_400_000


def test_a_folder_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    before = list(logging.getLogger().handlers)
    logs.start(tmp_path / "file" / "log")
    assert logging.getLogger().handlers == before
