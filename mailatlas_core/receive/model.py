"""What receiving is about: accounts, where they have been read to, runs, gaps, and how a run ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

ReceiveProvider = Literal["imap", "maildir"]
Security = Literal["ssl", "starttls"]
Authentication = Literal["password", "token"]
RunStatus = Literal[
    "running", "ok", "duplicate", "partial", "error", "not_configured", "cursor_reset_required", "busy",
    "cancelled", "interrupted",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ImapConfig:
    """A user's folders on a server. `token` is an OAuth access token in the place of the password."""

    host: str
    username: str
    port: int = 993
    security: Security = "ssl"
    authentication: Authentication = "password"
    folders: tuple[str, ...] = ("INBOX",)

    @property
    def provider(self) -> ReceiveProvider:
        return "imap"

    @property
    def id(self) -> str:
        """What the account is called: `imap:USER:HOST:FOLDERS`, a folder with a comma in quotes."""
        return f"imap:{self.username}:{self.host}:{','.join(map(_quoted, self.folders))}"


@dataclass(frozen=True, slots=True)
class MaildirConfig:
    """A folder that another program fills; `path` is absolute."""

    path: str

    @property
    def provider(self) -> ReceiveProvider:
        return "maildir"

    @property
    def folders(self) -> tuple[str, ...]:
        return (self.path,)

    @property
    def id(self) -> str:
        """What the account is called: `maildir:PATH`."""
        return f"maildir:{self.path}"


AccountConfig: TypeAlias = ImapConfig | MaildirConfig


def _quoted(folder: str) -> str:
    """A name in a list of names, from which it can be told apart."""
    return '"' + folder.replace('"', '""') + '"' if {",", '"'} & set(folder) else folder


@dataclass(frozen=True, slots=True)
class ReceiveAccount:
    """A place that mail is received from; no secret is in it, nor where one comes from."""

    id: str
    config: AccountConfig
    created_at: str


class Cursor(NamedTuple):
    """How far a folder of an account was read: all up to `last_uid` is stored, or a gap."""

    folder: str
    uidvalidity: int
    last_uid: int


@dataclass(frozen=True, slots=True)
class ReceiveRun:
    """One pass over an account. Each message that was fetched and committed was ingested or a duplicate.
    `finished_at` is None while it runs; `error` is a sentence."""

    id: str
    account_id: str
    status: RunStatus
    actor: str
    started_at: str
    finished_at: str | None = None
    fetched_count: int = 0
    ingested_count: int = 0
    duplicate_count: int = 0
    error_count: int = 0
    error: str | None = None


@dataclass(frozen=True, slots=True)
class ReceiveGap:
    """A message that a server lists and did not give: why, and how often it was asked for."""

    account_id: str
    folder: str
    uidvalidity: int
    uid: int
    reason: str
    tries: int
    at: str


@dataclass(frozen=True, slots=True)
class ReceiveResult:
    """How a pass ended. `more` says that the server has mail left that was not asked for yet;
    `document_ids` are of what was new, as many as `MOST_IDS`; `error` is a sentence, `details` what to do."""

    status: RunStatus
    account_id: str
    run_id: str | None
    fetched_count: int = 0
    ingested_count: int = 0
    duplicate_count: int = 0
    error_count: int = 0
    document_ids: tuple[str, ...] = ()
    cursors: tuple[Cursor, ...] = ()
    error: str | None = None
    details: str | None = None
    more: bool = False


MOST_IDS = 500

INTERVAL_VARIABLE = "MAILATLAS_RECEIVE_INTERVAL_SECONDS"
INTERVAL_SECONDS = 60
"""Between two passes of a watch, where nothing else is said."""


@dataclass(frozen=True, slots=True)
class AccountStatus:
    """An account with where it stands: `runs` are the newest, newest first; `holder` is who receives it
    now, in words, None where nobody does."""

    account: ReceiveAccount
    cursors: tuple[Cursor, ...]
    runs: tuple[ReceiveRun, ...]
    gap_count: int
    document_count: int
    holder: str | None


@dataclass(frozen=True, slots=True)
class FolderVerification:
    """The ids that a server lists in a folder, held against what is stored: `missing` are neither stored
    nor gaps. Those beyond the cursor, which no run has asked for yet, are `waiting_count`. Of a folder that
    the server does not open, only the `error` is known, a sentence."""

    folder: str
    listed_count: int
    stored_count: int
    gap_count: int
    waiting_count: int
    missing: tuple[int, ...]
    error: str | None = None

    @property
    def is_whole(self) -> bool:
        """Whether the folder was opened, and nothing is missing."""
        return not self.missing and self.error is None


class Selected(NamedTuple):
    """A folder that was opened to be read alone: `messages` is how many it has."""

    uidvalidity: int
    messages: int


class FetchedMessage(NamedTuple):
    """What a server gave for a uid: bytes, or None and the `reason` in words."""

    uid: int
    data: bytes | None
    internal_date: str | None = None
    flags: tuple[str, ...] = ()
    gmail: Mapping[str, object] | None = None
    reason: str | None = None
