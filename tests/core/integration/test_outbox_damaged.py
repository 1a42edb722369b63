"""An outbox of which something was damaged: what went out is said, and the rest can be used."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from mailatlas_core.errors import WorkspaceDamaged
from mailatlas_core.outbound.model import Delivery, Outgoing
from mailatlas_core.outbound.senders.memory import MemorySender
from mailatlas_core.workspace import Workspace
from tests.core.integration.outbox import MESSAGE, TYPED


def test_a_message_that_went_out_is_sent_though_it_cannot_become_a_document(
    workspace: Workspace, root: Path
) -> None:
    class Damaging(MemorySender):
        def send(self, outgoing: Outgoing, /) -> Delivery:
            for file in (root / "outbound" / "raw").rglob("*.eml"):
                file.write_bytes(b"other bytes")
            return super().send(outgoing)

    assert workspace.outbound.send_message(MESSAGE, Damaging()).status == "sent"
    with Workspace.open(root) as again:
        assert [record.status for record in again.outbound.records()] == ["sent"]
        assert not again.audit.verify().whole


@pytest.mark.parametrize(
    "content", [b"\xff", b"null", b"{}", b"[" * 99_999], ids=lambda content: repr(content[:4])
)
@pytest.mark.parametrize(
    "column",
    ["outbound.provider", "outbound.refused", "outbound.response", "revisions.letter", "typed.content"],
)
def test_a_record_that_cannot_be_read_is_damage_and_named(
    workspace: Workspace, root: Path, column: str, content: bytes
) -> None:
    room = workspace.outbound
    record = room.review(room.begin(TYPED, provider="memory").id)
    room.keep(record.id, TYPED)
    table, name = column.split(".")
    with closing(sqlite3.connect(root / "store.db", isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER revisions_are_never_changed")
        connection.execute(f"UPDATE {table} SET {name} = CAST(? AS TEXT)", (content,))  # noqa: S608
    if (column, content) in READABLE:
        assert room.records()
    else:
        with pytest.raises(WorkspaceDamaged, match="record number 1 "):
            room.records()


READABLE = {
    *(("outbound.provider", content) for content in (b"null", b"{}", b"[" * 99_999)),
    ("outbound.refused", b"{}"),
    ("outbound.response", b"{}"),
}
