"""ingest: the JSON it streams, and what counts as success."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mailatlas_core.errors import UsageError
from mailatlas_core.workspace import Workspace
from tests.core.cli.conftest import IDS, MESSAGES, Run
from tests.core.cli.program import call
from tests.core.messages import mbox


def test_an_ingest_tells_of_every_message_and_counts_them(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / "one.eml").write_bytes(MESSAGES[0])
    (tmp_path / "mail" / "two.mbox").write_bytes(mbox(MESSAGES[0], MESSAGES[1]))
    (tmp_path / "mail" / "picture.png").write_bytes(b"\x89PNG\r\n")
    ended = run("--root", tmp_path / "workspace", "ingest", tmp_path / "mail")
    result = json.loads(ended.stdout)
    refs = result.pop("document_refs")
    assert ended.return_value == 0
    assert [(ref["id"], ref["source_kind"], ref["status"]) for ref in refs] == [
        (IDS[0], "eml", "ingested"),
        (IDS[0], "mbox", "duplicate"),
        (IDS[1], "mbox", "ingested"),
    ]
    assert {frozenset(ref) for ref in refs} == {
        frozenset({"id", "subject", "source_kind", "created_at", "status"})
    }
    assert result.pop("run_id")
    assert result == {
        "status": "ok",
        "ingested_count": 2,
        "duplicate_count": 1,
        "error_count": 0,
        "skipped_count": 1,
        "errors": [],
    }


def test_what_is_known_already_is_no_failure(run: Run, tmp_path: Path) -> None:
    (tmp_path / "one.eml").write_bytes(MESSAGES[0])
    statuses = []
    for _ in range(2):
        ended = run("--root", tmp_path / "workspace", "ingest", tmp_path / "one.eml")
        statuses.append((ended.return_value, json.loads(ended.stdout)["status"]))
    assert statuses == [(0, "ok"), (0, "duplicate")]


@pytest.mark.parametrize(("others", "status"), [([], "error"), (["one.eml"], "partial")], ids=str)
def test_a_path_that_cannot_be_read_stops_nothing_and_is_a_failure(
    run: Run, tmp_path: Path, others: list[str], status: str
) -> None:
    (tmp_path / "one.eml").write_bytes(MESSAGES[0])
    paths = [tmp_path / "none.eml", *(tmp_path / name for name in others)]
    ended = run("--root", tmp_path / "workspace", "ingest", *paths)
    result = json.loads(ended.stdout)
    assert ended.return_value == 1
    assert result["status"] == status
    assert result["ingested_count"] == len(paths) - 1
    assert result["errors"] == [{"path": str(paths[0]), "error": "none.eml does not exist."}]


def test_a_dash_is_standard_input_and_its_bytes_are_kept(tmp_path: Path) -> None:
    ended = call("--root", tmp_path / "workspace", "ingest", "-", stdin=MESSAGES[2])
    assert (ended.status, ended.stderr) == (0, "")
    assert [ref["id"] for ref in json.loads(ended.stdout)["document_refs"]] == [IDS[2]]
    with Workspace.open(tmp_path / "workspace") as workspace:
        assert workspace.documents.raw(IDS[2]) == MESSAGES[2]
        assert {event.actor for event in workspace.audit.events()} == {"cli"}


def test_standard_input_that_is_no_mail_is_a_failure(tmp_path: Path) -> None:
    ended = call("--root", tmp_path / "workspace", "ingest", "-", stdin=b"\x89PNG\r\n")
    assert ended.status == 1
    assert json.loads(ended.stdout)["errors"][0]["path"] == "standard input"


def test_an_empty_path_is_wrong_usage_and_takes_nothing_in(run: Run, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        run("--root", tmp_path / "w", "ingest", "")
    assert not (tmp_path / "w").exists()
