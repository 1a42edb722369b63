"""The floor under an ingest: copy the files of a Maildir, and make each group of them durable at once.

python -m tests.benchmarks.floor MAILDIR FOLDER
"""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

GROUP = 500


def copy(maildir: Path, folder: Path) -> None:
    """Copy all files of `maildir` into `folder`, which is made; Linux alone can do it so."""
    folder.mkdir()
    files = sorted((maildir / "cur").iterdir())
    opened = os.open(folder, os.O_RDONLY)
    for start in range(0, len(files), GROUP):
        for file in files[start : start + GROUP]:
            (folder / file.name).write_bytes(file.read_bytes())
        if ctypes.CDLL(None, use_errno=True).syncfs(opened) != 0:
            raise OSError(ctypes.get_errno(), "syncfs failed")
    os.close(opened)


if __name__ == "__main__":
    copy(Path(sys.argv[1]), Path(sys.argv[2]))
