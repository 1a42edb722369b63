"""A workspace of synthetic messages, made once and kept.

Its rows go in by the product's own code, in batches as an ingest writes them. Only parsing is
left out, and the files, which no list and no search reads.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from importlib.resources import files
from itertools import islice
from pathlib import Path
from typing import TypeVar

from mailatlas_core.fold import FOLD_VERSION
from mailatlas_core.ingest.record import record_of
from mailatlas_core.models import Source
from mailatlas_core.paths import cache_folder
from mailatlas_core.store.database import Database
from mailatlas_core.store.index import FEW_SEGMENTS, MANY_SEGMENTS
from mailatlas_core.store.opening import STORE
from mailatlas_core.store.records import AssetRecord, DocumentRecord, Sighting
from mailatlas_core.store.writing import write_batch
from mailatlas_core.workspace import Workspace
from tests.benchmarks.synthetic import Synthesis

BATCH = 250
_STORED_AT = "2026-01-01T00:00:00Z"
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Built:
    """What making the rows took: all of it, and the longest transaction with the checkpoint that
    may follow it; and the size on disk."""

    rows: int
    seconds: float
    longest_write_ms: float
    database_bytes: int


def default_folder() -> Path:
    """Where made workspaces are kept: MAILATLAS_BENCH_FOLDER, else the user's cache."""
    chosen = os.environ.get("MAILATLAS_BENCH_FOLDER")
    return Path(chosen) if chosen else cache_folder() / "benchmarks"


def workspace_of(rows: int, folder: Path, progress: Callable[[int], None]) -> tuple[Path, Built]:
    """The workspace of `rows` messages in `folder`, made now unless it is there already.

    `progress` hears how many rows there are. One that was not finished is begun anew.
    """
    root = folder / f"{rows}-{_design()}"
    note = root.with_suffix(".json")
    if not note.exists():
        shutil.rmtree(root, ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True)
        note.write_text(json.dumps(asdict(_build(root, rows, progress))))
    return root, Built(**json.loads(note.read_text()))


def _design() -> str:
    """Names what the rows depend on, so that a change of it is never measured on old ones."""
    folder = files("mailatlas_core.store") / "schema"
    schema = [(folder / name).read_bytes() for name in sorted(file.name for file in folder.iterdir())]
    messages = Path(__file__).with_name("synthetic.py").read_bytes()
    return hashlib.sha256(b"\0".join([*schema, messages, FOLD_VERSION.encode()])).hexdigest()[:12]


def _build(root: Path, rows: int, progress: Callable[[int], None]) -> Built:
    Workspace.open(root, create=True, actor="benchmark").close()
    database = Database(root / STORE)
    longest = 0.0
    done = 0
    next_second: dict[int, int] = {}
    started = time.perf_counter()
    for batch in _batches(_records(rows), BATCH):
        sightings = [_sighting(record, done + index) for index, record in enumerate(batch)]
        begun = time.perf_counter()
        with database.writing() as connection:
            records = {record.id: record for record in batch}
            write_batch(connection, sightings, records, created_at=_STORED_AT, next_second=next_second)
        longest = max(longest, time.perf_counter() - begun)
        database.merge_index(MANY_SEGMENTS)
        done += len(batch)
        progress(done)
    while database.merge_index(FEW_SEGMENTS):
        pass
    database.optimize()
    seconds = time.perf_counter() - started
    database.close()
    size = (root / STORE).stat().st_size
    return Built(rows, round(seconds, 1), round(longest * 1000, 1), size)


def _records(rows: int) -> Iterator[DocumentRecord]:
    synthesis = Synthesis()
    for number, parsed in enumerate(synthesis.messages(rows)):
        digest = hashlib.sha256(f"message {number}".encode()).digest()
        assets = (_asset(synthesis.filename(), digest),) if number % 5 == 0 else ()
        yield replace(record_of(parsed, digest, 4_000 + len(parsed.text)), assets=assets)


def _asset(filename: str, digest: bytes) -> AssetRecord:
    return AssetRecord("attachment", filename, "application/pdf", 50_000, None, digest)


def _sighting(record: DocumentRecord, number: int) -> Sighting:
    path = f"/home/reader/mail/archive/{number // 1000:04d}/{number:07d}.eml"
    return Sighting(record.id, Source("eml", path=path), ("unread",) if number % 20 == 0 else ())


def _batches(items: Iterable[_T], size: int) -> Iterator[list[_T]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
