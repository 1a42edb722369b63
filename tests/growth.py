"""How work grows with its input, on a machine that does other work too.

Processor time is counted, not the clock's. The small work is repeated until it should cost what the
large one does, so that both are measured for equally long, one right after the other: a slow moment of
the machine then slows both. Whoever traces the tests, to see which lines are run, does not trace this:
it would be tracing that is measured. Noise is never the same twice, so a growth that is right is seen
sooner or later, and one that is wrong (ten times the input, a hundred times the work) is never.
"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable

ROUNDS = 30


def grows_at_most(times: int, small: Callable[[], object], large: Callable[[], object]) -> bool:
    """Whether `large` costs at most so many times what `small` does."""
    return any(_seconds(large, 1) <= _seconds(small, times) for _ in range(ROUNDS))


def _seconds(work: Callable[[], object], repetitions: int) -> float:
    gc.collect()
    work()  # the first time takes memory from the system; that cost has steps
    tracer = sys.gettrace()
    sys.settrace(None)
    try:
        begin = time.process_time()
        for _ in range(repetitions):
            work()
        return time.process_time() - begin
    finally:
        sys.settrace(tracer)
