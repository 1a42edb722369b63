"""How much of the originals is in hand at once when they are parsed again: so many, and so many bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from mailatlas_core.cancel import CancelToken
from mailatlas_core.ingest.originals import Batch, Parsing
from mailatlas_core.store.files import raw_path
from mailatlas_core.store.originals import Original
from tests.core.messages import message

SMALL, LARGE = 230, 7
LARGE_BYTES = 5_000_000
MOST_MESSAGES = 100
MOST_BYTES = 8 << 20  # and what the last message has beyond that


def originals(root: Path) -> Iterator[Original]:
    """Small messages, then large ones, in their places; each written when it is asked for."""
    for number in range(SMALL + LARGE):
        padding = "X-Padding: " + "x" * LARGE_BYTES + "\n" if number >= SMALL else ""
        data = message(number, extra=padding)
        path = root / raw_path(hashlib.sha256(data).digest())
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        yield Original(hashlib.sha256(data).digest())


def size(root: Path, batch: Batch) -> int:
    return sum((root / raw_path(one.digest)).stat().st_size for one in batch.originals)


def test_a_batch_is_bounded_by_messages_and_by_bytes(tmp_path: Path) -> None:
    asked = 0

    def counted() -> Iterator[Original]:
        nonlocal asked
        for original in originals(tmp_path):
            asked += 1
            yield original

    done = []
    with closing(Parsing(tmp_path, CancelToken()).batches(counted())) as batches:
        for batch in batches:
            done.append(len(batch.originals))
            assert len(batch.originals) <= MOST_MESSAGES
            assert size(tmp_path, batch) <= MOST_BYTES + LARGE_BYTES
            assert asked - sum(done) <= MOST_MESSAGES  # one batch is read ahead, no more
            assert set(batch.records) == {one.digest for one in batch.originals}
    assert done == [100, 100, 32, 2, 2, 1]
