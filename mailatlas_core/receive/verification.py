"""The ids that a server lists, held against what is stored: proof that nothing is missing."""

from __future__ import annotations

from contextlib import closing

from mailatlas_core.cancel import CancelToken
from mailatlas_core.errors import FolderNotFound
from mailatlas_core.ports import Mailbox, OpenMailbox
from mailatlas_core.receive.model import FolderVerification, ReceiveAccount
from mailatlas_core.secrets.redaction import without_any
from mailatlas_core.store import receiving as rows
from mailatlas_core.store.database import Database


def verify(
    database: Database, account: ReceiveAccount, open_mailbox: OpenMailbox, cancel: CancelToken
) -> tuple[FolderVerification, ...]:
    """Ask for all ids of every folder, and for no message. Raises as a `Mailbox` and its opening do."""
    with closing(open_mailbox(cancel)) as mailbox:
        return tuple(
            _verified(database, account.id, mailbox, folder, cancel) for folder in account.config.folders
        )


def _verified(
    database: Database, account: str, mailbox: Mailbox, folder: str, cancel: CancelToken
) -> FolderVerification:
    cancel.check()
    try:
        uidvalidity = mailbox.select(folder).uidvalidity
    except FolderNotFound as error:
        return FolderVerification(folder, 0, 0, 0, 0, (), error=without_any(error.message))
    listed = set(mailbox.uids(0))
    with database.reading(cancel) as connection:
        stored = listed & rows.stored_uids(connection, account, folder, uidvalidity)
        gaps = {
            gap.uid
            for gap in rows.gaps(connection, account)
            if (gap.folder, gap.uidvalidity) == (folder, uidvalidity)
        }
        last = max(
            (
                cursor.last_uid
                for cursor in rows.cursors(connection, account)
                if (cursor.folder, cursor.uidvalidity) == (folder, uidvalidity)
            ),
            default=0,
        )
    unexplained = listed - stored - gaps
    missing = sorted(uid for uid in unexplained if uid <= last)
    return FolderVerification(
        folder=folder,
        listed_count=len(listed),
        stored_count=len(stored),
        gap_count=len(listed & gaps - stored),
        waiting_count=len(unexplained) - len(missing),
        missing=tuple(missing),
    )
