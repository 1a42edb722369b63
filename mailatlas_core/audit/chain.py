"""The chain: every event's hash covers its content and the hash before it.

    hash = SHA-256(previous hash, 32 zero bytes at first ‖ canonical JSON of the event)

The canonical JSON is UTF-8 of the object {v, seq, at, kind, actor, subject, data}: keys
sorted, no spaces, no floats, non-ASCII unescaped. `at` is UTC with microseconds and `Z`.
`data` holds ids, digests and counts, never an address, a mail subject or an error text.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

VERSION = 1
GENESIS = bytes(32)

Value = str | int | bool | None | list["Value"] | Mapping[str, "Value"]
Data = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Head:
    """The last event of a chain."""

    seq: int
    hash: bytes


def canonical(value: object) -> str:
    """The one JSON text of a value that has no floats: what digests are made of."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def event_hash(previous: bytes, seq: int, at: str, kind: str, actor: str, subject: str, data: Data) -> bytes:
    """The hash of an event that follows the one with the hash `previous`."""
    content = canonical(
        {"v": VERSION, "seq": seq, "at": at, "kind": kind, "actor": actor, "subject": subject, "data": data}
    )
    return hashlib.sha256(previous + content.encode("utf-8", "surrogatepass")).digest()


def timestamp(moment: datetime) -> str:
    """UTC with microseconds and `Z`."""
    # Not by strftime, which writes the year 999 with three digits here and with four there.
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def chain_end(connection: sqlite3.Connection) -> Head:
    """The last event, or the genesis where there is none."""
    row = connection.execute("SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1").fetchone()
    return Head(0, GENESIS) if row is None else Head(*row)


def append(
    connection: sqlite3.Connection, moment: datetime, kind: str, actor: str, subject: str, data: Data
) -> Head:
    """Append an event in the caller's transaction and return the new end of the chain."""
    last = chain_end(connection)
    seq, at = last.seq + 1, timestamp(moment)
    digest = event_hash(last.hash, seq, at, kind, actor, subject, data)
    connection.execute(
        "INSERT INTO events (seq, at, kind, actor, subject, data, hash) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (seq, at, kind, actor, subject, canonical(data), digest),
    )
    return Head(seq, digest)
