"""The commands of the audit log: what they print, and how they end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mailatlas_core.cli import audit
from mailatlas_core.cli.settings import Settings
from mailatlas_core.errors import OutputExists, SigningFailed, UsageError
from mailatlas_core.models import AuditVerification
from mailatlas_core.workspace import Workspace
from tests.core.cli.conftest import Run
from tests.core.cli.program import call


@pytest.fixture
def as_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands speak as to a person."""
    monkeypatch.setattr(Settings, "is_json", False)


def add(root: Path, kind: str, subject: str) -> None:
    with Workspace.open(root) as workspace, workspace._entry() as entry:
        entry.record(kind, subject, {})


def test_a_list_is_of_the_kinds_and_the_subject_that_are_named(run: Run, own_root: Path) -> None:
    for kind, subject in (("outbound.draft", "3f9c"), ("outbound.send", "3f9c"), ("outbound.draft", "9c3f")):
        add(own_root, kind, subject)

    def listed(*options: str) -> list[int]:
        found = run("--root", own_root, "audit", "list", *options).stdout
        return [event["seq"] for event in json.loads(found)]

    assert listed("--kind", "outbound") == [6, 5, 4]
    assert listed("--kind", "outbound.send", "--kind", "ingest.run") == [5, 3]
    assert listed("--subject", "3f") == [5, 4]
    assert listed("--kind", "outbound.draft", "--subject", "9c") == [6]
    assert listed("--kind", "nothing") == []


@pytest.mark.usefixtures("as_text")
def test_the_table_says_what_each_event_is_about(run: Run, own_root: Path) -> None:
    add(own_root, "outbound.draft", "3f9c" * 8)
    titles, first, *_ = run("--root", own_root, "audit", "list").stdout.splitlines()
    assert titles.split() == ["seq", "at", "(UTC)", "actor", "kind", "subject", "data"]
    assert first.split()[-2:] == ["outbound.draft", "3f9c3f9c3f9c"]


@pytest.mark.usefixtures("as_text")
def test_verify_says_in_words_what_was_proved(run: Run, root: Path) -> None:
    first, second = run("--root", root, "audit", "verify").stdout.splitlines()
    assert first.startswith("The log is whole: 3 events, each following from the one before, up to ")
    assert second == "As it says: 0 outbound records and 0 files of mail that goes out."


@pytest.mark.parametrize(
    ("result", "sentences"),
    [
        (
            AuditVerification(1, "00", (), records=1, files=1, signed=1),
            [
                "The log is whole: 1 event, each following from the one before, up to 00.",
                "As it says: 1 outbound record and 1 file of mail that goes out.",
                "The signature covers the events up to 1.",
            ],
        ),
        (
            AuditVerification(1_234, "00", ("event 7 was changed",), records=2, files=3),
            ["The log is not whole: 1 problem in 1,234 events, 2 outbound records and 3 files."],
        ),
    ],
    ids=["whole", "not whole"],
)
def test_counts_are_said_as_a_person_would(result: AuditVerification, sentences: list[str]) -> None:
    assert list(audit._proved(result)) == sentences


def test_verify_fails_and_names_what_is_wrong(own_root: Path) -> None:
    (own_root / "audit.head").unlink()
    ended = call("--root", own_root, "audit", "verify")
    result = json.loads(ended.stdout)
    assert ended.status == 1
    assert result["status"] == "error"
    assert result["problems"] == ["the file audit.head is missing or cannot be read"]


def test_verify_wants_signers_and_an_identity_or_neither(run: Run, root: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        run("--root", root, "audit", "verify", "--allowed-signers", tmp_path / "allowed")


def test_an_export_goes_where_it_is_told_and_over_a_file_by_force_alone(
    run: Run, own_root: Path, tmp_path: Path
) -> None:
    place = tmp_path / "log.jsonl"
    said = json.loads(run("--root", own_root, "audit", "export", "--out", place).stdout)
    assert said == {"status": "ok", "path": str(place)}
    assert len(place.read_bytes().splitlines()) == 4
    with pytest.raises(OutputExists):
        run("--root", own_root, "audit", "export", "--out", place)
    run("--root", own_root, "audit", "export", "--out", place, "--force")
    assert len(place.read_bytes().splitlines()) == 5


@pytest.mark.usefixtures("as_text")
def test_an_export_without_a_place_goes_to_exports(run: Run, own_root: Path) -> None:
    place = own_root / "exports" / "audit.jsonl"
    assert run("--root", own_root, "audit", "export").stderr == f"Saved as {place}\n"
    assert place.is_file()


def test_a_signature_needs_a_key(run: Run, own_root: Path) -> None:
    with pytest.raises(SigningFailed, match="no key to sign with"):
        run("--root", own_root, "audit", "sign")
    assert not (own_root / "audit.head.sig").exists()
