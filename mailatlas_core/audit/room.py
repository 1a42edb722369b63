"""The audit room of a workspace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from mailatlas_core.audit import reading
from mailatlas_core.audit.chain import Head
from mailatlas_core.cancel import CancelToken
from mailatlas_core.errors import UsageError
from mailatlas_core.models import AuditEvent, AuditVerification
from mailatlas_core.ports import Steps
from mailatlas_core.store.database import Database
from mailatlas_core.store.opening import SIGNATURE

if TYPE_CHECKING:
    from mailatlas_core.audit.ledger import Writing


class Audit:
    """What went in, out or away, and the proof that the log of it is whole."""

    def __init__(self, root: Path, database: Database, writing: Writing | None) -> None:
        """`writing` lends a folder for files on their way, and the ledger; None where nothing can be
        written."""
        self._root = root
        self._database = database
        self._writing = writing

    def events(
        self,
        *,
        kinds: Sequence[str] = (),
        subject: str = "",
        text: str = "",
        since: datetime | None = None,
        until: datetime | None = None,
        limit: int = 50,
        before: int | None = None,
        cancel: CancelToken | None = None,
    ) -> list[AuditEvent]:
        """Events newest first, below the number `before` where it is given: the number of the last one
        of a page asks for the next page.

        Only those of the `kinds`, where some are given, each a whole kind or what stands before a dot in
        it; whose subject begins with `subject`; that have `text` anywhere in kind, actor, subject or
        data, in capitals or not; that happened at `since` or later, and before `until`, both aware. No
        event is looked at twice. Raises `WorkspaceDamaged` and `Cancelled`.
        """
        with self._database.reading(cancel) as connection:
            return reading.events(
                connection,
                limit=limit,
                before=before,
                kinds=kinds,
                subject=subject,
                text=text,
                since=since,
                until=until,
            )

    def verify(
        self,
        *,
        allowed_signers: Path | None = None,
        identity: str | None = None,
        progress: Steps | None = None,
        cancel: CancelToken | None = None,
    ) -> AuditVerification:
        """Prove all that the log vouches for: the whole chain, held against the head that is kept outside
        it and the one that was signed; every outbound record; every file of one.

        With `allowed_signers`, a file as ssh-keygen has it, the signature must be one of `identity`, who
        is named there. `progress` counts events, records and files. Raises `Cancelled`, and where a
        signature is to be checked `SigningFailed`, `PathUnreadable` and `UsageError`.
        """
        from mailatlas_core.audit import signature
        from mailatlas_core.audit.verify import verify

        if (allowed_signers is None) != (identity is None):
            raise UsageError(
                "A signature is checked with a file of allowed signers and the identity of one of them.",
                hint="Name both, or neither.",
            )
        signed = signature.read(self._root)
        heads = signature.heads(self._root, signed)
        with self._database.reading(cancel) as connection:
            result = verify(connection, self._root, heads, progress, cancel)
        if allowed_signers is None or identity is None:
            return result
        problem = signature.problem(signed, allowed_signers, identity)
        if problem is not None:
            return replace(result, problems=(*result.problems, problem))
        head = heads.get(SIGNATURE)
        return replace(result, signed=head.seq if result.whole and head is not None else None)

    def sign(
        self, key: Path | None = None, *, progress: Steps | None = None, cancel: CancelToken | None = None
    ) -> Head:
        """Sign the end of the chain with an SSH key, by default the user's own, and return what was
        signed; see signature.py.

        A log that is not whole is not signed: the new signature would take the place of one that tells.
        Raises `WorkspaceDamaged`, `WorkspaceReadOnly`, `SigningFailed` and `Cancelled`.
        """
        from mailatlas_core.audit.signature import sign_end

        return sign_end(self._root, self._database, self._writing, key, progress, cancel)

    def export(
        self,
        to: Path | None = None,
        *,
        force: bool = False,
        progress: Steps | None = None,
        cancel: CancelToken | None = None,
    ) -> Path:
        """Save the log as lines of JSON from which anybody can recompute the chain, and return where: as
        the file `to`, which must not exist unless `force` is given; in the folder `to`, or in the
        workspace's `exports`, as `audit.jsonl` or with a number in it.

        The export is an event, and the last line. Raises `OutputExists`, `PathUnwritable`,
        `WorkspaceDamaged`, `WorkspaceBusy`, `WorkspaceReadOnly` and `Cancelled`.
        """
        from mailatlas_core.audit.export import Export

        export = Export(self._root, self._database, self._writing)
        return export.save(to, force=force, progress=progress, cancel=cancel)
