"""What Python does between the keys: it looks through what is new, never through all there is."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.tui.terminal import Terminal

FEW = 20_000
"""Objects: to look through so many takes a few milliseconds."""

_COUNTED = """
import atexit, gc
counts = []
gc.callbacks.append(lambda phase, _: phase == "start" and counts.append(len(gc.get_objects(0))))
def tell():
    young = counts[len(counts) // 2:]  # without those of the start
    print("looked through at once:", max(young), "frozen:", gc.get_freeze_count())
atexit.register(tell)
from mailatlas_tui.cli import main
main()
"""


def test_a_key_waits_for_no_long_search_for_garbage(demo_root: Path) -> None:
    program = (sys.executable, "-c", _COUNTED)
    with Terminal("--root", str(demo_root), program=program) as terminal:
        terminal.wait_for("newest first")
        for key in "jkjk":
            terminal.answer_to(key)
        terminal.press("\x11")
        terminal.wait_for_end()
        words = terminal.text.split("looked through at once:")[1].split()
    assert int(words[0]) < FEW
    assert int(words[2]) > 2 * FEW
