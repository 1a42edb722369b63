"""Which objects are alive: during an ingest those of a few batches, after any work none of it."""

from __future__ import annotations

import gc
import logging
import threading
import weakref
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mailatlas_core.models import IngestedRef
from mailatlas_core.ports import RawMessage
from mailatlas_core.store.records import DocumentRecord, Sighting
from mailatlas_core.workspace import Workspace
from tests.core.guards.filling import archive

MANY = 1_500
BETWEEN_LOOKS = 50

# At most so many at any time of an ingest: one batch being read, one parsed, one committed.
ALIVE = {RawMessage: 2, Sighting: 750, DocumentRecord: 750, IngestedRef: 2}
RUNS = 4


@pytest.fixture(autouse=True)
def nobody_looks_on() -> Iterator[None]:
    """What is logged is kept by pytest for as long as a test runs, and who traces the tests, to see
    which lines are run, keeps a tracer for every thread that there was."""
    tracer = threading.gettrace()
    threading.settrace(None)
    logging.disable()
    yield
    logging.disable(logging.NOTSET)
    threading.settrace(tracer)


def alive() -> Counter[type]:
    """How many objects there are of each class, but weak references: a connection drops those to
    its ended statements by the hundred."""
    gc.collect()
    return Counter(type(one) for one in gc.get_objects() if not isinstance(one, weakref.ReferenceType))


def test_an_ingest_holds_the_messages_of_a_few_batches_only(tmp_path: Path) -> None:
    looks: list[Counter[type]] = []
    refs = 0
    before = alive()

    def look(_ref: IngestedRef) -> None:
        nonlocal refs
        refs += 1
        if refs % BETWEEN_LOOKS == 0:
            looks.append(alive() - before)

    with Workspace.open(tmp_path / "workspace", create=True) as workspace:
        workspace.ingest([archive(tmp_path / "archive.mbox", MANY)], each=look)
    assert len(looks) == MANY // BETWEEN_LOOKS
    assert {kind: most for kind, most in ALIVE.items() if max(look[kind] for look in looks) > most} == {}


@pytest.mark.parametrize("work", ["ingest", "reparse", "rebuild", "list", "search", "verify"])
def test_nothing_of_work_that_has_ended_stays_alive(tmp_path: Path, work: str) -> None:
    path = archive(tmp_path / "archive.mbox", 120)
    with Workspace.open(tmp_path / "workspace", create=True) as workspace:
        workspace.ingest([path])
        runs: dict[str, Callable[[], object]] = {
            "ingest": lambda: workspace.ingest([path]),
            "reparse": workspace.reparse,
            "rebuild": workspace.rebuild,
            "list": lambda: list(workspace.documents.rows(limit=120)),
            "search": lambda: workspace.search("berth", limit=120),
            "verify": workspace.audit.verify,
        }
        run = runs[work]
        run()
        first = grown_by(run)
        again = grown_by(run)
    assert {kind: count for kind, count in (first & again).items() if count >= RUNS} == {}


def grown_by(run: Callable[[], object]) -> Counter[type]:
    """How many more objects there are of each class after some runs."""
    before = alive()
    for _ in range(RUNS):
        run()
    return alive() - before
