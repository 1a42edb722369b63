"""A process that receives an account from a server in memory, and may kill itself at a given moment:
`MOMENT` lines of ours into it.

    python -m tests.core.integration.receiving_process ROOT COUNT MOMENT

A moment of 0 is never; the process then prints how many lines there were. With `held` in its place, it says
so once it is receiving, and goes on when it may read a line.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path
from types import FrameType

import mailatlas_core
from mailatlas_core.models import IngestProgress
from mailatlas_core.workspace import Workspace
from tests.core.integration.receiving import CONFIG, server, way_to

OURS = tuple(
    str(Path(mailatlas_core.__file__).parent / part) for part in ("receive", "ingest", "store", "audit")
)


class Moments:
    """Counts the lines of ours that are run, in whatever thread, and ends the process at one of them."""

    def __init__(self, last: int) -> None:
        self.count = 0
        self._last = last

    def __call__(self, frame: FrameType, event: str, _: object) -> Moments | None:
        if not frame.f_code.co_filename.startswith(OURS):
            return None
        if event == "line":
            self.count += 1
            if self.count == self._last:
                os.kill(os.getpid(), signal.SIGKILL)
        return self


def main() -> None:
    root, count, moment = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    there = server(count)
    with Workspace.open(root, actor="drill") as workspace:
        if moment == "held":
            workspace.receive.receive(CONFIG.id, way_to(there), progress=_held)
            return
        moments = Moments(int(moment))
        threading.settrace(moments)
        sys.settrace(moments)
        workspace.receive.receive(CONFIG.id, way_to(there), limit=None)
    sys.settrace(None)
    sys.stdout.write(f"{moments.count}\n")


def _held(_state: IngestProgress) -> None:
    sys.stdout.write("receiving\n")
    sys.stdout.flush()
    sys.stdin.readline()


if __name__ == "__main__":
    main()
