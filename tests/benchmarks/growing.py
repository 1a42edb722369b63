"""A workspace that grows: a million messages, each tenth of them as an mbox of its own.

All of it would be 23 GB in the mbox alone; so each tenth is made while no clock runs, taken in, and
removed.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from tests.benchmarks.ingesting import PART, figures_of
from tests.benchmarks.mail import SIZES
from tests.benchmarks.mailbox import Mailbox, write_mbox
from tests.benchmarks.processes import Cost, run, warm
from tests.benchmarks.programs import Program
from tests.benchmarks.results import Place, Results
from tests.benchmarks.stores import Stores

CASE = "mbox"
TENTHS = 10


def measure(size: str, program: Program, stores: Stores, results: Results) -> None:
    """One round: the figures of the whole, and the rate of each tenth."""
    place = Place(PART, size, CASE, program.name, 1)
    if results.has(place):
        return
    store = stores.fresh(size, program, "mbox")
    costs: list[Cost] = []
    mail_bytes = 0
    for mbox in _tenths(SIZES[size], stores.mail_folder):
        mail_bytes += mbox.stat().st_size
        warm(mbox)
        costs.append(run(program.ingest(mbox, store)))
    whole = Cost(
        sum(cost.seconds for cost in costs),
        sum(cost.cpu_seconds for cost in costs),
        max(cost.peak_bytes for cost in costs),
    )
    stores.finished(store)
    share = SIZES[size] / TENTHS
    rates = {f"tenth {number}": share / cost.seconds for number, cost in enumerate(costs, 1)}
    processor = {
        f"CPU ms, tenth {number}": cost.cpu_seconds / share * 1000 for number, cost in enumerate(costs, 1)
    }
    figures = figures_of(whole, SIZES[size], mail_bytes, store)
    results.add([(place, figures | rates | processor)])


def _tenths(count: int, folder: Path) -> Iterator[Path]:
    """Each tenth of the mail, in the order of time, as an mbox that is gone when the next is asked for."""
    folder.mkdir(parents=True, exist_ok=True)
    mbox = folder / "tenth.mbox"
    messages = Mailbox(count).messages()
    for _ in range(TENTHS):
        write_mbox(mbox, islice(messages, count // TENTHS))
        yield mbox
        mbox.unlink()
