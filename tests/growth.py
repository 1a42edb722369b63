"""How work grows with its input, on a machine that does other work too.

Processor time is counted, not the clock's, and noise only ever adds: the least of several
measurements comes near the truth, so a growth that is right is seen sooner or later, and one
that is wrong is never.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

ROUNDS = 6
LEAST_SECONDS = 0.005  # below it, a clock says more about the machine than about the work


def grows_at_most(times: float, small: Callable[[], object], large: Callable[[], object]) -> bool:
    """Whether `large` costs at most so many times what `small` does."""
    least_small = least_large = float("inf")
    for _ in range(ROUNDS):
        least_small = min(least_small, _seconds(small))
        least_large = min(least_large, _seconds(large))
        if least_large <= times * max(least_small, LEAST_SECONDS):
            return True
    return False


def _seconds(work: Callable[[], object]) -> float:
    gc.collect()
    begin = time.process_time()
    work()
    return time.process_time() - begin
