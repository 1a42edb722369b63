"""list, search, get, audit and doctor: what they print of what is stored."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mailatlas_core.errors import (
    DocumentAmbiguous,
    DocumentNotFound,
    QueryError,
    WorkspaceNotFound,
)
from tests.core.cli.conftest import IDS, MESSAGES, Run
from tests.core.cli.program import call

REF_FIELDS = {
    "id", "subject", "source_kind", "created_at", "sender_name", "sender_email", "received_at",
    "thread_id", "tags", "attachment_count", "snippet",
}  # fmt: skip
DOCUMENT_FIELDS = {
    "id", "source_kind", "message_id", "thread_id", "subject", "sender_name", "sender_email", "author",
    "received_at", "published_at", "body_text", "body_html_path", "raw_path", "content_hash", "sources",
    "tags", "metadata", "created_at", "assets",
}  # fmt: skip


def test_list_is_an_array_of_refs_newest_first(run: Run, root: Path) -> None:
    refs = json.loads(run("list", "--root", root).stdout)
    assert [ref["id"] for ref in refs] == list(reversed(IDS))
    assert {frozenset(ref) for ref in refs} == {frozenset(REF_FIELDS)}
    assert refs[3]["subject"] == "港 report"
    assert refs[3]["sender_email"] == "sender1@example.com"
    assert refs[3]["tags"] == []


def test_list_goes_on_where_limit_ended(run: Run, root: Path) -> None:
    pages = [
        json.loads(run("--root", root, "list", "--limit", 2, "--offset", at).stdout) for at in (0, 2, 4, 6)
    ]
    assert [[ref["id"] for ref in page] for page in pages] == [
        [IDS[4], IDS[3]],
        [IDS[2], IDS[1]],
        [IDS[0]],
        [],
    ]


def test_list_and_search_find_the_same_and_search_shows_where(run: Run, root: Path) -> None:
    listed = json.loads(run("--root", root, "list", "--query", "harbor").stdout)
    found = json.loads(run("--root", root, "search", "harbor").stdout)
    assert [ref["id"] for ref in listed] == [ref["id"] for ref in found] == [IDS[1], IDS[0]]
    assert all("harbor" in ref["snippet"] for ref in found)
    assert {frozenset(ref) for ref in found} == {frozenset(REF_FIELDS)}


@pytest.mark.parametrize("everything", ["", "*"])
def test_an_empty_search_means_everything(run: Run, root: Path, everything: str) -> None:
    assert len(json.loads(run("--root", root, "search", everything).stdout)) == len(IDS)


def test_a_search_without_hits_is_an_empty_array_and_no_failure(run: Run, root: Path) -> None:
    assert json.loads(run("--root", root, "search", "nowhere").stdout) == []


def test_a_wrong_query_is_said_to_be_wrong(run: Run, root: Path) -> None:
    with pytest.raises(QueryError):
        run("--root", root, "search", '"open')


def test_get_prints_the_document_with_all_its_fields(run: Run, root: Path) -> None:
    document = json.loads(run("--root", root, "get", IDS[1]).stdout)
    assert set(document) == DOCUMENT_FIELDS
    assert document["id"] == IDS[1]
    assert document["subject"] == "港 report"
    assert document["raw_path"] == f"raw/{IDS[1][:2]}/{IDS[1]}.eml"
    assert document["metadata"]["headers"]["message-id"] == "<1@example.com>"
    assert document["sources"] == [{"kind": "eml", "path": str(root.parent / "1.eml")}]


def test_the_beginning_of_an_id_is_enough(run: Run, root: Path) -> None:
    assert json.loads(run("--root", root, "get", IDS[0][:8]).stdout)["id"] == IDS[0]


@pytest.mark.parametrize("unknown", ["", "f" * 64, "zz", "0" * 65, "港"])
def test_an_unknown_id_is_said_to_be_unknown(run: Run, root: Path, unknown: str) -> None:
    with pytest.raises(DocumentNotFound):
        run("--root", root, "get", unknown)


def test_a_beginning_of_two_ids_is_refused(run: Run, root: Path, tmp_path: Path) -> None:
    with pytest.raises(DocumentAmbiguous):
        run("--root", root, "get", IDS[0][0])
    with pytest.raises(DocumentAmbiguous):
        run("--root", root, "get", IDS[0][0], "--out", tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("number", range(len(MESSAGES)))
def test_get_raw_is_exact_in_a_pipe(root: Path, number: int) -> None:
    got = call("--root", root, "get", IDS[number], "--format", "raw")
    assert (got.status, got.stdout, got.stderr) == (0, MESSAGES[number], "")


def test_get_text_is_the_body(run: Run, root: Path) -> None:
    assert run("--root", root, "get", IDS[0], "--format", "text").stdout.strip() == "The harbor is open."


def test_audit_list_is_an_array_of_events_newest_first(run: Run, root: Path) -> None:
    events = json.loads(run("--root", root, "audit", "list", "--limit", 2).stdout)
    assert [(event["seq"], event["kind"]) for event in events] == [(3, "ingest.run"), (2, "ingest.batch")]
    assert set(events[0]) == {"seq", "at", "kind", "actor", "subject", "data", "hash"}


def test_audit_verify_tells_the_end_of_a_whole_chain(run: Run, root: Path) -> None:
    newest = json.loads(run("--root", root, "audit", "list").stdout)[0]
    assert json.loads(run("--root", root, "audit", "verify").stdout) == {
        "status": "ok",
        "events": 3,
        "head": newest["hash"],
        "problems": [],
        "records": 0,
        "files": 0,
        "signed": None,
    }


def test_doctor_says_of_each_check_that_it_is_well(run: Run) -> None:
    result = json.loads(run("doctor").stdout)
    assert result["status"] == "ok"
    assert {"ingest", "search", "original", "audit"} <= {check["name"] for check in result["checks"]}
    assert {frozenset(check) for check in result["checks"]} == {frozenset({"name", "well", "detail"})}


@pytest.mark.parametrize(
    "command", [["list"], ["search", "x"], ["get", "00"], ["audit", "list"], ["audit", "verify"]]
)
def test_a_reading_command_never_makes_a_workspace(run: Run, tmp_path: Path, command: list[str]) -> None:
    with pytest.raises(WorkspaceNotFound):
        run("--root", tmp_path / "none", *command)
    assert not list(tmp_path.iterdir())
