"""What the mail server in memory does wrong when it is told to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from mailatlas_core.cancel import CancelToken
from mailatlas_core.receive.model import FetchedMessage

Request = Literal["login", "folders", "select", "uids", "sizes", "fetch", "wait"]


class Place(NamedTuple):
    """A message of the server."""

    folder: str
    uid: int


class BreakOff(NamedTuple):
    """The connection breaks off at the request of that kind with this number, counted from 1 over all
    connections: at once, or before a message with which more than so many bytes would be given."""

    request: Request
    number: int
    after_bytes: int = 0


def _at_once(_request: Request, _cancel: CancelToken) -> None:
    """A server that answers without delay."""


@dataclass(slots=True)
class Faults:
    """What the server does wrong from now on; all of it can be changed at any time.

    The connection breaks off at what is in `break_offs`, and whenever one of `poison` is asked for.
    `refused` are not given, for the reason; `withheld` neither, in silence. `phantoms` are listed and are
    not there. `empty` are given without a byte. `strays` are given with everything that is fetched. With
    `repeats` each message is given twice, and with `backwards` the last is listed and given first. Sizes
    are told `size_factor` times as large as they are. With `renumbers`, a folder has another UIDVALIDITY
    whenever it is selected. `before` is called before each answer, in the thread that waits for it.
    """

    is_down: bool = False
    break_offs: set[BreakOff] = field(default_factory=set)
    poison: set[Place] = field(default_factory=set)
    refused: dict[Place, str] = field(default_factory=dict)
    withheld: set[Place] = field(default_factory=set)
    phantoms: set[Place] = field(default_factory=set)
    empty: set[Place] = field(default_factory=set)
    strays: tuple[FetchedMessage, ...] = ()
    repeats: bool = False
    backwards: bool = False
    size_factor: float = 1.0
    renumbers: bool = False
    before: Callable[[Request, CancelToken], None] = _at_once
