"""Accounts to try the pane on: mail servers in memory, reached as if by the network or not at all."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from textual.pilot import Pilot

from mailatlas_core.cancel import CancelToken
from mailatlas_core.clock import FixedClock
from mailatlas_core.demo import DEMO_NOW
from mailatlas_core.errors import ReceiverNotConfigured
from mailatlas_core.ports import Mailbox, SecretStore
from mailatlas_core.receive.choosing import Chosen, account_of
from mailatlas_core.receive.memory import MemoryServer
from mailatlas_core.receive.model import (
    AccountConfig,
    AccountStatus,
    Cursor,
    ImapConfig,
    ReceiveAccount,
    ReceiveRun,
)
from mailatlas_core.secrets import Secret
from mailatlas_core.secrets.stores import MemoryStore
from mailatlas_core.workspace import Workspace
from mailatlas_tui.app import MailAtlasApp
from mailatlas_tui.mailboxes import Mailboxes, keep_in
from mailatlas_tui.screens.accounts.room import AccountsRoom
from tests.tui.driving import lines, settle

CONFIG = ImapConfig("imap.example.org", "ada@example.org")
AT = "2026-03-14T07:55:00.000000Z"
PASSWORD = "correct horse battery"


class Forgetful(MemoryStore):
    """A keychain that keeps nothing."""

    def set(self, name: str, secret: Secret, /) -> None:
        """Forget it."""


class Servers:
    """Servers in memory by host, which count as the network; a password is wanted, unless one is kept."""

    def __init__(self, *servers: tuple[str, MemoryServer], is_offline: bool = False) -> None:
        self.servers = dict(servers)
        self.is_offline = is_offline
        self.store: SecretStore = MemoryStore()
        self.offered: list[tuple[str, str]] = []
        """To which host which password was offered."""

    def choose(
        self, config: AccountConfig, given: Secret | None, _others: Iterable[AccountConfig], /
    ) -> Chosen:
        if not isinstance(config, ImapConfig):
            return Chosen(None, ())

        def opened(cancel: CancelToken, /) -> Mailbox:
            secret = given or self.store.get(account_of(config).keychain_name)
            if secret is None:
                raise ReceiverNotConfigured(f"There is no password for {config.username}.", hint="Set one.")
            self.offered.append((config.host, secret.reveal()))
            return self.servers[config.host].open(config.username, secret)(cancel)

        return Chosen(opened, ())

    def source(self, _config: AccountConfig, _others: Iterable[AccountConfig], /) -> str:
        return "asked for"

    def keep(self, config: ImapConfig, secret: Secret, /) -> str:
        keep_in(self.store, account_of(config).keychain_name, secret)
        return "in the keychain"


def letter(number: int) -> bytes:
    """A message for a server."""
    return (
        f"From: Keeper <keeper@lighthouse.example>\r\nTo: ada@example.org\r\nSubject: Lamp {number}\r\n"
        f"Date: Fri, 13 Mar 2026 10:{number:02}:00 +0000\r\nMessage-ID: <{number}@lighthouse.example>\r\n"
        f"\r\nThe lamp number {number} is lit.\r\n"
    ).encode()


def server(count: int = 3) -> MemoryServer:
    """A server with so many messages that knows one user."""
    server = MemoryServer(logins={CONFIG.username: Secret(PASSWORD)})
    for number in range(count):
        server.add("INBOX", letter(number))
    return server


@asynccontextmanager
async def receiving(
    workspace: Workspace,
    mailboxes: Mailboxes,
    *,
    size: tuple[int, int] = (160, 48),
    knows_password: bool = True,
) -> AsyncIterator[Pilot[None]]:
    """The app in the pane of accounts, where the password of `CONFIG` was typed already."""
    app = MailAtlasApp(
        workspace, "--root", clock=FixedClock(DEMO_NOW), stopwatch=lambda: 0.0, mailboxes=mailboxes
    )
    if knows_password:
        app.mailbox_passwords[CONFIG.host, CONFIG.username] = Secret(PASSWORD)
    async with app.run_test(size=size, notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "2")
        yield pilot


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys, each of them shown before the next."""
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


async def until(pilot: Pilot[None], *texts: str) -> None:
    """Wait until all of this stands on the screen; the test's own time-out is the bound."""
    while not all(text in "\n".join(lines(pilot.app.screen)) for text in texts):
        await pilot.pause(0.01)


def accounts(pilot: Pilot[None]) -> AccountsRoom:
    """The pane of accounts, which must be in view."""
    assert isinstance(pilot.app.screen, AccountsRoom)
    return pilot.app.screen


def hostile_account(text: str) -> AccountStatus:
    """An account in which every text is this one."""
    config = ImapConfig(text, text, folders=(text,))
    run = ReceiveRun("run", config.id, "error", text, AT, AT, error=text)
    return AccountStatus(
        ReceiveAccount(config.id, config, AT),
        (Cursor(text, 1, 2),),
        (run,),
        gap_count=1,
        document_count=2,
        holder=None,
    )
