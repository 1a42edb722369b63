"""A process that parses: raw files in, records out, asset files left in the scratch folder.

It is started with the number of a socket. It says that it is ready; then `ParsePool` sends
lists of `ParseJob` and gets for each job, in order, a `DocumentRecord` or the error of the
disk that was met. What a hostile message could do to it, the pool and the workspace survive.
"""

from __future__ import annotations

import hashlib
import resource
import secrets
import sys
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path

from mailatlas_core.errors import MailAtlasError
from mailatlas_core.ingest.record import record_of, unparsed
from mailatlas_core.mime import ParsedAsset, parse
from mailatlas_core.store.files import write_file
from mailatlas_core.store.records import AssetRecord, DocumentRecord

_ADDRESS_SPACE = 4 << 30


@dataclass(frozen=True, slots=True)
class ParseJob:
    """One message whose bytes lie in the scratch file `raw`."""

    digest: bytes
    raw: Path
    internal_date: datetime | None


def parse_job(job: ParseJob) -> DocumentRecord:
    """Read, parse and write the assets of one message. No message may stop the others, but a
    disk that fails must: raises `OSError` and `WorkspaceFull`."""
    data = job.raw.read_bytes()
    try:
        parsed = parse(data, internal_date=job.internal_date)
        record = record_of(parsed, job.digest, len(data), tuple(map(_asset_record, parsed.assets)))
    except Exception as error:  # noqa: BLE001 - the message boundary: it becomes the defect
        return unparsed(job.digest, data, f"{type(error).__name__} in the parser")
    for asset, row in zip(parsed.assets, record.assets, strict=True):
        write_file(job.raw.parent / row.temporary, asset.content)
    return record


def _asset_record(asset: ParsedAsset) -> AssetRecord:
    return AssetRecord(
        kind=asset.kind,
        filename=asset.filename,
        mime_type=asset.mime_type,
        size=len(asset.content),
        cid=asset.cid,
        sha256=hashlib.sha256(asset.content).digest(),
        temporary=secrets.token_hex(8),
    )


def _outcome(job: ParseJob) -> DocumentRecord | Exception:
    try:
        return parse_job(job)
    except (OSError, MailAtlasError) as error:
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
