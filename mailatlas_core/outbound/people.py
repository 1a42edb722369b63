"""Whom one writes to: addresses of the mail that came and went, for completion and for the review."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import datetime

from mailatlas_core.fold import fold, words
from mailatlas_core.models import Address
from mailatlas_core.outbound.model import Letter
from mailatlas_core.query.tree import Text
from mailatlas_core.store import outbound as rows
from mailatlas_core.store.reading import refs
from mailatlas_core.store.search import newest

_NEWEST_RECORDS, _NEWEST_MESSAGES = 500, 200


def completions(connection: sqlite3.Connection, beginning: str, now: datetime, limit: int) -> list[Address]:
    """People whose name or address has words that begin so, each once: those written to before those
    who wrote, the newest first. Only so many of the newest records and messages are looked at."""
    wanted = words(fold(beginning))
    if not wanted:
        return []
    found: dict[str, Address] = {}
    for address in _people(connection, beginning, now):
        if address.email.lower() not in found and _is_meant(address, wanted):
            found[address.email.lower()] = address
            if len(found) == limit:
                break
    return list(found.values())


def written_to(connection: sqlite3.Connection) -> Iterator[str]:
    """The addresses that mail has gone out to, as far back as is looked at; some more than once."""
    for number in rows.numbers(connection, ("sent", "queued"), limit=_NEWEST_RECORDS):
        record = rows.record(connection, number)
        if record.revision is not None:
            yield from (address.email for address in _recipients(record.revision.letter))


def _people(connection: sqlite3.Connection, beginning: str, now: datetime) -> Iterator[Address]:
    for number in rows.numbers(connection, limit=_NEWEST_RECORDS):
        record = rows.record(connection, number)
        if record.revision is not None:
            yield from _recipients(record.revision.letter)
    positions = newest(connection, Text(beginning, "sender", prefix=True), now, limit=_NEWEST_MESSAGES)
    for ref in refs(connection, positions):
        yield Address(ref.sender_name, ref.sender_email)


def _recipients(letter: Letter) -> tuple[Address, ...]:
    return (*letter.to, *letter.cc, *letter.bcc)


def _is_meant(address: Address, wanted: list[str]) -> bool:
    """Whether each of the words begins one of the person's."""
    own = words(fold(f"{address.name} {address.email}"))
    return all(any(word.startswith(each) for word in own) for each in wanted)
