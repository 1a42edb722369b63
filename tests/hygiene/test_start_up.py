"""A command loads what it needs and nothing else: most of its time would go into that."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from mailatlas_core.ingest.memory import MemorySource
from mailatlas_core.models import Source
from mailatlas_core.ports import RawMessage
from mailatlas_core.workspace import Workspace
from tests.core.messages import message

RUN = """
import sys
from mailatlas_tui.cli import main
try:
    main()
except SystemExit as end:
    print(end.code, *sys.modules, file=sys.stderr)
"""

NO_COMMAND_NEEDS = {
    "asyncio", "chardet", "concurrent.futures", "dateparser", "dateutil", "email", "filelock",
    "html_to_markdown", "http", "icalendar", "importlib.metadata", "keyring", "mailatlas_core.demo",
    "mailatlas_core.ingest", "mailatlas_core.mime", "multiprocessing", "nh3", "rich", "socket", "ssl",
    "textual", "tomlkit", "urllib.request", "xml",
}  # fmt: skip
NO_READING_NEEDS = NO_COMMAND_NEEDS | {
    "importlib.resources", "logging", "mailatlas_core.audit.ledger", "platformdirs", "random", "tempfile",
}  # fmt: skip
NO_LIST_NEEDS = NO_READING_NEEDS | {
    "base64", "copy", "ctypes", "dataclasses", "hashlib", "html", "mailatlas_core.export.room",
    "mailatlas_core.meaning", "mailatlas_core.models", "mailatlas_core.store.records",
    "mailatlas_core.store.subjects", "mailatlas_core.text", "shutil", "tomllib",
}  # fmt: skip
NO_VERSION_NEEDS = NO_LIST_NEEDS | {
    "click", "collections", "contextlib", "enum", "inspect", "json", "mailatlas_core.errors",
    "mailatlas_core.workspace", "pathlib", "re", "sqlite3", "threading", "typing",
}  # fmt: skip


@pytest.fixture
def root(home: Path) -> Path:
    """A workspace with one message."""
    with Workspace.open(home / "mail", create=True, actor="test") as workspace:
        workspace.ingest_from(MemorySource([RawMessage(message(0), Source("eml", path="/mail/0.eml"))]))
    return home / "mail"


def loaded_by(*arguments: str, status: int = 0) -> set[str]:
    """The modules that a call has loaded when it ends."""
    done = subprocess.run(
        [sys.executable, "-I", "-c", RUN, *arguments], capture_output=True, text=True, check=True
    )
    code, *modules = done.stderr.splitlines()[-1].split()
    assert int(code) == status, done.stderr
    return set(modules)


def test_what_a_call_has_loaded_is_seen(root: Path) -> None:
    assert loaded_by("--root", str(root), "list") >= {"click", "sqlite3", "mailatlas_core.store.search"}


def test_the_version_loads_nothing() -> None:
    assert loaded_by("--version") & NO_VERSION_NEEDS == set()


@pytest.mark.parametrize(
    "command", [("list",), ("search", "subject"), ("search", "after:2020", "lubrication*")]
)
def test_a_list_loads_the_index_and_no_more(root: Path, command: tuple[str, ...]) -> None:
    assert loaded_by("--root", str(root), *command) & NO_LIST_NEEDS == set()


def test_a_message_is_read_without_what_parses_one(root: Path) -> None:
    with Workspace.open(root) as workspace:
        (ref,) = workspace.documents.page()
    got = loaded_by("--root", str(root), "get", ref.id, "--format", "text")
    assert not got & (NO_COMMAND_NEEDS - {"socket", "concurrent.futures"})  # of the log, which may be needed


def test_the_tui_is_not_loaded_before_it_is_known_that_it_can_open(root: Path) -> None:
    assert loaded_by("--root", str(root), "tui", "--ascii", status=2) & NO_READING_NEEDS == set()
