"""A process that parses: raw files in, records out, asset files left in the scratch folder.

It is started with the number of a socket. It says that it is ready; then `ParsePool` sends
lists of `ParseJob` and gets for each job, in order, a `DocumentRecord` or the error of the
disk that was met. What a hostile message could do to it, the pool and the workspace survive.
"""

from __future__ import annotations

import hashlib
import re
import resource
import secrets
import sys
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path

from mailatlas_core.errors import MailAtlasError
from mailatlas_core.ingest.record import record_of, unparsed
from mailatlas_core.meaning import ParserConfig
from mailatlas_core.mime import ParsedAsset, ParsedMessage, parse
from mailatlas_core.mime.model import ASSET_SCHEME
from mailatlas_core.store.files import asset_path, write_file
from mailatlas_core.store.records import AssetRecord, DocumentRecord

_ADDRESS_SPACE = 4 << 30
# The HTML is sanitized already; a browser is told once more that nothing may be fetched or run.
_PAGE_HEAD = (
    '<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy"'
    " content=\"default-src 'none'; img-src 'self' file: data:; style-src 'unsafe-inline'\">\n"
)
_ASSET = re.compile(rf'"{ASSET_SCHEME}(\d+)"')


@dataclass(frozen=True, slots=True)
class ParseJob:
    """One message whose bytes lie in the file `raw`; the files that are derived from it are left
    in the folder `scratch`."""

    digest: bytes
    raw: Path
    scratch: Path
    internal_date: datetime | None = None
    config: ParserConfig = ParserConfig()


def parse_job(job: ParseJob) -> DocumentRecord:
    """Read and parse one message, and write its derived files. No message may stop the others, but
    a disk that fails must: raises `OSError` and `WorkspaceFull`."""
    data = job.raw.read_bytes()
    try:
        parsed = parse(data, internal_date=job.internal_date, config=job.config)
        html = None if parsed.html is None else secrets.token_hex(8)
        record = record_of(parsed, job.digest, len(data), tuple(map(_asset_record, parsed.assets)), html)
        page = _page(parsed, record)
    except Exception as error:  # noqa: BLE001 - the message boundary: it becomes the defect
        return unparsed(job.digest, data, f"{type(error).__name__} in the parser")
    for asset, row in zip(parsed.assets, record.assets, strict=True):
        write_file(job.scratch / row.temporary, asset.content)
    if record.html is not None:
        write_file(job.scratch / record.html, page.encode("utf-8"))
    return record


def _page(parsed: ParsedMessage, record: DocumentRecord) -> str:
    """The sanitized HTML as a page of its own, its assets as files relative to where it will lie."""
    if parsed.html is None:
        return ""
    return _PAGE_HEAD + _ASSET.sub(
        lambda match: f'"../../{asset_path(record.assets[int(match[1])].sha256)}"', parsed.html.html
    )


def _asset_record(asset: ParsedAsset) -> AssetRecord:
    return AssetRecord(
        kind=asset.kind,
        filename=asset.filename,
        mime_type=asset.mime_type,
        size=len(asset.content),
        cid=asset.cid,
        sha256=hashlib.sha256(asset.content).digest(),
        temporary=secrets.token_hex(8),
        parent=asset.parent,
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
