"""What the room knows of its accounts, read in one go; and how an account is called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from mailatlas_core.receive.model import (
    AccountConfig,
    AccountStatus,
    Cursor,
    ImapConfig,
    ReceiveAccount,
    ReceiveGap,
    ReceiveRun,
)
from mailatlas_core.workspace import Workspace

MOST_RUNS = 200
"""How many of its newest runs the detail of an account shows."""


@dataclass(frozen=True, slots=True)
class Listed:
    """All accounts, the oldest first, and how many messages the workspace has."""

    accounts: Sequence[AccountStatus]
    total: int


class Password(NamedTuple):
    """Where the password of an account comes from, in words, and what should be said about that."""

    source: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Detail:
    """All that is known of an account."""

    status: AccountStatus
    runs: Sequence[ReceiveRun]
    gaps: Sequence[ReceiveGap]
    password: Password

    @property
    def account(self) -> ReceiveAccount:
        return self.status.account

    @property
    def cursors(self) -> Sequence[Cursor]:
        return self.status.cursors


def listed(workspace: Workspace) -> Listed:
    """The accounts as they stand now."""
    return Listed(workspace.receive.status(), workspace.documents.count())


def detail(workspace: Workspace, status: AccountStatus, password: Password) -> Detail:
    """One of them, with its runs and gaps."""
    id, receive = status.account.id, workspace.receive
    return Detail(status, receive.runs(id, limit=MOST_RUNS, offset=0), receive.gaps(id), password)


def name(config: AccountConfig) -> str:
    """What people call an account: its user, with the server where that says nothing of it."""
    if not isinstance(config, ImapConfig):
        return config.path
    return config.username if "@" in config.username else f"{config.username}@{config.host}"
