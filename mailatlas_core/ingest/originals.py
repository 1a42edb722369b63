"""The originals in `raw/` parsed once more, in batches, by the same processes that parse at ingest."""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterable
from concurrent.futures import Future, wait
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from mailatlas_core.cancel import CancelToken
from mailatlas_core.ingest.parse_pool import ParsePool
from mailatlas_core.ingest.parse_worker import ParseJob
from mailatlas_core.models import IngestProblem
from mailatlas_core.store.files import Placement, raw_path
from mailatlas_core.store.originals import Original
from mailatlas_core.store.records import DocumentRecord

_BATCH = 250
_CHUNK = 25
_PATIENCE_SECONDS = 0.05


@dataclass(slots=True)
class Batch:
    """Some originals in order, what those mean that could be read, and why the others could not."""

    originals: list[Original]
    parsing: list[Future[list[DocumentRecord]]] = field(default_factory=list)
    records: dict[bytes, DocumentRecord] = field(default_factory=dict)
    problems: list[IngestProblem] = field(default_factory=list)


class Parsing:
    """Parses originals of the workspace `root`; the files of their assets are left in `scratch`."""

    def __init__(self, root: Path, scratch: Path, cancel: CancelToken) -> None:
        self._root = root
        self._scratch = scratch
        self._cancel = cancel

    def batches(self, originals: Iterable[Original]) -> Generator[Batch, None, None]:
        """Batches in order, the next being parsed meanwhile; `originals` is read no further ahead.

        Raises `Cancelled`.
        """
        rest = iter(originals)
        with closing(ParsePool()) as pool:
            ahead = self._submitted(list(islice(rest, _BATCH)), pool)
            while ahead.originals:
                batch, ahead = ahead, self._submitted(list(islice(rest, _BATCH)), pool)
                yield self._finished(batch)

    def place_files(self, records: Iterable[DocumentRecord], placement: Placement) -> None:
        """Move what was derived from these to its place and make it durable."""
        placed = []
        for record in records:
            for temporary, path in record.files():
                placed.append(path)
                placement.place(self._scratch / temporary, path)
        if placed:
            placement.make_durable(placed)

    def drop_files(self, records: Iterable[DocumentRecord]) -> None:
        """Remove what was derived from these and not placed."""
        for record in records:
            for temporary, _ in record.files():
                (self._scratch / temporary).unlink(missing_ok=True)

    def _submitted(self, originals: list[Original], pool: ParsePool) -> Batch:
        batch = Batch(originals)
        jobs = []
        for original in originals:
            self._cancel.check()
            path = raw_path(original.digest)
            if problem := _problem(self._root / path, original.digest):
                batch.problems.append(IngestProblem(path, problem))
            else:
                jobs.append(
                    ParseJob(
                        original.digest,
                        self._root / path,
                        self._scratch,
                        original.internal_date,
                        original.config,
                    )
                )
        batch.parsing = [pool.submit(jobs[start : start + _CHUNK]) for start in range(0, len(jobs), _CHUNK)]
        return batch

    def _finished(self, batch: Batch) -> Batch:
        unfinished = set(batch.parsing)
        while unfinished:
            self._cancel.check()
            unfinished = wait(unfinished, timeout=_PATIENCE_SECONDS).not_done
        batch.records = {record.id: record for future in batch.parsing for record in future.result()}
        return batch


def _problem(path: Path, digest: bytes) -> str | None:
    """Why an original cannot be parsed, None where it is as it was stored."""
    try:
        with path.open("rb") as file:
            is_whole = hashlib.file_digest(file, "sha256").digest() == digest
    except OSError as error:
        return f"The original cannot be read: {error.strerror}."
    return None if is_whole else "The original is not as it was stored: its SHA-256 is not its name."
