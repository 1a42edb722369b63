"""The main job, through a whole workspace: what goes in is kept, found, counted and told of."""

from __future__ import annotations

import hashlib
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from mailatlas_core.cancel import CancelToken
from mailatlas_core.errors import DocumentAmbiguous, DocumentNotFound, WorkspaceDamaged
from mailatlas_core.ingest.memory import MemorySource
from mailatlas_core.models import IngestedRef, IngestProblem, IngestProgress, Source
from mailatlas_core.ports import Checkpoint, RawMessage, Skipped
from mailatlas_core.workspace import Workspace
from tests.core.messages import message

MESSAGES = 600
PARTS = 'Content-Type: multipart/mixed; boundary="b"\n'
ATTACHMENT = (
    '--b\n\nsee it\n--b\nContent-Type: text/plain; name="../../plan.txt"\n'
    'Content-Disposition: attachment; filename="../../plan.txt"\n\nthe plan\n--b--'
)


def folder_of(folder: Path, count: int) -> Path:
    folder.mkdir()
    for number in range(count):
        (folder / f"{number:05}.eml").write_bytes(message(number))
    return folder


def raw_files(root: Path) -> dict[str, bytes]:
    return {path.stem: path.read_bytes() for path in (root / "raw").rglob("*.eml")}


class Run:
    """A finished ingest of a folder, with all that was heard of it."""

    def __init__(self, folder: Path) -> None:
        self.mail = folder_of(folder / "mail", MESSAGES)
        (self.mail / "notes.txt").write_text("no mail")
        (self.mail / "attachment.eml").write_bytes(message(9_001, extra=PARTS, body=ATTACHMENT))
        self.progress: list[IngestProgress] = []
        self.heard: list[IngestedRef] = []
        self.workspace = Workspace.open(folder / "workspace", create=True)
        paths = [self.mail, folder / "none"]
        self.report = self.workspace.ingest(paths, progress=self.progress.append, each=self.heard.append)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    done = Run(tmp_path_factory.mktemp("ingest"))
    yield done
    done.workspace.close()


def test_everything_is_stored_and_what_could_not_be_read_is_in_the_report(run: Run) -> None:
    report = run.report
    assert (report.status, report.ingested_count, report.duplicate_count) == ("partial", MESSAGES + 1, 0)
    assert (report.skipped_count, report.error_count) == (1, 1)
    assert [Path(problem.path).name for problem in report.errors] == ["none"]


def test_every_message_is_heard_of_once(run: Run) -> None:
    assert len({ref.id for ref in run.heard}) == len(run.heard) == MESSAGES + 1
    assert {ref.status for ref in run.heard} == {"ingested"}


def test_progress_never_goes_back_and_ends_at_the_whole(run: Run) -> None:
    for before, after in zip(run.progress, run.progress[1:], strict=False):
        assert before.bytes_read <= after.bytes_read
        assert before.messages <= after.messages
        assert before.errors + before.skipped <= after.errors + after.skipped
    assert run.progress[-1].ingested == MESSAGES + 1
    assert run.progress[-1].bytes_read == sum(path.stat().st_size for path in run.mail.glob("*.eml"))


def test_every_original_is_kept_under_its_digest(run: Run) -> None:
    kept = raw_files(run.workspace.root)
    assert len(kept) == MESSAGES + 1
    assert all(hashlib.sha256(data).hexdigest() == name for name, data in kept.items())
    assert set(kept.values()) == {path.read_bytes() for path in run.mail.glob("*.eml")}


def test_the_newest_come_first_and_pages_hold_all(run: Run) -> None:
    documents = run.workspace.documents
    page = documents.page(limit=100_000)
    times = [ref.received_at or "" for ref in page]
    assert times == sorted(times, reverse=True)
    assert [ref.position for ref in page] == list(documents.positions())
    assert documents.at([ref.position for ref in page[5:8]]) == page[5:8]
    assert documents.at([page[0].position, 42]) == page[:1]


def test_a_search_shows_where_it_found(run: Run) -> None:
    (found,) = run.workspace.search('"text of message 77"')
    assert [found.snippet[low:high] for low, high in found.snippet_spans] == ["text of message 77"]


def test_an_attachment_lies_under_its_digest_and_keeps_its_name_in_a_field(run: Run) -> None:
    (ref,) = run.workspace.search("plan.txt")
    (asset,) = run.workspace.get(ref.id).assets
    stored = (run.workspace.root / asset.file_path).read_bytes()
    assert asset.filename == "../../plan.txt"
    assert hashlib.sha256(stored).hexdigest() == asset.sha256
    assert stored.strip() == b"the plan"
    assert asset.file_path == f"assets/{asset.sha256[:2]}/{asset.sha256}"


def test_a_document_is_found_by_the_beginning_of_its_id(run: Run) -> None:
    whole = run.heard[0].id
    assert run.workspace.get(whole[:16].upper()).id == whole
    with pytest.raises(DocumentAmbiguous) as ambiguous:
        run.workspace.get("0")
    assert ambiguous.value.hint
    for wrong in ("", "xyz", "f" * 64, whole + "0", "\udc80"):
        with pytest.raises(DocumentNotFound):
            run.workspace.get(wrong)


def test_an_ingest_leaves_no_scratch_and_tells_the_audit_log(run: Run) -> None:
    left = [path for path in (run.workspace.root / "tmp").rglob("*") if path.is_file()]
    assert [path.name for path in left] == ["lock"]
    events = run.workspace.audit.events()
    assert events[0].kind == "ingest.run"
    assert events[0].data["ingested"] == MESSAGES + 1
    batches = [event for event in events if event.kind == "ingest.batch"]
    assert sum(int(str(event.data["ingested"])) for event in batches) == MESSAGES + 1
    assert {event.subject for event in batches} == {run.report.run_id}
    assert run.workspace.audit.verify().whole


def test_events_hold_no_address_and_no_subject(run: Run) -> None:
    told = " ".join(str(event) for event in run.workspace.audit.events(limit=1_000))
    assert "@" not in told
    assert "Message" not in told


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "workspace", create=True) as opened:
        yield opened


def test_the_same_again_is_known_and_stores_nothing(workspace: Workspace, tmp_path: Path) -> None:
    mail = folder_of(tmp_path / "mail", 20)
    assert workspace.ingest([mail]).status == "ok"
    before = raw_files(workspace.root)
    report = workspace.ingest([mail])
    assert (report.status, report.ingested_count, report.duplicate_count) == ("duplicate", 0, 20)
    assert raw_files(workspace.root) == before
    assert len(workspace.get(workspace.search("*")[0].id).sources) == 1


def test_any_source_goes_through_the_same_pipeline(workspace: Workspace) -> None:
    place = Source(kind="imap", folder="INBOX", account_id="imap:x")
    items: list[RawMessage | IngestProblem | Skipped] = [
        RawMessage(message(1), place, tags=("unread",)),
        RawMessage(b"", place),
        RawMessage(b"\x00" * 100, place),
        IngestProblem("INBOX", "One cannot be read."),
        Skipped("other"),
        RawMessage(message(1), place),
    ]
    report = workspace.ingest_from(MemorySource(items))
    assert (report.ingested_count, report.duplicate_count, report.error_count, report.skipped_count) == (
        3,
        1,
        1,
        1,
    )
    (found,) = workspace.search("sender1")
    assert found.tags == ("unread",)
    assert workspace.documents.raw(hashlib.sha256(b"").hexdigest()) == b""


def test_a_changed_or_missing_original_is_damage(workspace: Workspace) -> None:
    source = MemorySource([RawMessage(message(n), Source(kind="eml")) for n in (1, 2)])
    workspace.ingest_from(source)
    first, second = [workspace.get(ref.id) for ref in workspace.search("*")]
    (workspace.root / first.raw_path).write_bytes(b"changed")
    (workspace.root / second.raw_path).unlink()
    for document in (first, second):
        with pytest.raises(WorkspaceDamaged):
            workspace.documents.raw(document.id)


def test_behind_a_batch_that_cannot_be_stored_none_is(workspace: Workspace) -> None:
    stored = Source(kind="eml")
    workspace.ingest_from(MemorySource([RawMessage(message(0), stored)]))
    with closing(sqlite3.connect(workspace.root / "store.db")) as connection:
        connection.execute(
            "CREATE TRIGGER full BEFORE INSERT ON documents WHEN new.subject LIKE '%message 300%'"
            " BEGIN SELECT raise(ABORT, 'no more'); END"
        )
        connection.commit()
    items = (RawMessage(message(number), stored) for number in range(1, 2_000))
    with pytest.raises(sqlite3.IntegrityError):
        workspace.ingest_from(MemorySource([*items, Checkpoint("place", "mail", "2000")]))
    assert workspace.documents.count() == 1 + 250
    with closing(sqlite3.connect(workspace.root / "store.db")) as connection:
        assert connection.execute("SELECT count(*) FROM checkpoints").fetchone() == (0,)


def test_cancelling_keeps_the_finished_batches_and_leaves_no_scratch(
    workspace: Workspace, tmp_path: Path
) -> None:
    mail = folder_of(tmp_path / "mail", 900)
    token = CancelToken()
    heard: list[IngestedRef] = []

    def each(ref: IngestedRef) -> None:
        heard.append(ref)
        token.cancel()

    report = workspace.ingest([mail], cancel=token, each=each)
    assert report.status == "cancelled"
    assert 0 < report.ingested_count < 900
    assert len(heard) == report.ingested_count == workspace.documents.count()
    assert [path.name for path in (workspace.root / "tmp").rglob("*") if path.is_file()] == ["lock"]
    assert workspace.audit.events()[0].data["status"] == "cancelled"
    assert workspace.audit.verify().whole
    after = workspace.ingest([mail])
    assert after.ingested_count + after.duplicate_count == 900
    assert workspace.documents.count() == 900


INGEST = """
import sys
from mailatlas_core.workspace import Workspace
if __name__ == "__main__":
    with Workspace.open(sys.argv[1], create=True) as workspace:
        report = workspace.ingest([sys.argv[2]])
        print(report.ingested_count, report.duplicate_count, report.error_count)
"""


def test_two_processes_at_once_store_each_message_once(tmp_path: Path, repository: Path) -> None:
    mail = folder_of(tmp_path / "mail", 700)
    root = tmp_path / "workspace"
    command = [sys.executable, "-c", INGEST, str(root), str(mail)]
    running = [subprocess.Popen(command, cwd=repository, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    counts = [[int(count) for count in process.communicate()[0].split()] for process in running]
    assert sum(ingested for ingested, _, _ in counts) == 700
    assert sum(duplicates for _, duplicates, _ in counts) == 700
    with Workspace.open(root) as workspace:
        assert workspace.documents.count() == 700
        assert workspace.audit.verify().whole
        assert len(workspace.get(workspace.search("*")[0].id).sources) == 1
    assert set(raw_files(root).values()) == {path.read_bytes() for path in mail.iterdir()}
    assert not list((root / "tmp").iterdir())


def test_an_original_that_somebody_removed_is_put_back_by_the_next_ingest(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(message(1))
    with Workspace.open(tmp_path / "w", create=True) as workspace:
        workspace.ingest(tmp_path / "a.eml")
        (ref,) = workspace.documents.page()
        (tmp_path / "w" / workspace.get(ref.id).raw_path).unlink()
        assert workspace.ingest(tmp_path / "a.eml").duplicate_count == 1
        assert workspace.documents.raw(ref.id) == message(1)
