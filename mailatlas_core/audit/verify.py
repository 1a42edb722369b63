"""The proof: the chain with its heads, the outbound records, and the files that they name."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from pathlib import Path

from mailatlas_core.audit.chain import Head, chain_end
from mailatlas_core.audit.files import count_files, file_problems
from mailatlas_core.audit.loss import lost_logs
from mailatlas_core.audit.reading import texts_as_they_are
from mailatlas_core.audit.records import count_records, record_problems
from mailatlas_core.audit.walk import walk
from mailatlas_core.audit.work import Work
from mailatlas_core.cancel import CancelToken
from mailatlas_core.models import AuditVerification
from mailatlas_core.ports import Steps


def verify(
    connection: sqlite3.Connection,
    root: Path,
    heads: Mapping[str, Head | None],
    progress: Steps | None = None,
    cancel: CancelToken | None = None,
) -> AuditVerification:
    """Prove everything that the log vouches for; `heads` are as `walk` takes them. Raises `Cancelled`."""
    with texts_as_they_are(connection):
        records, files = count_records(connection), count_files(connection)
        work = Work(chain_end(connection).seq + records + files, progress, cancel)
        chain = walk(connection, heads, work)
        problems = (
            *chain.problems,
            *record_problems(connection, work),
            *file_problems(connection, root, work),
            *lost_logs(connection),
        )
    end = None if chain.end is None else chain.end.hex()
    return AuditVerification(chain.events, end, problems, records, files)
