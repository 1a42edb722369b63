"""A self-check of the install: what it needs, and the main job once in a temporary workspace."""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mailatlas_core.errors import MailAtlasError
from mailatlas_core.workspace import Workspace

_OLDEST_SQLITE = (3, 40, 0)
_MESSAGE = (
    b"From: Doctor <doctor@example.com>\r\nTo: you@example.com\r\nSubject: A check-up\r\n"
    b"Date: Sat, 14 Mar 2026 16:44:00 +0000\r\nMessage-ID: <check@example.com>\r\n\r\nEverything is well.\r\n"
)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at, whether it is well, and what was seen."""

    name: str
    well: bool
    detail: str


def examine() -> Iterator[Check]:
    """Look at the install; touches nothing but a temporary folder."""
    yield Check("python", sys.version_info >= (3, 11), sys.version.split()[0])
    yield Check("sqlite", sqlite3.sqlite_version_info >= _OLDEST_SQLITE, sqlite3.sqlite_version)
    with tempfile.TemporaryDirectory(prefix="mailatlas-doctor-") as folder:
        try:
            yield from _main_job(Path(folder))
        except MailAtlasError as error:
            yield Check("workspace", False, error.message)


def _main_job(folder: Path) -> Iterator[Check]:
    message = folder / "message.eml"
    message.write_bytes(_MESSAGE)
    with Workspace.open(folder / "workspace", create=True, actor="doctor") as workspace:
        report = workspace.ingest([message])
        yield Check("ingest", report.ingested_count == 1, f"{report.ingested_count} of 1 message stored")
        found = workspace.search('check* "is well"')
        yield Check("search", len(found) == 1, f"{len(found)} of 1 message found")
        whole = bool(found) and workspace.documents.raw(found[0].id) == _MESSAGE
        yield Check("original", whole, "byte for byte" if whole else "the bytes are not those that went in")
        result = workspace.audit.verify()
        yield Check(
            "audit",
            result.whole,
            f"{result.events} events, the chain holds" if result.whole else result.problems[0],
        )
