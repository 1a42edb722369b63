"""What is derived can be made again from the originals, and nothing else is touched by it."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from mailatlas_core.cancel import CancelToken
from mailatlas_core.cli.group import cli
from mailatlas_core.cli.settings import Settings
from mailatlas_core.errors import Cancelled, IndexOutdated, WorkspaceBusy, WorkspaceNotFound
from mailatlas_core.ingest import originals, reparse
from mailatlas_core.ingest.memory import MemorySource
from mailatlas_core.ingest.record import record_of
from mailatlas_core.mime import parse
from mailatlas_core.models import Reparsed, Source
from mailatlas_core.ports import RawMessage
from mailatlas_core.store import index, meaning
from mailatlas_core.store.columns import IndexColumns, indexed
from mailatlas_core.store.files import raw_path
from mailatlas_core.store.index import stored_index
from mailatlas_core.store.positions import second_of
from mailatlas_core.store.records import DocumentRecord
from mailatlas_core.store.texts import Texts
from mailatlas_core.workspace import Workspace
from tests.core.dump import canonical_dump


def mail(
    number: int, *, answers: int | None = None, extra: str = "", body: str = "", date: str = ""
) -> bytes:
    head = f"In-Reply-To: <{answers}@example.com>\n" if answers is not None else ""
    text = body or f"\nThe tide of hour {number}. 潮汐表\n"
    return (
        f"{extra}From: Ada <ada@example.com>\nTo: Bob <bob@example.org>, Çem <cem@example.net>\n"
        f"Subject: {'Re: ' if head else ''}Tide {number}\n"
        f"{date or f'Date: Sat, 14 Mar 2026 16:44:{number:02} +0000'}\n"
        f"Message-ID: <{number}@example.com>\n{head}{text}"
    ).encode()


ATTACHED = (
    "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
    "--b\nContent-Type: text/plain\n\nsee it\n"
    "--b\nContent-Type: text/csv\nContent-Disposition: attachment; filename=Tides.csv\n\n1,2\n--b--\n"
)
MESSAGES = [
    *(mail(number, answers=number - 1 if number % 3 else None) for number in range(30)),
    mail(40, body=ATTACHED),
    mail(41, date="X-Nothing: here"),
    mail(3, answers=None, extra="Received: from a.example\n", body="\nforged\n"),
    mail(6, extra="Received: from b.example\n"),  # another wrapping of one above
    b"no mail at all",
]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A workspace in which everything occurs that a rebuild must keep or make again."""
    root = tmp_path / "workspace"
    items = [
        RawMessage(data, Source(kind="mbox", path="/mail/tides", index=index), tags=("unread",) * (index % 2))
        for index, data in enumerate(MESSAGES)
    ]
    with Workspace.open(root, create=True, demo=True) as workspace:
        workspace.ingest_from(MemorySource(items))
        workspace.ingest_from(MemorySource(items[:2]))
    return root


def store(root: Path) -> closing[sqlite3.Connection]:
    connection = sqlite3.connect(root / "store.db", isolation_level=None)
    connection.execute("PRAGMA foreign_keys = ON")
    return closing(connection)


def record_for(data: bytes, digest: str) -> DocumentRecord:
    return record_of(parse(data), bytes.fromhex(digest), len(data))


def as_an_older_parser_left_it(root: Path, number: int, **other: object) -> str:
    """Give message `number` another stored meaning, and return its id."""
    with Workspace.open(root) as workspace:
        (ref,) = workspace.search(f'"hour {number}"')
        data = workspace.documents.raw(ref.id)
    older = replace(record_for(data, ref.id), **other)  # type: ignore[arg-type]  # fields by name
    with store(root) as connection, closing(meaning.Comparison()) as comparison:
        (position,) = connection.execute(
            "SELECT position FROM documents WHERE id = ?", (older.id,)
        ).fetchone()
        connection.execute("BEGIN")
        fields = comparison.fields(connection, position, older)
        meaning.apply(connection, {position: meaning.Change(older, fields)})
        connection.execute("COMMIT")
    return ref.id


def test_a_rebuild_gives_the_same_index(root: Path) -> None:
    before = canonical_dump(root)
    with Workspace.open(root) as workspace:
        seen: list[tuple[int, int]] = []
        report = workspace.rebuild(progress=lambda done, total: seen.append((done, total)))
        assert (report.documents, report.changed, report.problems) == (34, 0, ())
        assert seen[-1] == (34, 34)
        assert workspace.audit.verify().whole
        assert workspace.audit.events()[0].data == {"changed": 0, "documents": 34, "unreadable": 0}
        assert workspace.is_demo
    assert canonical_dump(root) == before


def test_a_time_of_arrival_that_only_the_place_knew_is_kept(root: Path) -> None:
    arrived = datetime.fromisoformat("2026-03-01T10:00:00+01:00")
    data = mail(42, date="X-Nothing: here")
    with Workspace.open(root) as workspace:
        workspace.ingest_from(
            MemorySource([RawMessage(data, Source(kind="eml", path="/x"), internal_date=arrived)])
        )
        before = canonical_dump(root)
        assert workspace.search('"hour 42"')[0].received_at == arrived.isoformat()
        assert workspace.rebuild().changed == 0
    assert canonical_dump(root) == before


def test_a_rebuild_heals_an_index_that_is_lost(root: Path) -> None:
    before = canonical_dump(root)
    with store(root) as connection:
        connection.execute("INSERT INTO fts (fts) VALUES ('delete-all')")
        connection.execute("DELETE FROM message_ids")
        connection.execute("DELETE FROM subjects")
        connection.execute("UPDATE bodies SET texts = ?, metadata = '{}'", (Texts.of("").packed,))
        connection.execute("UPDATE documents SET subject = 'wrong', received_at = NULL")
    with Workspace.open(root) as workspace:
        assert workspace.rebuild().changed == 34
        assert len(workspace.search("潮汐表")) == 31
        (ref,) = workspace.search("tides.csv")
        (asset_row,) = workspace.get(ref.id).assets
        assert (root / asset_row.file_path).read_bytes() == b"1,2"
    assert canonical_dump(root) == before


def test_a_cancelled_rebuild_has_changed_nothing(root: Path) -> None:
    before = canonical_dump(root)
    cancel = CancelToken()
    cancel.cancel()
    with Workspace.open(root) as workspace, pytest.raises(Cancelled):
        workspace.rebuild(cancel=cancel)
    assert canonical_dump(root) == before


def test_a_document_whose_original_is_damaged_keeps_its_meaning_and_is_named(root: Path) -> None:
    before = canonical_dump(root)
    with Workspace.open(root) as workspace:
        gone, changed = workspace.search('"hour 4"')[0], workspace.search('"hour 5"')[0]
        (root / raw_path(bytes.fromhex(gone.id))).unlink()
        (root / raw_path(bytes.fromhex(changed.id))).write_bytes(b"Subject: other\n\n")
        report = workspace.rebuild()
        assert {problem.path for problem in report.problems} == {
            raw_path(bytes.fromhex(ref.id)) for ref in (gone, changed)
        }
        assert {problem.path for problem in workspace.reparse().problems} == {
            problem.path for problem in report.problems
        }
    assert canonical_dump(root) == before


def test_a_store_that_is_gone_is_made_again_and_says_what_is_lost(root: Path) -> None:
    before = canonical_dump(root, restored=True)
    with Workspace.open(root) as workspace:
        head = workspace.audit.events()[0]
    (root / "store.db").unlink()
    (root / "store.db-wal").write_bytes(b"left by a crash")
    report = Workspace.restore(root)
    assert report.documents == 34
    assert [what.partition(":")[0] for what in report.lost] == [
        "where the messages were seen",
        "the local tags",
        "when the messages were stored",
        "the audit log before this moment",
    ]
    assert not (root / "store.db-wal").exists()
    assert canonical_dump(root, restored=True) == before
    with Workspace.open(root) as workspace:
        (event,) = workspace.audit.events()
        assert (event.kind, event.seq) == ("workspace.restored", 1)
        assert (event.data["lost_seq"], event.data["lost_hash"]) == (head.seq, head.hash)
        (problem,) = workspace.audit.verify().problems
        assert f"an earlier log of {head.seq} events was lost" in problem
        workspace.ingest_from(MemorySource([RawMessage(mail(50), Source(kind="eml", path="/new.eml"))]))
        assert workspace.audit.verify().problems == (problem,)


def test_nothing_is_restored_where_there_are_no_originals(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    with pytest.raises(WorkspaceNotFound):
        Workspace.restore(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["raw"]


def test_a_cancelled_restore_leaves_everything_as_it_was(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mailatlas_core.ingest.originals._BATCH_MESSAGES", 10)
    (root / "store.db").unlink()
    (root / "store.db-wal").write_bytes(b"of a store that may come back")
    cancel = CancelToken()
    with pytest.raises(Cancelled):
        Workspace.restore(root, cancel=cancel, progress=lambda _, __: cancel.cancel())
    assert not (root / "store.db").exists()
    assert (root / "store.db-wal").exists()
    assert Workspace.restore(root).documents == 34
    with pytest.raises(WorkspaceBusy):
        Workspace.restore(root)


def test_reparse_says_what_means_something_else_and_with_diff_changes_nothing(root: Path) -> None:
    id = as_an_older_parser_left_it(root, 7, texts=Texts.of("old"), subject="Old")
    before = canonical_dump(root)
    changed: list[Reparsed] = []
    with Workspace.open(root) as workspace:
        events = len(workspace.audit.events())
        report = workspace.reparse(diff=True, each=changed.append)
        assert len(workspace.audit.events()) == events
    assert (report.documents, report.changed, report.applied) == (34, 1, False)
    assert report.fields == {"body_text": 1, "full_text": 1, "subject": 1}
    assert changed == [Reparsed(id, ("body_text", "full_text", "subject"))]
    assert canonical_dump(root) == before


def test_reparse_makes_everything_as_this_parser_means_it(root: Path) -> None:
    before = canonical_dump(root)
    when = "2001-01-01T00:00:00+00:00"
    second = second_of(datetime.fromisoformat(when))
    as_an_older_parser_left_it(root, 7, message_id=None, in_reply_to=("0@example.com",), references=())
    as_an_older_parser_left_it(root, 8, received_at=when, second=second)
    as_an_older_parser_left_it(root, 9, received_at=None, second=None)
    people = ("old", "old", "")
    index = indexed(IndexColumns("hour 10", *people, "old", ""))
    as_an_older_parser_left_it(root, 10, texts=Texts.of("old"), people=people, index=index)
    assert canonical_dump(root) != before
    with Workspace.open(root) as workspace:
        report = workspace.reparse()
        assert (report.changed, report.applied) == (4, True)
        assert workspace.reparse().changed == 0
        kinds = [event.kind for event in workspace.audit.events()][:3]
        assert kinds == ["reparse.run", "reparse.run", "reparse.batch"]
        assert workspace.audit.verify().whole
        assert [ref.subject for ref in workspace.documents.page(limit=1)] == ["Tide 40"]
    assert canonical_dump(root) == before


def pieces_of_the_index(root: Path) -> int:
    with store(root) as connection:
        return int(connection.execute("SELECT count(DISTINCT segid) FROM fts_idx").fetchone()[0])


def test_the_index_is_in_few_pieces_after_a_reparse_a_rebuild_and_a_restore(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(originals, "_BATCH_MESSAGES", 1)
    monkeypatch.setattr(reparse, "_CHANGES_AT_ONCE", 1)
    monkeypatch.setattr(index, "FEW_SEGMENTS", 2)  # so that 34 documents are enough to be merged in the end
    with store(root) as connection:
        connection.execute("UPDATE documents SET sender_name = 'older'")
    with Workspace.open(root) as workspace:
        assert workspace.reparse().changed == 34
        assert pieces_of_the_index(root) <= 2
        workspace.rebuild()
        assert pieces_of_the_index(root) <= 2
    (root / "store.db").unlink()
    Workspace.restore(root)
    assert pieces_of_the_index(root) <= 2


def test_where_the_index_was_folded_otherwise_only_a_rebuild_is_possible(root: Path) -> None:
    with store(root) as connection:
        connection.execute("UPDATE meta SET value = '0/1.0' WHERE name = 'fold_version'")
    with Workspace.open(root) as workspace:
        assert workspace.reparse(diff=True).changed == 0
        with pytest.raises(IndexOutdated):
            workspace.reparse()
        workspace.rebuild()
        assert workspace.reparse().changed == 0


def test_the_stored_rows_tell_exactly_what_the_index_holds(root: Path) -> None:
    with Workspace.open(root) as workspace, store(root) as connection:
        for ref in workspace.documents.page(limit=50):
            record = record_for(workspace.documents.raw(ref.id), ref.id)
            stored = stored_index(connection, ref.position)
            assert stored._replace(filenames="") == record.index._replace(filenames="")
        (ref,) = workspace.search("tides.csv")
        assert stored_index(connection, ref.position).filenames.endswith(" tides.csv")


def test_a_conversation_is_listed_oldest_first_from_any_member(root: Path) -> None:
    with Workspace.open(root) as workspace:
        (ref,) = workspace.search('"hour 8"')
        found = workspace.documents.thread(ref.id[:20])
        assert [one.subject for one in found] == ["Tide 6", "Re: Tide 7", "Re: Tide 8"]
        assert {one.thread_id for one in found} == {found[0].id} == {workspace.get(ref.id).thread_id}
    result = CliRunner().invoke(cli, ["--root", str(root), "thread", ref.id], obj=Settings())
    assert [row["id"] for row in json.loads(result.stdout)] == [one.id for one in found]


def test_the_command_line_rebuilds_reparses_and_restores(root: Path) -> None:
    def call(*arguments: str) -> dict[str, object]:
        result = CliRunner().invoke(
            cli, ["--root", str(root), *arguments], obj=Settings(), standalone_mode=False
        )
        assert result.return_value == 0, result.output
        content: dict[str, object] = json.loads(result.stdout)
        return content

    id = as_an_older_parser_left_it(root, 7, texts=Texts.of("old"))
    assert call("reparse", "--diff")["documents"] == [{"id": id, "fields": ["body_text", "full_text"]}]
    assert call("rebuild")["changed"] == 1
    assert call("reparse")["changed_count"] == 0
    (root / "store.db").unlink()
    assert len(str(call("rebuild")["lost"])) > 0


def test_a_store_of_the_first_schema_is_brought_up_to_date_and_rebuilt(root: Path) -> None:
    before = canonical_dump(root)
    with store(root) as connection:
        connection.create_function("full_text_of", 2, lambda *texts: Texts(*texts).full())
        connection.executescript(
            """
            DROP TABLE accounts; DROP TABLE runs; DROP TABLE gaps;
            DROP INDEX events_subject; DROP TABLE typed; DROP TABLE revisions; DROP TABLE outbound;
            DROP TABLE fts;
            CREATE VIRTUAL TABLE fts USING fts5 (
                subject, sender, "to", cc, body, filenames, content = '', detail = full
            );
            ALTER TABLE bodies ADD COLUMN full_text TEXT NOT NULL DEFAULT '';
            UPDATE bodies SET full_text = full_text_of(texts, cleaned_from);
            ALTER TABLE bodies ADD COLUMN body_text TEXT;
            ALTER TABLE bodies DROP COLUMN texts; ALTER TABLE bodies DROP COLUMN cleaned_from;
            DROP INDEX sources_of_kind; DROP INDEX sources_of_folder; DROP INDEX sources_of_account;
            ALTER TABLE documents DROP COLUMN is_forwarded;
            DROP TABLE subjects; DROP INDEX documents_conversation; DROP TABLE conversations;
            DROP INDEX sources_of_gmail_threads;
            ALTER TABLE sources DROP COLUMN gmail_thread_id;
            ALTER TABLE bodies DROP COLUMN filed;
            ALTER TABLE bodies DROP COLUMN has_html;
            ALTER TABLE assets DROP COLUMN parent;
            ALTER TABLE documents DROP COLUMN sent_subject;
            ALTER TABLE documents DROP COLUMN conversation;
            ALTER TABLE documents ADD COLUMN thread_id BLOB NOT NULL DEFAULT x'';
            CREATE INDEX documents_thread ON documents (thread_id);
            PRAGMA user_version = 1;
            """
        )
    with Workspace.open(root) as workspace:
        (ref,) = workspace.search('"hour 8"')
        assert [one.id for one in workspace.documents.thread(ref.id)] == [ref.id]
        with pytest.raises(IndexOutdated):
            workspace.reparse()
        workspace.rebuild()
    assert canonical_dump(root) == before
