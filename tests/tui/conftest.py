"""The mail that the screens are tried on."""

from __future__ import annotations

import asyncio
import inspect
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailatlas_core.clock import FixedClock
from mailatlas_core.demo import DEMO_NOW, make_demo
from mailatlas_core.outbound.model import OutboundRecord
from mailatlas_core.workspace import Workspace
from mailatlas_tui.screens.compose import departing
from tests.tui.composing import LETTER


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run a test that is a coroutine in an event loop of its own."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    arguments = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
    asyncio.run(pyfuncitem.obj(**arguments))
    return True


@pytest.fixture(scope="session")
def demo_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo workspace; not to be written to."""
    return make_demo(tmp_path_factory.mktemp("demo") / "demo")


@pytest.fixture
def demo(demo_root: Path, home: Path) -> Iterator[Workspace]:
    """A demo workspace of the test's own, at `~/demo`."""
    root = shutil.copytree(demo_root, home / "demo")
    with Workspace.open(root, actor="test", clock=FixedClock(DEMO_NOW)) as workspace:
        yield workspace


@pytest.fixture
def empty(home: Path) -> Iterator[Workspace]:
    """A workspace without mail, at `~/mail`."""
    with Workspace.open(home / "mail", create=True, actor="test") as workspace:
        yield workspace


@pytest.fixture
def three_letters(tmp_path: Path) -> Path:
    """A folder of three .eml files, newer than anything in the demo."""
    folder = tmp_path / "letters"
    folder.mkdir()
    for number in (1, 2, 3):
        (folder / f"{number}.eml").write_text(
            f"From: Keeper <keeper@lighthouse.example>\nTo: you@example.org\nSubject: Lamp {number}\n"
            f"Date: Wed, {number} Apr 2026 10:00:00 +0000\nMessage-ID: <{number}@lighthouse.example>\n\n"
            f"The lamp number {number} is lit.\n"
        )
    return folder


@pytest.fixture
def record(empty: Workspace) -> OutboundRecord:
    """A draft that can be sent."""
    return empty.outbound.begin(LETTER, provider="file")


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seconds that pass only when a test says so."""
    monkeypatch.setattr(departing, "SECOND", 10_000)
