"""Conversations: which messages belong together, whatever the order in which they came.

Two messages are linked where

- one bears, answers or references a Message-ID that the other bears, answers or references
  too, whether a message that bears it is stored or not;
- an account of Gmail has seen both under one of its thread ids;
- or their subjects are the same but for `Re:`, `Fwd:` and the like, they have a participant
  (From, To, Cc) in common, at most thirty days lie between them, and the later one is a bare
  answer: it has such a prefix and neither References nor In-Reply-To.

A conversation is all that hangs together by such links. Each link is decided by the two
messages alone, never by what else is stored or when it came: the same messages have the same
links, and so the same conversations, in any order of arrival. A message that comes late and
links two conversations makes them one; nothing that comes ever parts any.

`thread_id` is the id of the earliest member by (second of `received_at`, id), those without
a date last. The one thing that order decides is which of two transport wrappings of the same
message gives a document its id.

A message joins at most what it names: of References the first and the last 31 count, of
In-Reply-To four. So a forged header can glue together at most 37 conversations.

The work for a message is a bounded number of look-ups. All that share a Message-ID are one
conversation already, so one of them is enough; likewise of bare answers of one subject and
participant, each within thirty days of the next, the nearest before and after. What is no
bare answer is walked over only where no bare answer has reached it before, so once ever.
When two conversations meet, the members of the smaller change their number: a member that
changes is then in a conversation at least twice as large.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from mailatlas_core.store.positions import second_of

if TYPE_CHECKING:
    from mailatlas_core.store.records import DocumentRecord
    from mailatlas_core.store.subjects import SubjectKeys

OWN, ANSWERED, REFERENCED = 0, 1, 2

MOST_ANSWERED = 4
MOST_REFERENCED = 32
_LONG_ENOUGH = 16
_WINDOW = 30 * 24 * 60 * 60


class Filed(NamedTuple):
    """What other tables hold of a message: Message-IDs with their roles, keys of its subject, and
    its people as the index holds them: sender, to, cc."""

    ids: tuple[tuple[str, int], ...]
    subjects: SubjectKeys
    people: tuple[str, str, str]

    def to_json(self) -> str:
        return json.dumps([self.ids, self.subjects, self.people], ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Filed:
        from mailatlas_core.store.subjects import SubjectKeys

        ids, (keys, is_bare), (sender, to, cc) = json.loads(text)
        return cls(
            tuple((message_id, role) for message_id, role in ids),
            SubjectKeys(tuple(keys), is_bare),
            (sender, to, cc),
        )


def filed(record: DocumentRecord) -> Filed:
    """What other tables hold of a message."""
    from mailatlas_core.store.subjects import NO_SUBJECTS  # with its patterns, of which a reader needs none

    references = record.references
    if len(references) > MOST_REFERENCED:
        references = (references[0], *references[1 - MOST_REFERENCED :])
    ids = [] if record.message_id is None else [(record.message_id, OWN)]
    ids += [(message_id, ANSWERED) for message_id in record.in_reply_to[:MOST_ANSWERED]]
    ids += [(message_id, REFERENCED) for message_id in references]
    subjects = record.subjects if record.second is not None else NO_SUBJECTS
    return Filed(tuple(dict.fromkeys(ids)), subjects, record.people)


def joins(message_id: str) -> bool:
    """Whether a Message-ID can be that of one message: people have answered a program that asked
    them for one with `yes`, and so have strangers elsewhere."""
    return "@" in message_id or len(message_id) >= _LONG_ENOUGH


def enter(
    connection: sqlite3.Connection, position: int, document_id: bytes, when: int | None, filed: Filed
) -> int:
    """File a document of the UTC second `when` that is in no conversation; the number of the one that
    it belongs to, which is the caller's to write into its row."""
    linked = _linked_by_ids(connection, filed)
    if when is not None:
        linked.update(_linked_by_subject(connection, filed.subjects, when))
    for message_id, role in filed.ids:
        connection.execute(
            "INSERT INTO message_ids (message_id, role, position) VALUES (?, ?, ?)",
            (message_id, role, position),
        )
    for key in filed.subjects.keys:
        connection.execute(
            "INSERT OR IGNORE INTO subjects (key, is_bare, second, position) VALUES (?, ?, ?, ?)",
            (key, filed.subjects.is_bare, when, position),
        )
    if not linked:
        (made,) = connection.execute(
            "INSERT INTO conversations (thread_id, second, size) VALUES (?, ?, 1) RETURNING number",
            (document_id, when),
        ).fetchone()
        return int(made)
    number = _united(connection, linked)
    # The earliest gives a conversation its id; what has no date comes after all that have one.
    connection.execute(
        "UPDATE conversations SET size = size + 1,"
        " (thread_id, second) = (SELECT thread_id, second FROM"
        "  (SELECT thread_id, second UNION ALL SELECT :id, :second)"
        "  ORDER BY second IS NULL, second, thread_id LIMIT 1)"
        " WHERE number = :number",
        {"id": document_id, "second": when, "number": number},
    )
    return number


def enter_by_gmail(connection: sqlite3.Connection, position: int) -> None:
    """Join a document that is in a conversation with those of its Gmail threads."""
    threads = connection.execute(
        "SELECT DISTINCT account_id, gmail_thread_id FROM sources"
        " WHERE position = ? AND gmail_thread_id IS NOT NULL",
        (position,),
    ).fetchall()
    for account, thread in threads:
        rows = connection.execute(
            "SELECT conversation FROM documents WHERE position = :position UNION SELECT * FROM"
            " (SELECT conversation FROM sources JOIN documents USING (position)"
            " WHERE account_id IS :account AND gmail_thread_id = :thread AND position <> :position"
            " AND conversation IS NOT NULL LIMIT 1)",
            {"position": position, "account": account, "thread": thread},
        )
        _united(connection, {number for (number,) in rows})


def leave(connection: sqlite3.Connection, number: int) -> list[int]:
    """Take a conversation apart: its members are in none and filed nowhere. Their positions."""
    rows = connection.execute(
        "SELECT position, received_at, filed FROM documents JOIN bodies USING (position)"
        " WHERE conversation = ?",
        (number,),
    ).fetchall()
    for position, received_at, text in rows:
        _unfile(connection, position, received_at, Filed.from_json(text))
    connection.execute("UPDATE documents SET conversation = NULL WHERE conversation = ?", (number,))
    connection.execute("DELETE FROM conversations WHERE number = ?", (number,))
    return [position for position, _, _ in rows]


def conversation_of(connection: sqlite3.Connection, position: int) -> int | None:
    """The number of a document's conversation, None while it is in none."""
    row: tuple[int | None] = connection.execute(
        "SELECT conversation FROM documents WHERE position = ?", (position,)
    ).fetchone()
    return row[0]


def second(received_at: str | None) -> int | None:
    """The UTC second of a stored time."""
    return None if received_at is None else second_of(datetime.fromisoformat(received_at))


def members(connection: sqlite3.Connection, document_id: bytes) -> list[int]:
    """The positions of a document's conversation, oldest first, those without a date last."""
    rows = connection.execute(
        "SELECT position, received_at, id FROM documents WHERE conversation ="
        " (SELECT conversation FROM documents WHERE id = ?)",
        (document_id,),
    )

    def age(row: tuple[int, str | None, bytes]) -> tuple[bool, int, bytes]:
        when = second(row[1])
        return when is None, when or 0, row[2]

    return [position for position, _, _ in sorted(rows, key=age)]


def _unfile(connection: sqlite3.Connection, position: int, received_at: str | None, filed: Filed) -> None:
    connection.executemany(
        "DELETE FROM message_ids WHERE message_id = ? AND role = ? AND position = ?",
        [(message_id, role, position) for message_id, role in filed.ids],
    )
    connection.executemany(
        "DELETE FROM subjects WHERE key = ? AND is_bare = ? AND second = ? AND position = ?",
        [(key, filed.subjects.is_bare, second(received_at), position) for key in filed.subjects.keys],
    )


def _linked_by_ids(connection: sqlite3.Connection, filed: Filed) -> set[int]:
    joining = [message_id for message_id in dict.fromkeys(id for id, _ in filed.ids) if joins(message_id)]
    rows = connection.execute(
        "SELECT DISTINCT (SELECT conversation FROM message_ids JOIN documents USING (position)"
        " WHERE message_id = value LIMIT 1) FROM json_each(?)",
        (json.dumps(joining),),
    )
    return {number for (number,) in rows if number is not None}


def _linked_by_subject(connection: sqlite3.Connection, subjects: SubjectKeys, second: int) -> Iterator[int]:
    for key in subjects.keys:
        after = _bare(connection, key, "second BETWEEN ? AND ? ORDER BY second", second, second + _WINDOW)
        if after is not None:
            yield after[1]
        if not subjects.is_bare:
            continue
        before = _bare(
            connection, key, "second BETWEEN ? AND ? ORDER BY second DESC", second - _WINDOW, second
        )
        if before is not None:
            yield before[1]
        first = second - _WINDOW if before is None else before[0] + 1
        last = second if after is None else min(second, after[0] - _WINDOW - 1)
        for (number,) in connection.execute(
            "SELECT conversation FROM subjects JOIN documents USING (position)"
            " WHERE key = ? AND is_bare = 0 AND second BETWEEN ? AND ?",
            (key, first, last),
        ):
            yield number


def _bare(
    connection: sqlite3.Connection, key: int, condition: str, first: int, last: int
) -> tuple[int, int] | None:
    """The second and the conversation of the first bare answer under `key` that meets `condition`."""
    row: tuple[int, int] | None = connection.execute(
        "SELECT second, conversation FROM subjects JOIN documents USING (position)"
        f" WHERE key = ? AND is_bare = 1 AND {condition} LIMIT 1",
        (key, first, last),
    ).fetchone()
    return row


def _united(connection: sqlite3.Connection, numbers: set[int]) -> int:
    """Make one conversation of these, and return its number: the largest one's."""
    if len(numbers) == 1:
        return next(iter(numbers))
    rows = connection.execute(
        "SELECT number, thread_id, second, size FROM conversations"
        " WHERE number IN (SELECT value FROM json_each(?)) ORDER BY size DESC, number",
        (json.dumps(list(numbers)),),
    ).fetchall()
    (largest, *_), *others = rows
    connection.executemany(
        "UPDATE documents SET conversation = ? WHERE conversation = ?",
        [(largest, number) for number, *_ in others],
    )
    connection.executemany("DELETE FROM conversations WHERE number = ?", [(row[0],) for row in others])
    _, thread_id, second, _ = min(rows, key=lambda row: (row[2] is None, row[2] or 0, row[1]))
    connection.execute(
        "UPDATE conversations SET thread_id = ?, second = ?, size = ? WHERE number = ?",
        (thread_id, second, sum(row[3] for row in rows), largest),
    )
    return int(largest)
