"""What every test stands on: a home of its own, no network but loopback, and skips that are seen."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

pytest_plugins = ["tests.plugins.network_guard", "tests.plugins.strict_skips"]

settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, database=None, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "local")

# Variables of the test run itself; every other MAILATLAS_ one belongs to the person who runs it.
TEST_VARIABLES = frozenset({"MAILATLAS_TEST_CORPORA", "MAILATLAS_FAIL_ON_SKIP", "MAILATLAS_DRILL_KILLS"})

# Whatever these say about a terminal would change what the program prints.
TERMINAL_VARIABLES = ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "TEXTUAL", "TEXTUAL_ANIMATIONS")


def settle(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    """Makes `home` the place where the program finds and leaves everything of a person."""
    for name in [name for name in os.environ if name.startswith("MAILATLAS_")]:
        if name not in TEST_VARIABLES:
            monkeypatch.delenv(name)
    for name in TERMINAL_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    for name in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(home / "runtime"))
    monkeypatch.chdir(home)


@pytest.fixture(scope="session", autouse=True)
def session_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The home of fixtures that outlive one test; the clock of the whole run shows UTC."""
    home = tmp_path_factory.mktemp("session") / "home"
    with pytest.MonkeyPatch.context() as monkeypatch:
        settle(monkeypatch, home)
        monkeypatch.setenv("TZ", "UTC")
        time.tzset()
        yield home


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of the test's own, also its current folder; outside `tmp_path`, which stays empty."""
    place = tmp_path_factory.mktemp("home") / "home"
    settle(monkeypatch, place)
    return place


@pytest.fixture(scope="session")
def corpora() -> Path:
    """The folder of real mail: one folder a project, .eml files and mboxes anywhere below."""
    named = os.environ.get("MAILATLAS_TEST_CORPORA")
    if named is None:
        pytest.skip("no real mail here: MAILATLAS_TEST_CORPORA names its folder")
    return Path(named)


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the checkout."""
    return Path(__file__).resolve().parent.parent
