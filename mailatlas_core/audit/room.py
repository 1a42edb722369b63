"""The audit room of a workspace."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from mailatlas_core.audit import head as head_file
from mailatlas_core.audit import verify as verification
from mailatlas_core.audit.loss import lost_logs
from mailatlas_core.cancel import CancelToken
from mailatlas_core.models import AuditEvent, AuditVerification
from mailatlas_core.ports import Steps
from mailatlas_core.store.database import Database


class Audit:
    """What went in, out or away, and the proof that the log of it is whole."""

    def __init__(self, root: Path, database: Database) -> None:
        self._root = root
        self._database = database

    def events(
        self, *, limit: int = 50, before: int | None = None, cancel: CancelToken | None = None
    ) -> list[AuditEvent]:
        """Events newest first, below the number `before` where it is given."""
        with self._database.reading(cancel) as connection:
            return verification.events(connection, before=before, limit=limit)

    def verify(
        self, *, progress: Steps | None = None, cancel: CancelToken | None = None
    ) -> AuditVerification:
        """Recompute the whole chain, and hold it against the head that is kept outside it.

        `progress` counts events. Raises `Cancelled`.
        """
        head = head_file.read(self._root)
        with self._database.reading(cancel) as connection:
            found = verification.verify(connection, head, progress)
            return replace(found, problems=(*found.problems, *lost_logs(connection)))
