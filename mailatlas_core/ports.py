"""The edges of the house: what the core needs of the world, as protocols.

Every protocol has an implementation that lives in memory and one contract suite in
`tests/core/contracts` that all its implementations pass.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from mailatlas_core.cancel import CancelToken
    from mailatlas_core.models import IngestProblem, IngestProgress, Source
    from mailatlas_core.outbound.model import Delivery, Outgoing, ProviderName
    from mailatlas_core.receive.model import FetchedMessage, Selected
    from mailatlas_core.secrets import Secret


@dataclass(frozen=True, slots=True)
class RawMessage:
    """The bytes of one message and where they were seen.

    `tags` are the local tags that the place suggests at first sight; `internal_date` is
    when a server or an mbox says that the message arrived.
    """

    data: bytes
    source: Source
    tags: tuple[str, ...] = ()
    internal_date: datetime | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file of a tree that is no mail."""

    path: str


@dataclass(frozen=True, slots=True)
class Known:
    """So many messages that are stored, as their place tells without a byte of them being read."""

    count: int


@dataclass(frozen=True, slots=True)
class Moved:
    """A message that is stored, as the bytes with the SHA-256 `digest`, and is somewhere else in its
    place now, or has other flags."""

    digest: bytes
    source: Source


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How far a place has been read, in words of its own: all that was yielded before. It is kept
    once all of that is stored."""

    scope: str
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A message that a server lists and did not give, with the reason in a sentence. It is kept like a
    checkpoint, and forgotten when the message comes after all."""

    account_id: str
    folder: str
    uidvalidity: int
    uid: int
    reason: str


@dataclass(frozen=True, slots=True)
class Claim:
    """All that was seen in these folders of files is of an account, though it was taken in before there was
    one. It is kept like a checkpoint, and takes nothing from another account."""

    account_id: str
    folders: tuple[str, ...]


Kept: TypeAlias = "Checkpoint | Gap | Claim"
Item: TypeAlias = "RawMessage | IngestProblem | Skipped | Known | Moved | Kept"


class MailSource(Protocol):
    """A place that messages come from, read once, in an order of its own.

    What cannot be read is yielded as an `IngestProblem` and never stops the rest.
    """

    @property
    def bytes_total(self) -> int | None:
        """How many bytes there are to read, None where that is not known beforehand."""

    def __iter__(self) -> Iterator[Item]: ...


class Progress(Protocol):
    """Called now and then with where the work stands; must be quick and must not raise."""

    def __call__(self, state: IngestProgress, /) -> None: ...


class Steps(Protocol):
    """Called now and then with how many documents are done, of how many; quick, never raising."""

    def __call__(self, done: int, total: int, /) -> None: ...


class Clock(Protocol):
    def now(self) -> datetime:
        """The present moment, aware, in UTC."""


class Mailbox(Protocol):
    """A connection to an account on a server, for reading alone; used by one thread at a time.

    Every method raises `ServerUnavailable` where the connection fails or the server makes no sense: then it
    is of no use any more. After `FolderNotFound`, where no folder is open, and after `IdleUnsupported` it is.
    None changes anything on the server.
    """

    def folders(self) -> Sequence[str]:
        """The names of all folders that can be opened, as people read them."""

    def select(self, folder: str, /) -> Selected:
        """Open a folder, to be read alone. Raises `FolderNotFound`."""

    def uids(self, above: int, /) -> Sequence[int]:
        """The uids in the opened folder that are greater, ascending, each once."""

    def sizes(self, uids: Sequence[int], /) -> Mapping[int, int]:
        """How many bytes the server says that these messages have; without those that are gone."""

    def fetch(self, uids: Sequence[int], /) -> Iterator[FetchedMessage]:
        """These messages, in any order; none for one that is gone, and one with a reason for one that the
        server does not give."""

    def wait(self, seconds: float, cancel: CancelToken, /) -> bool:
        """Return when something has come into the opened folder (True), or so much time has passed. Raises
        `Cancelled`, and `IdleUnsupported` at once where the server cannot tell."""

    def close(self) -> None:
        """Take leave; never raises."""


class OpenMailbox(Protocol):
    """A way to an account: connects and logs in. Raises `ServerUnavailable`, `LoginRefused`,
    `ReceiverNotConfigured`, `SecretUnavailable` and `Cancelled`, which ends what waits at once."""

    def __call__(self, cancel: CancelToken, /) -> Mailbox: ...


class MailSender(Protocol):
    """A way out: asks a provider once to take one message, and says truly what became of it."""

    @property
    def provider(self) -> ProviderName: ...

    def send(self, outgoing: Outgoing, /) -> Delivery:
        """Ask once, never again by itself. What the network or the provider does is in the `Delivery`;
        raises `SenderNotConfigured` and `SecretUnavailable` before anything was asked."""


class SecretStore(Protocol):
    """Where secrets are kept outside the workspace, by a name each."""

    def get(self, name: str, /) -> Secret | None:
        """The secret, None where there is none of that name. Raises `SecretUnavailable`."""

    def set(self, name: str, secret: Secret, /) -> None:
        """Keep it, in the place of an older one. Raises `SecretUnavailable`."""

    def delete(self, name: str, /) -> None:
        """Forget it; what is not there is no error. Raises `SecretUnavailable`."""
