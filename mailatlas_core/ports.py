"""The edges of the house: what the core needs of the world, as protocols.

Every protocol has an implementation that lives in memory and one contract suite in
`tests/core/contracts` that all its implementations pass.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from mailatlas_core.models import IngestProblem, IngestProgress, Source
    from mailatlas_core.outbound.model import Delivery, Outgoing, ProviderName
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


Item: TypeAlias = "RawMessage | IngestProblem | Skipped | Known | Moved | Checkpoint"


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
