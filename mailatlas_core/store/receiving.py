"""The rows of receiving: accounts, runs, gaps, and how far each folder was read."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import asdict

from mailatlas_core.errors import AccountNotFound
from mailatlas_core.models import Source
from mailatlas_core.ports import Checkpoint, Claim, Gap
from mailatlas_core.receive.model import (
    AccountConfig,
    Cursor,
    ImapConfig,
    MaildirConfig,
    ReceiveAccount,
    ReceiveGap,
    ReceiveRun,
)

CURSORS = "imap"
_RUN = "id, account, status, actor, started_at, finished_at, fetched, ingested, duplicates, errors, error"
_UNCLAIMED = "account_id IS NULL AND name IS NOT NULL AND folder IN (SELECT value FROM json_each(?1))"


def insert_account(connection: sqlite3.Connection, config: AccountConfig, at: str) -> None:
    """Add an account, or write its settings anew."""
    text = json.dumps({"provider": config.provider, **asdict(config)}, ensure_ascii=False)
    connection.execute(
        "INSERT INTO accounts (id, config, created_at) VALUES (?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET config = excluded.config",
        (config.id, text, at),
    )


def delete_account(connection: sqlite3.Connection, id: str) -> None:
    """Remove an account with its cursors and gaps; its runs and documents stay."""
    connection.execute("DELETE FROM accounts WHERE id = ?", (id,))
    connection.execute("DELETE FROM gaps WHERE account = ?", (id,))
    delete_cursors(connection, id)


def accounts(connection: sqlite3.Connection) -> list[ReceiveAccount]:
    """All accounts, the oldest first."""
    rows = connection.execute("SELECT id, config, created_at FROM accounts ORDER BY number")
    return [ReceiveAccount(id, _config(text), at) for id, text, at in rows]


def account(connection: sqlite3.Connection, id: str) -> ReceiveAccount:
    """One account. Raises `AccountNotFound`."""
    row = connection.execute("SELECT config, created_at FROM accounts WHERE id = ?", (id,)).fetchone()
    if row is None:
        raise AccountNotFound(
            f"There is no account {id}.", hint="`mailatlas accounts list` shows those that there are."
        )
    return ReceiveAccount(id, _config(row[0]), row[1])


def _config(text: str) -> AccountConfig:
    fields = json.loads(text)
    if fields.pop("provider") == "maildir":
        return MaildirConfig(**fields)
    return ImapConfig(**{**fields, "folders": tuple(fields["folders"])})


def insert_run(connection: sqlite3.Connection, id: str, account: str, actor: str, at: str) -> None:
    """Add a run that begins now."""
    connection.execute(
        "INSERT INTO runs (id, account, status, actor, started_at) VALUES (?, ?, 'running', ?, ?)",
        (id, account, actor, at),
    )


def finish_run(connection: sqlite3.Connection, run: ReceiveRun) -> None:
    """Write how a run ended."""
    connection.execute(
        "UPDATE runs SET status = ?, finished_at = ?, fetched = ?, ingested = ?, duplicates = ?, errors = ?,"
        " error = ? WHERE id = ? AND status = 'running'",
        (
            run.status, run.finished_at, run.fetched_count, run.ingested_count, run.duplicate_count,
            run.error_count, run.error, run.id,
        ),
    )  # fmt: skip


def committed(connection: sqlite3.Connection, run: str) -> tuple[int, int]:
    """How many messages a run has stored so far, and how many known ones it saw in a new place, as its
    events tell."""
    row = connection.execute(
        "SELECT ifnull(sum(json_extract(data, '$.ingested')), 0),"
        " ifnull(sum(json_extract(data, '$.sightings')), 0)"
        " FROM events WHERE subject = ? AND kind = 'receive.batch'",
        (run,),
    ).fetchone()
    return int(row[0]), int(row[1])


def running(connection: sqlite3.Connection) -> list[ReceiveRun]:
    """Runs that have not ended, or were left by a crash."""
    return _runs(connection, "WHERE status = 'running' ORDER BY number")


def runs(connection: sqlite3.Connection, account: str, *, limit: int, offset: int) -> list[ReceiveRun]:
    """The runs of an account, newest first."""
    return _runs(
        connection, "WHERE account = ? ORDER BY number DESC LIMIT ? OFFSET ?", account, limit, offset
    )


def _runs(connection: sqlite3.Connection, which: str, *bound: object) -> list[ReceiveRun]:
    return [ReceiveRun(*row) for row in connection.execute(f"SELECT {_RUN} FROM runs {which}", bound)]


def cursor_checkpoint(account: str, cursor: Cursor) -> Checkpoint:
    """How far a folder was read, as what the pipeline keeps."""
    return Checkpoint(CURSORS, f"{account}\n{cursor.folder}", f"{cursor.uidvalidity} {cursor.last_uid}")


def cursors(connection: sqlite3.Connection, account: str) -> list[Cursor]:
    """How far each folder of an account was read."""
    rows = connection.execute(
        "SELECT name, value FROM checkpoints WHERE scope = ? AND substr(name, 1, ?) = ? ORDER BY name",
        (CURSORS, len(account) + 1, f"{account}\n"),
    )
    return [Cursor(name.partition("\n")[2], *map(int, value.split())) for name, value in rows]


def delete_cursors(connection: sqlite3.Connection, account: str) -> None:
    """Forget how far an account was read: the next run reads all of it."""
    connection.execute(
        "DELETE FROM checkpoints WHERE scope = ? AND substr(name, 1, ?) = ?",
        (CURSORS, len(account) + 1, f"{account}\n"),
    )


def keep_gap(connection: sqlite3.Connection, gap: Gap, at: str) -> None:
    """Remember a gap, or that it was tried again."""
    connection.execute(
        "INSERT INTO gaps (account, folder, uidvalidity, uid, reason, tries, at) VALUES (?, ?, ?, ?, ?, 1, ?)"
        " ON CONFLICT (account, folder, uidvalidity, uid)"
        " DO UPDATE SET reason = excluded.reason, tries = tries + 1, at = excluded.at",
        (gap.account_id, gap.folder, gap.uidvalidity, gap.uid, gap.reason, at),
    )


def is_unclaimed(connection: sqlite3.Connection, folders: Sequence[str]) -> bool:
    """Whether something was seen in these Maildirs that is of no account."""
    row = connection.execute(
        f"SELECT EXISTS (SELECT 1 FROM sources WHERE {_UNCLAIMED})", (json.dumps(folders),)
    ).fetchone()
    return bool(row[0])


def keep_claim(connection: sqlite3.Connection, claim: Claim) -> None:
    """Let what was seen in these Maildirs and is of no account be of this one."""
    connection.execute(
        f"UPDATE sources SET account_id = ?2 WHERE {_UNCLAIMED}",
        (json.dumps(claim.folders), claim.account_id),
    )


def fill_gap(connection: sqlite3.Connection, source: Source) -> None:
    """Forget a gap whose message has come."""
    connection.execute(
        "DELETE FROM gaps WHERE account = ? AND folder = ? AND uidvalidity = ? AND uid = ?",
        (source.account_id, source.folder, source.uidvalidity, source.uid),
    )


def delete_gaps(
    connection: sqlite3.Connection, account: str, folder: str, uidvalidity: int, uids: Iterable[int]
) -> None:
    """Forget gaps of messages that are gone from the server."""
    connection.executemany(
        "DELETE FROM gaps WHERE account = ? AND folder = ? AND uidvalidity = ? AND uid = ?",
        [(account, folder, uidvalidity, uid) for uid in uids],
    )


def delete_old_gaps(connection: sqlite3.Connection, account: str) -> None:
    """Forget gaps of uids that mean nothing any more: their folder has got another UIDVALIDITY, and is read
    again from its beginning."""
    connection.executemany(
        "DELETE FROM gaps WHERE account = ? AND folder = ? AND uidvalidity <> ?",
        [(account, cursor.folder, cursor.uidvalidity) for cursor in cursors(connection, account)],
    )


def gaps(connection: sqlite3.Connection, account: str) -> list[ReceiveGap]:
    """The gaps of an account, by folder and uid."""
    rows = connection.execute(
        "SELECT account, folder, uidvalidity, uid, reason, tries, at FROM gaps WHERE account = ?"
        " ORDER BY folder, uidvalidity, uid",
        (account,),
    )
    return [ReceiveGap(*row) for row in rows]


def stored_uids(connection: sqlite3.Connection, account: str, folder: str, uidvalidity: int) -> set[int]:
    """The uids of a folder whose messages are stored."""
    rows = connection.execute(
        "SELECT DISTINCT uid FROM sources WHERE account_id = ? AND folder = ? AND uidvalidity = ?"
        " AND uid IS NOT NULL",
        (account, folder, uidvalidity),
    )
    return {uid for (uid,) in rows}


def document_count(connection: sqlite3.Connection, account: str) -> int:
    """How many documents were seen in an account."""
    row = connection.execute(
        "SELECT count(DISTINCT position) FROM sources WHERE account_id = ?", (account,)
    ).fetchone()
    return int(row[0])
