"""The originals in `raw/` parsed once more, in batches, by the same processes that parse at ingest."""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Future
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from mailatlas_core.cancel import CancelToken
from mailatlas_core.ingest.parse_pool import ParsePool, parsed
from mailatlas_core.ingest.parse_worker import ParseJob
from mailatlas_core.models import IngestProblem
from mailatlas_core.store.files import raw_path
from mailatlas_core.store.originals import Original
from mailatlas_core.store.records import DocumentRecord

# Bounded by bytes too: of the largest messages that there are, one is a batch.
_BATCH_MESSAGES = 100
_BATCH_BYTES = 8 << 20
_CHUNK_MESSAGES = 25
_CHUNK_BYTES = 1 << 20


@dataclass(slots=True)
class Batch:
    """Some originals in order, what those mean that could be read, and why the others could not."""

    originals: list[Original] = field(default_factory=list)
    size: int = 0  # in bytes
    parsing: list[Future[list[DocumentRecord]]] = field(default_factory=list)
    records: dict[bytes, DocumentRecord] = field(default_factory=dict)
    problems: list[IngestProblem] = field(default_factory=list)

    @property
    def is_full(self) -> bool:
        return len(self.originals) >= _BATCH_MESSAGES or self.size >= _BATCH_BYTES


class Parsing:
    """Parses originals of the workspace `root`."""

    def __init__(self, root: Path, cancel: CancelToken) -> None:
        self._root = root
        self.cancel = cancel

    def batches(self, originals: Iterable[Original]) -> Generator[Batch, None, None]:
        """Batches in order, the next being parsed meanwhile; `originals` is read no further ahead.

        Raises `Cancelled`.
        """
        rest = iter(originals)
        with closing(ParsePool()) as pool:
            ahead = self._submitted(rest, pool)
            while ahead.originals:
                batch, ahead = ahead, self._submitted(rest, pool)
                yield self._finished(batch)

    def _submitted(self, rest: Iterator[Original], pool: ParsePool) -> Batch:
        """The next originals, as many as a batch holds, given to the parser."""
        batch = Batch()
        jobs: list[ParseJob] = []
        waiting = 0
        for original in rest:
            self.cancel.check()
            batch.originals.append(original)
            path = self._root / raw_path(original.digest)
            try:
                size = _checked_size(path, original.digest)
            except _Unreadable as problem:
                batch.problems.append(IngestProblem(raw_path(original.digest), str(problem)))
            else:
                jobs.append(ParseJob(original.digest, path, original.internal_date, original.config))
                batch.size += size
                waiting += size
            if len(jobs) >= _CHUNK_MESSAGES or waiting >= _CHUNK_BYTES:
                batch.parsing.append(pool.submit(jobs))
                jobs, waiting = [], 0
            if batch.is_full:
                break
        if jobs:
            batch.parsing.append(pool.submit(jobs))
        return batch

    def _finished(self, batch: Batch) -> Batch:
        batch.records = {record.id: record for record in parsed(batch.parsing, self.cancel)}
        batch.parsing.clear()
        return batch


class _Unreadable(Exception):
    """Says in a sentence why an original cannot be parsed."""


def _checked_size(path: Path, digest: bytes) -> int:
    """How many bytes an original has, which is as it was stored. Raises `_Unreadable`."""
    try:
        with path.open("rb") as file:
            is_whole = hashlib.file_digest(file, "sha256").digest() == digest
            size = file.tell()
    except OSError as error:
        raise _Unreadable(f"The original cannot be read: {error.strerror}.") from None
    if not is_whole:
        raise _Unreadable("The original is not as it was stored: its SHA-256 is not its name.")
    return size
