"""A workspace in which mail has gone out, written as the outbox writes: rows, files and their events."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from random import Random

from mailatlas_core.audit.chain import Value, timestamp
from mailatlas_core.audit.ledger import Entry
from mailatlas_core.clock import FixedClock
from mailatlas_core.outbound.model import OutboundStatus
from mailatlas_core.outbound.states import TRANSITIONS
from mailatlas_core.store.files import attachment_path, snapshot_path
from mailatlas_core.store.outbound import record_digest
from mailatlas_core.workspace import Workspace
from tests.core.rows import NOW

_STEPS = 12


class History:
    """Writes records of one workspace; everything in it depends on `seed` alone."""

    def __init__(self, workspace: Workspace, seed: int) -> None:
        self._workspace = workspace
        self._random = Random(seed)

    def write(self, records: int) -> list[str]:
        """Make records and take each some steps through its states; returns their ids."""
        return [self._write_one() for _ in range(records)]

    def _write_one(self) -> str:
        id = self._random.randbytes(16).hex()
        status: OutboundStatus | None = None
        revision = 0
        for _ in range(_STEPS):
            if status is not None and not TRANSITIONS[status]:
                break
            verb, after = self._random.choice(list(TRANSITIONS[status].items()))
            with self._workspace._entry() as entry:
                data: dict[str, Value] = {}
                if status is None:
                    self._insert(entry, id, after)
                number = self._number(entry, id)
                if verb in ("draft", "render", "revise"):
                    revision += 1
                    data = self._revise(entry, number, revision)
                columns = self._columns(entry, number, after, revision)
                entry.connection.execute(
                    "UPDATE outbound SET status = ?, revision = ?, approved_digest = ?, approved_at = ?,"
                    " approved_by = ?, sent_at = ?, error = ? WHERE number = ?",
                    (*columns, number),
                )
                data |= {"from": status or "", "to": after, "revision": revision}
                data["record"] = record_digest(entry.connection, number)
                entry.record(f"outbound.{verb}", id, data)
            self._other_work()
            status = after
        return id

    def _insert(self, entry: Entry, id: str, status: str) -> None:
        key = self._random.choice([None, f"key-{id[:6]}"])
        entry.connection.execute(
            "INSERT INTO outbound (id, status, origin, provider, source_document_id, idempotency_key,"
            " created_at, response) VALUES (?, ?, 'cli', 'smtp', ?, ?, ?, ?)",
            (id, status, self._random.randbytes(32).hex(), key, timestamp(NOW), '{"data":"250 ok"}'),
        )

    def _number(self, entry: Entry, id: str) -> int:
        return int(entry.connection.execute("SELECT number FROM outbound WHERE id = ?", (id,)).fetchone()[0])

    def _columns(self, entry: Entry, number: int, status: str, revision: int) -> tuple[object, ...]:
        row = entry.connection.execute(
            "SELECT digest FROM revisions WHERE record = ? AND revision = ?", (number, revision)
        ).fetchone()
        approved = status in ("approved", "sending", "sent")
        sent_at = timestamp(NOW) if status == "sent" else None
        error = "Grüße vom Server: 451" if status == "error" else None
        approval = (row[0], timestamp(NOW), "tui") if approved else (None, None, None)
        return (status, revision, *approval, sent_at, error)

    def _revise(self, entry: Entry, number: int, revision: int) -> dict[str, Value]:
        text, html, raw = (self._random.randbytes(self._random.randint(1, 400)) for _ in range(3))
        attached = [self._random.randbytes(50) for _ in range(self._random.randint(0, 2))] + [b"the same"]
        with_html = self._random.random() < 0.5
        digests: dict[str, bytes | None] = {
            "raw": self._keep("raw", raw),
            "text": self._keep("text", text),
            "html": self._keep("html", html) if with_html else None,
        }
        enclosures = [self._attach(ordinal, content) for ordinal, content in enumerate(attached)]
        digest = hashlib.sha256(raw + text).digest()
        entry.connection.execute(
            "INSERT INTO revisions (record, revision, at, actor, digest, message_id, letter, enclosures,"
            " raw, text, html) VALUES (?, ?, ?, 'cli', ?, ?, ?, ?, ?, ?, ?)",
            (
                number,
                revision,
                timestamp(NOW),
                digest,
                f"{digest.hex()[:12]}@example.org",
                json.dumps({"bcc": [{"email": "ada@example.org", "name": "Ada"}], "subject": "潮汐"}),
                json.dumps(enclosures),
                *digests.values(),
            ),
        )
        return {
            **{name: None if one is None else one.hex() for name, one in digests.items()},
            "digest": digest.hex(),
            "attachments": [str(one["sha256"]) for one in enclosures],
        }

    def _keep(self, kind: str, content: bytes) -> bytes:
        digest = hashlib.sha256(content).digest()
        match kind:
            case "raw" | "text" | "html":
                self._place(snapshot_path(kind, digest), content)
        return digest

    def _attach(self, ordinal: int, content: bytes) -> dict[str, object]:
        digest = hashlib.sha256(content).digest()
        path = attachment_path(digest)
        self._place(path, content)
        return {"file_path": path, "ordinal": ordinal, "sha256": digest.hex(), "size": len(content)}

    def _place(self, path: str, content: bytes) -> None:
        place = self._workspace.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)

    def _other_work(self) -> None:
        with self._workspace._entry() as entry:
            entry.record("ingest.batch", self._random.randbytes(8).hex(), {"documents": 3, "größe": None})


def write_history(root: Path, *, records: int, seed: int) -> list[str]:
    """Make a workspace with so many outbound records; returns their ids."""
    with Workspace.open(root, create=True, actor="test", clock=FixedClock(NOW)) as workspace:
        return History(workspace, seed).write(records)
