"""The exported log: lines from which anybody can recompute the chain, by docs/verify_audit.py or by hand."""

from __future__ import annotations

import hashlib
import io
import json
import runpy
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from mailatlas_core.audit import head as head_file
from mailatlas_core.audit.export import Export
from mailatlas_core.cancel import CancelToken
from mailatlas_core.errors import (
    Cancelled,
    OutputExists,
    PathUnwritable,
    WorkspaceDamaged,
    WorkspaceReadOnly,
)
from mailatlas_core.workspace import Workspace
from tests.core.integration.outbound_history import write_history

SEED = 20260315
FLIPS = 1_500

Problems = Callable[[Iterable[bytes], bytes | None], Iterator[str]]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("exported") / "workspace"
    write_history(root, records=3, seed=SEED)
    return root


@pytest.fixture
def workspace(written: Path, tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(shutil.copytree(written, tmp_path / "workspace"), actor="test") as workspace:
        yield workspace


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "saved").mkdir()
    return tmp_path / "saved"


@pytest.fixture(scope="module")
def verifier(repository: Path) -> Path:
    return repository / "docs" / "verify_audit.py"


@pytest.fixture(scope="module")
def problems(verifier: Path) -> Problems:
    """What the stand-alone verifier says of lines and a head."""
    found: Problems = runpy.run_path(str(verifier))["problems"]
    return found


def run(verifier: Path, *arguments: Path) -> tuple[int, str]:
    """A call of the stand-alone verifier where nothing of ours can be imported."""
    ended = subprocess.run(
        [sys.executable, "-I", "-S", verifier, *arguments], capture_output=True, text=True, check=False
    )
    assert ended.stderr == ""
    return ended.returncode, ended.stdout


def test_the_chain_is_recomputed_from_the_lines_alone(workspace: Workspace, folder: Path) -> None:
    previous = bytes(32)
    for line in workspace.audit.export(folder / "log").read_text("utf-8").splitlines():
        event = json.loads(line)
        digest = bytes.fromhex(event.pop("hash"))
        text = json.dumps(event, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert hashlib.sha256(previous + text.encode()).digest() == digest
        previous = digest
    assert previous.hex() == workspace.audit.verify().head


def test_an_export_has_every_event_and_ends_with_itself(workspace: Workspace, folder: Path) -> None:
    lines = (workspace.audit.export(folder / "log")).read_bytes().splitlines()
    events = workspace.audit.events(limit=1_000)
    assert [json.loads(line)["hash"] for line in lines] == [event.hash for event in reversed(events)]
    assert (events[0].kind, events[0].actor, events[0].data) == ("export.audit", "test", {"format": "jsonl"})
    assert workspace.audit.verify().whole


def test_an_export_is_its_owners_only_and_never_in_the_way_of_another(
    workspace: Workspace, folder: Path
) -> None:
    names = [workspace.audit.export(folder).name for _ in range(2)]
    assert names == ["audit.jsonl", "audit (2).jsonl"]
    assert workspace.audit.export() == workspace.root / "exports" / "audit.jsonl"
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    before = (folder / "audit.jsonl").read_bytes()
    with pytest.raises(OutputExists):
        workspace.audit.export(folder / "audit.jsonl")
    assert (folder / "audit.jsonl").read_bytes() == before
    longer = workspace.audit.export(folder / "audit.jsonl", force=True).read_bytes()
    assert longer.startswith(before)


def test_an_export_that_fails_leaves_no_file_and_no_event(workspace: Workspace, folder: Path) -> None:
    (folder / "taken").touch()
    cancel = CancelToken()
    cancel.cancel()
    before = workspace.audit.events()
    with pytest.raises(OutputExists):
        workspace.audit.export(folder / "taken")
    with pytest.raises(PathUnwritable):
        workspace.audit.export(folder / "none" / "log")
    with pytest.raises(Cancelled):
        workspace.audit.export(folder / "log", cancel=cancel)
    assert [path.name for path in folder.iterdir()] == ["taken"]
    assert workspace.audit.events() == before


def test_a_read_only_workspace_is_exported_elsewhere_and_leaves_no_event(
    workspace: Workspace, folder: Path, problems: Problems
) -> None:
    before = workspace.audit.events()
    export = Export(workspace.root, workspace._database, None)
    lines = export.save(folder / "log", force=False).read_bytes().splitlines(keepends=True)
    assert list(problems(lines, (workspace.root / "audit.head").read_bytes())) == []
    with pytest.raises(WorkspaceReadOnly):
        export.save(None, force=False)
    assert workspace.audit.events() == before


def test_a_log_with_an_event_that_cannot_be_read_is_not_exported(workspace: Workspace, folder: Path) -> None:
    with closing(sqlite3.connect(workspace.root / "store.db", isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER events_are_never_changed")
        connection.execute("UPDATE events SET subject = CAST(x'ff' AS TEXT) WHERE seq = 3")
    with pytest.raises(WorkspaceDamaged, match="Event 3"):
        workspace.audit.export(folder / "log")
    assert list(folder.iterdir()) == []


def test_a_changed_event_is_exported_as_it_stands_and_found_by_the_verifier(
    workspace: Workspace, folder: Path, problems: Problems
) -> None:
    with closing(sqlite3.connect(workspace.root / "store.db", isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER events_are_never_changed")
        connection.execute("UPDATE events SET actor = 'somebody' WHERE seq = 3")
    lines = workspace.audit.export(folder / "log").read_bytes().splitlines(keepends=True)
    assert [sentence[:20] for sentence in problems(lines, None)] == ["line 3 was changed, "]


def test_the_verifier_says_whole_of_what_was_exported(
    workspace: Workspace, folder: Path, verifier: Path
) -> None:
    log = workspace.audit.export(folder / "log")
    assert run(verifier, log) == (0, "whole\n")
    assert run(verifier, log, workspace.root / "audit.head") == (0, "whole\n")


def test_the_verifier_names_the_line_and_fails(workspace: Workspace, folder: Path, verifier: Path) -> None:
    log = workspace.audit.export(folder / "log")
    log.write_bytes(log.read_bytes().replace(b'"documents":3', b'"documents":4', 1))
    status, said = run(verifier, log)
    assert status == 1
    assert said.startswith("line 3 was changed, or the one before it")
    assert said.endswith("not whole, problems: 1\n")


def exported(workspace: Workspace, folder: Path) -> tuple[list[bytes], bytes]:
    """The lines of an export, and the head that fits them."""
    lines = workspace.audit.export(folder / "log").read_bytes().splitlines(keepends=True)
    head = head_file.read(workspace.root)
    assert head is not None
    return lines, head_file.encode(head)


def test_the_verifier_finds_every_single_bit_that_flips(
    workspace: Workspace, folder: Path, problems: Problems
) -> None:
    random, (lines, _) = Random(SEED), exported(workspace, folder)
    for _ in range(FLIPS):
        number = random.randrange(len(lines))
        changed = bytearray(lines[number])
        bit = random.randrange(8 * len(changed))
        changed[bit // 8] ^= 1 << bit % 8
        # As a file is read: a flip may end a line, or join two.
        content = b"".join([*lines[:number], bytes(changed), *lines[number + 1 :]])
        found = " ".join(problems(io.BytesIO(content), None))
        assert f"line {number + 1} " in found, (number, bit)


def test_the_verifier_finds_lines_that_are_missing_moved_doubled_or_forged(
    workspace: Workspace, folder: Path, problems: Problems
) -> None:
    lines, head = exported(workspace, folder)
    last = len(lines) - 1
    for number in range(last):
        one = f"line {number + 1} "
        missing = [*lines[:number], *lines[number + 1 :]]
        moved = [*lines[:number], lines[number + 1], lines[number], *lines[number + 2 :]]
        doubled = [*lines[: number + 1], *lines[number:]]
        forged = [*lines[:number], lines[number].replace(b'"test"', b'"tset"'), *lines[number + 1 :]]
        for changed, named in ((missing, one), (moved, one), (doubled, f"line {number + 2} "), (forged, one)):
            assert named in " ".join(problems(changed, head)), number
    for kept in range(last + 1):
        assert "names an event that no line is" in " ".join(problems(lines[:kept], head))


def test_the_verifier_takes_an_earlier_head_and_no_other(
    workspace: Workspace, folder: Path, problems: Problems
) -> None:
    earlier = (workspace.root / "audit.head").read_bytes()
    lines, head = exported(workspace, folder)
    assert list(problems(lines, earlier)) == []
    for bit in range(8 * len(head)):
        changed = bytearray(head)
        changed[bit // 8] ^= 1 << bit % 8
        assert any("names an event that no line is" in one for one in problems(lines, bytes(changed))), bit
    assert any("names an event that no line is" in one for one in problems(lines, b""))


def test_the_page_shows_the_verifier_as_it_is(repository: Path, verifier: Path) -> None:
    page = (repository / "docs" / "audit.md").read_text("utf-8")
    assert f"```python\n{verifier.read_text('utf-8')}```\n" in page
