"""What tests of receiving share: a server in memory with some mail, and an account on it."""

from __future__ import annotations

from collections.abc import Iterable

from mailatlas_core.ports import OpenMailbox
from mailatlas_core.receive.memory import MemoryServer
from mailatlas_core.receive.model import ImapConfig
from mailatlas_core.secrets import Secret
from mailatlas_core.workspace import Workspace
from tests.core.messages import message

CONFIG = ImapConfig("imap.example.org", "ada@example.org")
PASSWORD = Secret("hunter2-canary")


def server(count: int, folders: Iterable[str] = ("INBOX",)) -> MemoryServer:
    """A server with so many messages in each folder, of which no two are the same."""
    made = MemoryServer(tuple(folders), logins={CONFIG.username: PASSWORD})
    for place, folder in enumerate(folders):
        for number in range(count):
            made.add(folder, message(place * count + number))
    return made


def way_to(server: MemoryServer, secret: Secret = PASSWORD) -> OpenMailbox:
    return server.open(CONFIG.username, secret)


def kinds(workspace: Workspace, beginning: str = "") -> list[str]:
    """The kinds of the events, oldest first, without what made the workspace."""
    events = workspace.audit.events(limit=1_000)
    found = [event.kind for event in reversed(events) if event.kind != "workspace.created"]
    return [kind for kind in found if kind.startswith(beginning)]
