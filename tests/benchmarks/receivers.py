"""The programs that receive mail, and how each is asked for all of an account."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from tests.benchmarks.processes import Command
from tests.benchmarks.programs import Ours, home_in, version_of
from tests.core.dovecot import PASSWORD


@dataclass(frozen=True, slots=True)
class Account:
    """Where an account with `count` messages of `bytes` together is, and the files with the server's
    certificate, and with that of the authority that vouches for it."""

    host: str
    port: int
    username: str
    authority: Path
    certificate: Path
    count: int
    bytes: int

    def at(self, port: int) -> Account:
        """The same, reached by another port."""
        return replace(self, port=port)


class Receiver(Protocol):
    """A program that gets all messages of an account into an empty folder."""

    name: str

    def version(self) -> str | None:
        """Which one it is; None where it is not installed."""

    def prepare(self, account: Account, store: Path, /) -> None:
        """Write down in the folder `store` what the program has to know."""

    def receive(self, account: Account, store: Path, /) -> Command:
        """How it gets everything."""

    def received(self, store: Path, /) -> int:
        """How many messages it has."""


class OursReceiving:
    """This program: stored for good, and ready to be searched."""

    name = Ours.name

    def version(self) -> str:
        return Ours().version()

    def prepare(self, _account: Account, _store: Path) -> None:
        pass

    def receive(self, account: Account, store: Path) -> Command:
        described = ("--host", account.host, "--port", str(account.port), "--username", account.username)
        return Command(
            [
                Path(sys.executable).with_name("mailatlas"),
                *("receive", "--root", store / "root", "--provider", "imap", *described, "--all"),
            ],
            {
                **home_in(store),
                "SSL_CERT_FILE": str(account.authority),
                "MAILATLAS_IMAP_PASSWORD": PASSWORD,
            },
        )

    def received(self, store: Path) -> int:
        return _files(store / "root" / "raw")


class Mbsync:
    """Debian's isync, which makes a Maildir; each file durable, as it does by default, or not."""

    def __init__(self, *, durable: bool) -> None:
        self.name = "mbsync" if durable else "mbsync (FSync no)"
        self._durable = "yes" if durable else "no"

    def version(self) -> str | None:
        return version_of("mbsync", "--version")

    def prepare(self, account: Account, store: Path) -> None:
        lines: Sequence[str] = (
            f"FSync {self._durable}",
            "IMAPStore server",
            *(f"Host {account.host}", f"Port {account.port}", f"User {account.username}"),
            *(f'Pass "{PASSWORD}"', "AuthMechs LOGIN", "SSLType IMAPS"),
            *(f"CertificateFile {account.certificate}", ""),
            *("MaildirStore here", f'Inbox "{store}/mail/"', ""),
            *("Channel all", "Far :server:", "Near :here:", "Patterns INBOX", "Sync Pull", "SyncState *", ""),
        )
        (store / "mbsyncrc").write_text("\n".join(lines), "utf-8")

    def receive(self, _account: Account, store: Path) -> Command:
        return Command(["mbsync", "--quiet", "--config", store / "mbsyncrc", "all"], home_in(store))

    def received(self, store: Path) -> int:
        return _files(store / "mail" / "cur") + _files(store / "mail" / "new")


def all_receivers() -> Sequence[Receiver]:
    """This program first; mbsync as it comes, and without making durable what it has."""
    return (OursReceiving(), Mbsync(durable=True), Mbsync(durable=False))


def _files(folder: Path) -> int:
    return sum(file.is_file() and not file.name.startswith(".") for file in folder.rglob("*"))
