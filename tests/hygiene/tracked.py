"""The files of the checkout: what git tracks, and what it would track if it were added now.

git is told that the folder is safe, as it does not see the settings of the person who runs the tests.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path


def tracked_files(repository: Path) -> Iterator[Path]:
    """Every file that is or may be committed, ignored ones left out."""
    listing = subprocess.run(
        [
            "git",
            "-c",
            f"safe.directory={repository}",
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ],
        cwd=repository,
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    files = (repository / name for name in listing.split("\0") if name)
    return (file for file in files if file.is_file())


def python_files(repository: Path) -> Iterator[Path]:
    """Every Python file among them."""
    return (file for file in tracked_files(repository) if file.suffix == ".py")


def text_of(file: Path) -> str:
    """The text of a file; bytes that are no UTF-8 become marks, so that any file can be searched."""
    return file.read_bytes().decode("utf-8", "replace")
