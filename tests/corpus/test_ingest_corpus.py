"""Real mail through the whole pipeline: every message is kept byte for byte, and none is not understood."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailatlas_core.models import IngestReport
from mailatlas_core.workspace import Workspace

pytestmark = pytest.mark.corpus

MESSAGES = 701


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with Workspace.open(tmp_path_factory.mktemp("corpus") / "workspace", create=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def report(workspace: Workspace, corpora: Path) -> IngestReport:
    return workspace.ingest([corpora])


def originals(root: Path) -> dict[str, bytes]:
    return {path.stem: path.read_bytes() for path in (root / "raw").rglob("*.eml")}


def test_every_message_is_stored_or_known(report: IngestReport) -> None:
    assert report.ingested_count + report.duplicate_count == MESSAGES
    assert report.errors == ()
    assert report.status == "ok"


def test_every_original_has_its_digest_as_its_name(workspace: Workspace, report: IngestReport) -> None:
    kept = originals(workspace.root)
    assert len(kept) >= report.ingested_count
    assert all(hashlib.sha256(data).hexdigest() == name for name, data in kept.items())


def test_the_bytes_of_every_file_are_among_the_originals(
    workspace: Workspace, report: IngestReport, corpora: Path
) -> None:
    assert report.ingested_count
    kept = set(originals(workspace.root).values())
    assert [path for path in corpora.rglob("*.eml") if path.read_bytes() not in kept] == []


def test_the_bytes_of_every_mbox_are_its_messages_and_their_framing(
    workspace: Workspace, report: IngestReport
) -> None:
    assert report.ingested_count
    kept = originals(workspace.root)
    by_file: dict[str, dict[int, tuple[str, bytes]]] = {}
    for ref in workspace.documents.page(limit=10_000):
        document = workspace.get(ref.id)
        for source in document.sources:
            if source.kind == "mbox" and source.index is not None:
                raw = Path(source.raw_path or document.raw_path).stem
                by_file.setdefault(source.path or "", {})[source.index] = (source.from_line or "", kept[raw])
    assert by_file
    for path, messages in by_file.items():
        rest = Path(path).read_bytes()
        for _, (from_line, data) in sorted(messages.items()):
            before, _, rest = rest.partition(data)
            assert before.strip() == from_line.encode()
        assert rest.strip() == b""


def test_no_message_is_left_unparsed(workspace: Workspace, report: IngestReport) -> None:
    documents = [workspace.get(ref.id) for ref in workspace.documents.page(limit=10_000)]
    assert len(documents) == report.ingested_count
    defects = [defect for document in documents for defect in document.metadata.defects]
    assert [defect for defect in defects if defect.startswith("not parsed")] == []


def test_a_second_run_stores_nothing_and_the_log_is_whole(
    workspace: Workspace, report: IngestReport, corpora: Path
) -> None:
    before = originals(workspace.root)
    again = workspace.ingest([corpora])
    assert (again.status, again.ingested_count, again.duplicate_count) == ("duplicate", 0, MESSAGES)
    assert originals(workspace.root) == before
    assert workspace.documents.count() == report.ingested_count
    assert workspace.audit.verify().whole
