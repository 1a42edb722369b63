"""The program as a shell sees it: real processes, their streams and their exit status."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

MAILATLAS = (sys.executable, "-m", "mailatlas_core.cli.main")
PATIENCE_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Call:
    """How a call ended."""

    status: int
    stdout: bytes
    stderr: str


def call(*arguments: str | Path, stdin: bytes = b"") -> Call:
    """`mailatlas` with its streams in pipes, until it ends."""
    ended = subprocess.run(
        [*MAILATLAS, *arguments], input=stdin, capture_output=True, timeout=PATIENCE_SECONDS, check=False
    )
    return Call(ended.returncode, ended.stdout, ended.stderr.decode())
