"""What the tests of mail that goes out share: a message, an outbox, and a terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pexpect

from mailatlas_core.workspace import Workspace
from tests.core.cli.program import MAILATLAS, PATIENCE_SECONDS, Call, call

MESSAGE = (
    "--from",
    "Ada <ada@example.org>",
    "--to",
    "bob@example.com",
    "--subject",
    "Tide",
    "--text",
    "It is low.",
)


def out(tmp_path: Path) -> tuple[str, ...]:
    """The way out into a folder."""
    return ("--provider", "file", "--file-dir", str(tmp_path / "out"))


def sent(tmp_path: Path, folder: str = "out") -> list[bytes]:
    """What was written there."""
    found = tmp_path / folder
    return [file.read_bytes() for file in found.iterdir()] if found.exists() else []


def said(ended: Call) -> dict[str, object]:
    """The object that is all of stdout."""
    result = json.loads(ended.stdout)
    assert isinstance(result, dict)
    return result


def drafted(*arguments: str) -> str:
    """The id of a new draft."""
    return str(said(call("draft", *MESSAGE, *arguments))["id"])


def own_workspace() -> Workspace:
    """The one that the program uses here."""
    return Workspace.open(Path.cwd() / ".mailatlas", create=True, actor="cli")


def configure(text: str) -> None:
    """Write the user's config.toml."""
    config = Path.home() / "config" / "mailatlas" / "config.toml"
    config.parent.mkdir(parents=True, exist_ok=True)
    config.write_text(text)


def terminal(*arguments: str) -> pexpect.spawn[str]:
    """`mailatlas` at a terminal."""
    program, *before = MAILATLAS
    return pexpect.spawn(
        program,
        [*before, *arguments],
        timeout=PATIENCE_SECONDS,
        encoding="utf-8",
        dimensions=(50, 160),
    )


def ended(spawned: pexpect.spawn[str]) -> tuple[int | None, str]:
    """How a program at a terminal ends, and what it says until then."""
    spawned.expect(pexpect.EOF)
    text = spawned.before or ""
    spawned.close()
    return spawned.exitstatus, text
