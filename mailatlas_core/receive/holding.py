"""One receiver at a time for an account, across processes; the second is told who the first is.

The lock is a file in `locks/`, named by the SHA-256 of the account's id. Who has it says so in a file
beside it, which a crash leaves there, and which says nothing where the lock is free.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mailatlas_core.errors import AccountBusy
from mailatlas_core.store.files import file_lock, meaning_of_disk_errors, write_file

_PATIENCE_SECONDS = 0.3  # whoever only looks who has the lock has it for a moment


def account_digest(account: str) -> str:
    """What an account is called where its id, which has an address in it, must not be written."""
    return hashlib.sha256(account.encode()).hexdigest()


@contextmanager
def held(root: Path, account: str, *, actor: str, at: str, scratch: Path) -> Iterator[None]:
    """Be the one who receives an account. Raises `AccountBusy`, which names who is."""
    lock, said = file_lock(_path(root, account, "lock")), _path(root, account, "json")
    try:
        lock.acquire(timeout=_PATIENCE_SECONDS)
    except TimeoutError:
        who = holder(root, account) or "another process"
        raise AccountBusy(
            f"The account {account} is being received already, by {who}.",
            hint="Wait until that has ended, or end it.",
        ) from None
    try:
        _say(said, {"actor": actor, "pid": os.getpid(), "since": at}, scratch)
        yield
    finally:
        said.unlink(missing_ok=True)
        lock.release()


def holder(root: Path, account: str) -> str | None:
    """Who is receiving an account, in words; None where nobody is, or nobody can tell."""
    try:
        said = json.loads(_path(root, account, "json").read_bytes())
        who = f"{said['actor']} (process {said['pid']}, since {said['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        return None
    lock = file_lock(_path(root, account, "lock"))
    try:
        lock.acquire(timeout=0)
    except TimeoutError:
        return who
    except OSError:  # on a read-only medium, where nobody receives
        return None
    lock.release()
    return None


def _say(path: Path, who: dict[str, object], scratch: Path) -> None:
    """Write the whole file at once: it may be looked at in any moment."""
    temporary = scratch / os.urandom(8).hex()
    write_file(temporary, json.dumps(who).encode())
    with meaning_of_disk_errors():
        temporary.replace(path)


def _path(root: Path, account: str, ending: str) -> Path:
    return root / "locks" / f"receive-{account_digest(account)}.{ending}"
