"""The accounts on servers that the contract of `Mailbox` is tried on, each with its owner."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Protocol

import pytest

from mailatlas_core.cancel import CancelToken
from mailatlas_core.ports import Mailbox, OpenMailbox
from mailatlas_core.receive.imap.opening import open_imap
from mailatlas_core.receive.memory import MemoryServer
from mailatlas_core.receive.model import ImapConfig
from mailatlas_core.secrets import Secret
from tests.core import dovecot
from tests.core.dovecot import Dovecot

# As small as a message can be: there are very many of them.
TINY = b"Subject: x\r\n\r\nx\r\n"


class Account(Protocol):
    """An account with an empty INBOX, and its owner."""

    @property
    def config(self) -> ImapConfig: ...

    def way(self, secret: Secret | None = None) -> OpenMailbox:
        """The way in, with the right secret unless another one is given."""

    def open(self) -> Mailbox:
        """The mailbox as somebody receives from it."""

    def add_folder(self, name: str) -> None: ...

    def add(
        self, data: bytes, folder: str = "INBOX", *, flags: tuple[str, ...] = (), at: datetime | None = None
    ) -> int:
        """Put a message into a folder, with these flags, come at that moment; returns the uid."""

    def remove(self, uid: int, folder: str = "INBOX") -> None: ...

    def renumber(self, folder: str = "INBOX") -> None:
        """Give a folder another UIDVALIDITY."""

    def fill(self, count: int) -> str:
        """Make a folder with so many tiny messages; returns its name."""

    def flags(self, uid: int, folder: str = "INBOX") -> tuple[str, ...]:
        """The flags of a message as the owner sees them."""


class _Account:
    """What all accounts have in common."""

    def __init__(self, config: ImapConfig, secret: Secret) -> None:
        self.config = config
        self.secret = secret

    def way(self, secret: Secret | None = None) -> OpenMailbox:
        raise NotImplementedError

    def open(self) -> Mailbox:
        return self.way()(CancelToken())


class MemoryAccount(_Account):
    """An account of a server in memory."""

    def __init__(self) -> None:
        super().__init__(ImapConfig("memory.test", "ada@example.com"), Secret("the secret of Ada"))
        self.server = MemoryServer(logins={self.config.username: self.secret})

    def way(self, secret: Secret | None = None) -> OpenMailbox:
        return self.server.open(self.config.username, secret or self.secret)

    def add_folder(self, name: str) -> None:
        self.server.add_folder(name)

    def add(
        self, data: bytes, folder: str = "INBOX", *, flags: tuple[str, ...] = (), at: datetime | None = None
    ) -> int:
        date = at.isoformat() if at else None
        return self.server.add(folder, data, flags=flags, internal_date=date)

    def remove(self, uid: int, folder: str = "INBOX") -> None:
        self.server.remove(folder, uid)

    def renumber(self, folder: str = "INBOX") -> None:
        self.server.renumber(folder)

    def fill(self, count: int) -> str:
        self.server.add_folder("many")
        for _ in range(count):
            self.server.add("many", TINY)
        return "many"

    def flags(self, uid: int, folder: str = "INBOX") -> tuple[str, ...]:
        return self.server.folders[folder].messages[uid].flags


class DovecotAccount(_Account):
    """An account of a real server."""

    def __init__(self, server: Dovecot) -> None:
        super().__init__(server.config(server.new_user()), Secret(dovecot.PASSWORD))
        self.server = server

    def way(self, secret: Secret | None = None) -> OpenMailbox:
        return open_imap(self.config, secret or self.secret)

    def add_folder(self, name: str) -> None:
        with self.server.owner(self.config.username) as owner:
            owner.create_folder(name)

    def add(
        self, data: bytes, folder: str = "INBOX", *, flags: tuple[str, ...] = (), at: datetime | None = None
    ) -> int:
        with self.server.owner(self.config.username) as owner:
            answer = owner.append(folder, data, flags, at)
        found = re.search(rb"APPENDUID \d+ (\d+)", answer)
        assert found is not None
        return int(found[1])

    def remove(self, uid: int, folder: str = "INBOX") -> None:
        with self.server.owner(self.config.username) as owner:
            owner.select_folder(folder)
            owner.delete_messages([uid])
            owner.expunge([uid])

    def renumber(self, folder: str = "INBOX") -> None:
        place = self.server.folder(self.config.username)
        files = place if folder == "INBOX" else place / folder
        for file in (*files.glob("dovecot-uidlist"), *files.glob("dovecot.index*")):
            file.unlink()

    def fill(self, count: int) -> str:
        letter = b"From ada@example.com Mon Jan  1 00:00:00 2024\n" + TINY.replace(b"\r", b"") + b"\n"
        return self.server.write_mbox(self.config.username, "many", letter * count)

    def flags(self, uid: int, folder: str = "INBOX") -> tuple[str, ...]:
        with self.server.owner(self.config.username) as owner:
            owner.select_folder(folder, readonly=True)
            return tuple(flag.decode() for flag in owner.get_flags([uid])[uid])


NewAccount = Callable[[], Account]


@contextmanager
def _in_memory() -> Iterator[NewAccount]:
    yield MemoryAccount


@contextmanager
def _on_dovecot() -> Iterator[NewAccount]:
    with dovecot.running() as server, pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("SSL_CERT_FILE", str(server.root / "authority.pem"))
        yield lambda: DovecotAccount(server)


SERVERS: Mapping[str, Callable[[], AbstractContextManager[NewAccount]]] = {
    "memory": _in_memory,
    "dovecot": _on_dovecot,
}
"""Servers by name; each, while it runs, makes as many accounts as are wanted."""
