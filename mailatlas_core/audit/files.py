"""The files of mail that goes out: every one that a revision names, held against its SHA-256.

Files that no revision names are no part of the proof: a crash between a file and its rows leaves
some, and so does what was attached to a draft and taken away again.
"""

from __future__ import annotations

import hashlib
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path

from mailatlas_core.audit.work import Work
from mailatlas_core.cancel import CancelToken
from mailatlas_core.store.files import attachment_path, snapshot_path

_FILES_BETWEEN_STEPS = 10
_BYTES_AT_ONCE = 1 << 20

# Each file once, with one of the records that name it. A row that was tampered with has any content.
_NAMED = """
    SELECT kind, digest, min(record) AS record FROM (
        SELECT 'raw' AS kind, hex(raw) AS digest, record FROM revisions
        UNION ALL SELECT 'text', hex(text), record FROM revisions WHERE text IS NOT NULL
        UNION ALL SELECT 'html', hex(html), record FROM revisions WHERE html IS NOT NULL
        UNION ALL SELECT 'attachment', CASE type WHEN 'object' THEN upper(value ->> 'sha256') END, record
        FROM revisions, json_each(CASE WHEN json_valid(enclosures) THEN enclosures ELSE '[]' END)
    ) GROUP BY kind, digest
"""


def count_files(connection: sqlite3.Connection) -> int:
    """How many files revisions name."""
    return int(connection.execute(f"SELECT count(*) FROM ({_NAMED})").fetchone()[0])


def file_problems(connection: sqlite3.Connection, root: Path, work: Work) -> Iterator[str]:
    """A sentence for each file that is missing, or is not the one that a revision names.

    The connection is to read `texts_as_they_are`.
    """
    rows = connection.execute(
        f"SELECT kind, digest, id, record FROM ({_NAMED}) LEFT JOIN outbound ON number = record"
    )
    for kind, name, id, number in rows:
        whose = f"outbound record {id or f'number {number}'}"
        try:
            digest = bytes.fromhex(name)
        except (ValueError, TypeError):
            yield f"{whose} names an attachment by what is no SHA-256"
        else:
            path = _path(kind, digest)
            fault = _fault(root / path, digest, work.cancel)
            if fault is not None:
                yield f"the file {path} of {whose} {fault}"
        work.step(told_every=_FILES_BETWEEN_STEPS)


def _path(kind: str, digest: bytes) -> str:
    match kind:
        case "raw" | "text" | "html":
            return snapshot_path(kind, digest)
        case _:
            return attachment_path(digest)


def _fault(path: Path, digest: bytes, cancel: CancelToken) -> str | None:
    """What is wrong with a file, None where nothing is."""
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return "is no regular file"
        found = _sha256(path, cancel)
    except FileNotFoundError:
        return "is missing"
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    return None if found == digest else "was changed: its SHA-256 is not its name"


def _sha256(path: Path, cancel: CancelToken) -> bytes:
    sha256 = hashlib.sha256()
    with path.open("rb") as file:
        while part := file.read(_BYTES_AT_ONCE):
            cancel.check()
            sha256.update(part)
    return sha256.digest()
