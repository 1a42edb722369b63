"""A process that parses: raw files in, records out.

It is started with the number of a socket. It says that it is ready; then `ParsePool` sends
lists of `ParseJob` and gets for each job, in order, a `DocumentRecord` or the error of the
disk that was met. What a hostile message could do to it, the pool and the workspace survive.
"""

from __future__ import annotations

import resource
import sys
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path

from mailatlas_core.ingest.record import record_of, unparsed
from mailatlas_core.meaning import ParserConfig
from mailatlas_core.mime import parse
from mailatlas_core.store.records import DocumentRecord

_ADDRESS_SPACE = 4 << 30


@dataclass(frozen=True, slots=True)
class ParseJob:
    """One message whose bytes lie in the file `raw`."""

    digest: bytes
    raw: Path
    internal_date: datetime | None = None
    config: ParserConfig = ParserConfig()


def parse_job(job: ParseJob) -> DocumentRecord:
    """Read and parse one message. No message may stop the others, but a disk that fails must:
    raises `OSError`."""
    data = job.raw.read_bytes()
    try:
        parsed = parse(data, internal_date=job.internal_date, config=job.config)
        return record_of(parsed, job.digest, len(data))
    except Exception as error:  # noqa: BLE001 - the message boundary: it becomes the defect
        return unparsed(job.digest, data, f"{type(error).__name__} in the parser")


def _outcome(job: ParseJob) -> DocumentRecord | Exception:
    try:
        return parse_job(job)
    except OSError as error:
        return error


def main(descriptor: int) -> None:
    """Serve until the other end closes."""
    resource.setrlimit(resource.RLIMIT_AS, (_ADDRESS_SPACE, _ADDRESS_SPACE))
    with Connection(descriptor) as connection:
        connection.send("ready")
        while True:
            try:
                jobs: list[ParseJob] = connection.recv()
            except EOFError:
                return
            for job in jobs:
                connection.send(_outcome(job))


if __name__ == "__main__":
    main(int(sys.argv[1]))
