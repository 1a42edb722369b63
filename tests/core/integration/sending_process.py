"""A process that sends one message, and kills itself at a given moment: `MOMENT` lines of ours into it.

    python -m tests.core.integration.sending_process ROOT PORT MOMENT

A moment of 0 is never; the process then prints at which line each state of the record was left, and how
many lines there were.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from types import FrameType

import mailatlas_core
from mailatlas_core.outbound.model import OutboundMessage, SendConfig
from mailatlas_core.outbound.senders.choosing import sender_for
from mailatlas_core.workspace import Workspace

OURS = str(Path(mailatlas_core.__file__).parent)
KEY = "harbor-report-7"
MESSAGE = OutboundMessage(
    from_email="Ada <ada@example.org>",
    to=("bob@example.com",),
    bcc=("carol@example.net",),
    subject="Harbor report",
    text="The tide is low.\n",
    idempotency_key=KEY,
)


class Moments:
    """Counts the lines of ours that are run, and ends the process at one of them."""

    def __init__(self, last: int) -> None:
        self.count = 0
        self.verbs: list[tuple[str, int]] = []
        self._last = last

    def __call__(self, frame: FrameType, event: str, _: object) -> Moments | None:
        if not frame.f_code.co_filename.startswith(OURS):
            return None
        if event == "call" and frame.f_code.co_name == "_tell" and "verb" in frame.f_locals:
            self.verbs.append((frame.f_locals["verb"], self.count))
        if event == "line":
            self.count += 1
            if self.count == self._last:
                os.kill(os.getpid(), signal.SIGKILL)
        return self


def main() -> None:
    root, port, moment = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    config = SendConfig(provider="smtp", smtp_host="127.0.0.1", smtp_port=port, smtp_starttls=False)
    moments = Moments(moment)
    sys.settrace(moments)
    with Workspace.open(root, actor="cli") as workspace:
        workspace.outbound.send_message(MESSAGE, sender_for(config, identities={}, environ={}).sender)
    sys.settrace(None)
    for verb, line in (*moments.verbs, ("end", moments.count)):
        sys.stdout.write(f"{verb} {line}\n")


if __name__ == "__main__":
    main()
