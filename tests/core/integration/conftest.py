"""A workspace that is being made and written to by the command line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mailatlas_core.workspace import Workspace


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "workspace"


@pytest.fixture
def workspace(root: Path) -> Iterator[Workspace]:
    with Workspace.open(root, create=True, actor="cli") as opened:
        yield opened
