"""What of the log is wanted, as a person writes it: `kind:export after:7d`, and any other words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import get_args

from mailatlas_core.errors import QueryError
from mailatlas_core.outbound.model import OutboundStatus
from mailatlas_core.query import dates
from mailatlas_core.query.tree import Bound, Dated

EXAMPLE = "kind:export  status:sent  after:7d  before:2026-03  event:17  any words"

_STATUSES: tuple[OutboundStatus, ...] = get_args(OutboundStatus)
_WORD = re.compile(
    r'(?:(?P<field>kind|status|after|before|event):(?P<value>"[^"]*"?|\S*))|(?P<word>"[^"]*"?|\S+)'
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Events whose kind, or what is behind its dot, begins as any of the `kinds`, about records in any of the
    `statuses`, that happened `since` and before `until`, in which all the `words` stand; or the one with
    the number `event`."""

    kinds: tuple[str, ...] = ()
    statuses: tuple[OutboundStatus, ...] = ()
    words: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    event: int | None = None


EVERYTHING = Wanted()


def read_wanted(text: str, now: datetime) -> Wanted:
    """What a text asks for. A field without a value is one that is still being typed. Raises `QueryError`."""
    wanted = EVERYTHING
    for found in _WORD.finditer(text):
        value = (found["value"] or found["word"] or "").strip('"')
        try:
            if value:
                wanted = _FIELDS[found["field"] or "word"](wanted, value, now)
        except _Meaningless as error:
            raise QueryError(str(error), position=found.start(), hint=error.hint) from None
    return wanted


class _Meaningless(ValueError):
    def __init__(self, sentence: str, hint: str) -> None:
        super().__init__(sentence)
        self.hint = hint


def _kind(wanted: Wanted, value: str, _: datetime) -> Wanted:
    return replace(wanted, kinds=(*wanted.kinds, value.lower()))


def _status(wanted: Wanted, value: str, _: datetime) -> Wanted:
    start = value.lower().replace("-", "_").replace(" ", "_")
    meant = tuple(status for status in _STATUSES if status.startswith(start))
    if not meant:
        raise _Meaningless(f"No status is {value}.", f"There are {', '.join(_STATUSES)}.")
    return replace(wanted, statuses=(*wanted.statuses, *meant))


def _after(wanted: Wanted, value: str, now: datetime) -> Wanted:
    since, _ = _instants("after", value, now)
    return replace(wanted, since=since)


def _before(wanted: Wanted, value: str, now: datetime) -> Wanted:
    _, until = _instants("before", value, now)
    return replace(wanted, until=until)


def _instants(bound: Bound, value: str, now: datetime) -> tuple[datetime | None, datetime | None]:
    try:
        return dates.instants(Dated(bound, value), now)
    except ValueError:
        raise _Meaningless(f"{value} is no date.", dates.HINT) from None


def _event(wanted: Wanted, value: str, _: datetime) -> Wanted:
    if not re.fullmatch(r"[0-9]{1,18}", value):
        raise _Meaningless(f"{value} is no number of an event.", "The detail of each has its number.")
    return replace(wanted, event=int(value))


def _word(wanted: Wanted, value: str, _: datetime) -> Wanted:
    return replace(wanted, words=(*wanted.words, value.casefold()))


_FIELDS: Mapping[str, Callable[[Wanted, str, datetime], Wanted]] = {
    "kind": _kind, "status": _status, "after": _after, "before": _before, "event": _event, "word": _word,
}  # fmt: skip
