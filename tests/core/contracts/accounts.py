"""Accounts to receive from, each with whoever fills it: what the suite of receiving is tried on."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Protocol

from mailatlas_core.cancel import CancelToken
from mailatlas_core.errors import ServerUnavailable
from mailatlas_core.ports import Mailbox, OpenMailbox
from mailatlas_core.receive.maildir import MaildirAccountSource
from mailatlas_core.receive.model import FetchedMessage, MaildirConfig, Selected
from mailatlas_core.receive.outcome import Pass
from mailatlas_core.receive.source import MailboxSource
from mailatlas_core.store import receiving
from mailatlas_core.store.files import Placement
from mailatlas_core.store.places import Places
from mailatlas_core.workspace import Workspace
from tests.core.contracts import mailboxes

INBOX, OTHER = "INBOX", "Côte d’Azur"
ARRIVED = datetime(2026, 3, 14, 16, 44, tzinfo=UTC)


class Account(Protocol):
    """A place with two folders, `INBOX` and `OTHER`."""

    @property
    def id(self) -> str: ...

    def add(self, folder: str, data: bytes, *, seen: bool = True, flagged: bool = False) -> None:
        """Have a message come."""

    def remove_first(self, folder: str) -> None:
        """Have the oldest message go."""

    def content(self) -> object:
        """All that is in the account, flags included, to be held against what it was."""

    def source(
        self, workspace: Workspace, *, limit: int | None = None, cancel: CancelToken | None = None
    ) -> Pass:
        """A pass over it, beginning where the workspace says."""


class ServerAccount:
    """An account on a server. `open` is the way to it, and may be changed."""

    def __init__(self, account: mailboxes.Account) -> None:
        account.add_folder(OTHER)
        self.config = replace(account.config, folders=(INBOX, OTHER))
        self.open = account.way()
        self._account = account

    @property
    def id(self) -> str:
        return self.config.id

    def add(self, folder: str, data: bytes, *, seen: bool = True, flagged: bool = False) -> None:
        flags = (*(("\\Seen",) if seen else ()), *(("\\Flagged",) if flagged else ()))
        self._account.add(data, folder, flags=flags, at=ARRIVED)

    def remove_first(self, folder: str) -> None:
        with closing(self._account.open()) as mailbox:
            mailbox.select(folder)
            self._account.remove(mailbox.uids(0)[0], folder)

    def renumber(self, folder: str) -> None:
        """Give a folder another UIDVALIDITY."""
        self._account.renumber(folder)

    def content(self) -> object:
        found = []
        with closing(self._account.open()) as mailbox:
            for folder in self.config.folders:
                selected = mailbox.select(folder)
                found.append((selected, sorted(mailbox.fetch(mailbox.uids(0)))))
        return found

    def source(
        self, workspace: Workspace, *, limit: int | None = None, cancel: CancelToken | None = None
    ) -> Pass:
        with workspace._database.reading() as connection:
            cursors = receiving.cursors(connection, self.id)
        return MailboxSource(self.config, self.open, cursors, limit=limit, cancel=cancel)


class MemoryAccount(ServerAccount):
    """An account on a server in memory, which can be told to do wrong."""

    def __init__(self) -> None:
        account = mailboxes.MemoryAccount()
        super().__init__(account)
        self.server = account.server


@dataclass
class MaildirAccount:
    """A Maildir++ tree; `OTHER` is the folder `.Other` in it."""

    path: Path
    numbers: Iterator[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        self.config = MaildirConfig(str(self.path))
        for folder in (INBOX, OTHER):
            for part in ("cur", "new", "tmp"):
                (self._folder(folder) / part).mkdir(parents=True)

    @property
    def id(self) -> str:
        return self.config.id

    def add(self, folder: str, data: bytes, *, seen: bool = True, flagged: bool = False) -> None:
        number = next(self.numbers)
        flags = ("F" if flagged else "") + ("S" if seen else "")
        self.write(self._folder(folder) / "cur" / f"{number:06}.M1.host:2,{flags}", data)

    def write(self, path: Path, data: bytes) -> None:
        """Put a file into a Maildir whose clock ticks once for each."""
        path.write_bytes(data)
        moment = 1_700_000_000 + 60 * next(self.numbers)
        os.utime(path, (moment, moment))
        os.utime(path.parent, (moment, moment))

    def remove_first(self, folder: str) -> None:
        min((self._folder(folder) / "cur").iterdir()).unlink()

    def content(self) -> object:
        return {
            path: (path.read_bytes(), path.stat().st_mtime_ns)
            for path in self.path.rglob("*")
            if path.is_file()
        }

    def source(
        self, workspace: Workspace, *, limit: int | None = None, cancel: CancelToken | None = None
    ) -> Pass:
        places = Places(workspace._database, Placement(workspace.root), cancel)
        return MaildirAccountSource(self.config, places, limit=limit, cancel=cancel)

    def _folder(self, name: str) -> Path:
        return self.path if name == INBOX else self.path / f".{re.sub(r'[^A-Za-z]+', '.', name)}"


class Breaking:
    """A way to a mailbox through which the connection breaks off before the messages of these numbers,
    counted from 0 over all connections; `given` counts the others."""

    def __init__(self, open_mailbox: OpenMailbox, numbers: set[int]) -> None:
        self.given = 0
        self.number = 0
        self.numbers = numbers
        self._open = open_mailbox

    def __call__(self, cancel: CancelToken, /) -> Mailbox:
        return _BreakingMailbox(self, self._open(cancel))


class _BreakingMailbox:
    def __init__(self, line: Breaking, mailbox: Mailbox) -> None:
        self._line = line
        self._mailbox = mailbox

    def folders(self) -> Sequence[str]:
        return self._mailbox.folders()

    def select(self, folder: str, /) -> Selected:
        return self._mailbox.select(folder)

    def uids(self, above: int, /) -> Sequence[int]:
        return self._mailbox.uids(above)

    def sizes(self, uids: Sequence[int], /) -> Mapping[int, int]:
        return self._mailbox.sizes(uids)

    def fetch(self, uids: Sequence[int], /) -> Iterator[FetchedMessage]:
        for message in self._mailbox.fetch(uids):
            number = self._line.number
            self._line.number += 1
            if number in self._line.numbers:
                self._mailbox.close()
                raise ServerUnavailable("The connection broke off.")
            self._line.given += 1
            yield message

    def wait(self, seconds: float, cancel: CancelToken, /) -> bool:
        return self._mailbox.wait(seconds, cancel)

    def close(self) -> None:
        self._mailbox.close()
