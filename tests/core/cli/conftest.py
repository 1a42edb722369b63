"""One small workspace that all commands read."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mailatlas_core.cli.group import cli
from mailatlas_core.cli.settings import Settings
from mailatlas_core.workspace import Workspace
from tests.core.messages import message

HOSTILE_SUBJECT = "=?utf-8?q?pay_=1B[31m=1B]0;t=07_=E2=80=AE_=C2=9B_=E2=81=A6_=D8=9C_now?="

MESSAGES = (
    message(0, body="The harbor is open."),
    message(1, subject="=?utf-8?b?5riv?= report", body="The harbor report."),
    message(2, body="Raw bytes: ").rstrip(b"\n") + b"\x00\xff\xfe\r\n.\r\r\n",
    message(3, subject=HOSTILE_SUBJECT),
    message(4, body="Berth 1 is free."),  # whose id begins as the first one's does
)
IDS = tuple(hashlib.sha256(one).hexdigest() for one in MESSAGES)

Run = Callable[..., Result]


@pytest.fixture(scope="session")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of five messages; not to be written to."""
    folder = tmp_path_factory.mktemp("cli")
    paths = [folder / f"{number}.eml" for number in range(len(MESSAGES))]
    for path, data in zip(paths, MESSAGES, strict=True):
        path.write_bytes(data)
    with Workspace.open(folder / "workspace", create=True, actor="test") as workspace:
        assert workspace.ingest(paths).ingested_count == len(MESSAGES)
    return folder / "workspace"


@pytest.fixture
def own_root(root: Path, tmp_path: Path) -> Path:
    """A copy of that workspace, to be written to."""
    shutil.copytree(root, tmp_path / "workspace")
    return tmp_path / "workspace"


@pytest.fixture
def run() -> Run:
    """Call a command in this process; what it raises comes out."""

    def invoke(*arguments: str | Path | int) -> Result:
        return CliRunner().invoke(
            cli,
            [str(one) for one in arguments],
            obj=Settings(),
            catch_exceptions=False,
            standalone_mode=False,
        )

    return invoke
