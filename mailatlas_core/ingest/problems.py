"""Paths as text, and what could not be read of them in one sentence."""

from __future__ import annotations

import os
import re
from pathlib import Path

from mailatlas_core.models import IngestProblem


def path_text(path: Path) -> str:
    """A path as text that any reader of JSON can hold: bytes that are not UTF-8 are percent-escaped."""
    return re.sub(r"[\udc80-\udcff]", lambda match: f"%{ord(match[0]) - 0xDC00:02X}", os.fspath(path))


def file_name(path: Path) -> str:
    """The last part of a path as such a text."""
    return path_text(Path(path.name))


def unreadable(path: Path, error: OSError) -> IngestProblem:
    """A path that the system did not let us read."""
    return IngestProblem(path_text(path), f"{file_name(path)} cannot be read: {error.strerror}.")
