"""The head of the log, signed by the real ssh-keygen and checked by it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from mailatlas_core.audit.signature import sign_end
from mailatlas_core.errors import (
    PathUnreadable,
    SigningFailed,
    UsageError,
    WorkspaceDamaged,
    WorkspaceReadOnly,
)
from mailatlas_core.models import AuditVerification
from mailatlas_core.workspace import Workspace

ADA, EVE = "ada@example.org", "eve@example.org"
FLIPS = 150

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two throw-away keys, and the file that allows Ada's, and neither of them Eve's."""
    if shutil.which("ssh-keygen") is None:
        pytest.skip("openssh-client is not installed: make integration-deps")
    folder = tmp_path_factory.mktemp("keys")
    for name in ("ada", "eve"):
        make_key(folder / name)
    public = (folder / "ada.pub").read_text("ascii")
    (folder / "allowed").write_text(f"{ADA} {public}", "ascii")
    return folder


def make_key(path: Path, passphrase: str = "") -> None:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", passphrase, "-f", path], check=True)


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    with Workspace.open(tmp_path / "workspace", create=True) as workspace:
        write(workspace, 5)
        yield workspace


def write(workspace: Workspace, events: int) -> None:
    for number in range(events):
        with workspace._entry() as entry:
            entry.record("test", "", {"number": number})


def checked(workspace: Workspace, keys: Path, identity: str = ADA) -> AuditVerification:
    return workspace.audit.verify(allowed_signers=keys / "allowed", identity=identity)


@pytest.mark.parametrize("key", ["ada", "ada.pub"])
def test_a_signature_covers_the_events_up_to_the_head_that_was_signed(
    workspace: Workspace, keys: Path, key: str
) -> None:
    head = workspace.audit.sign(keys / key)
    assert (checked(workspace, keys).problems, checked(workspace, keys).signed) == ((), head.seq)
    write(workspace, 3)
    result = checked(workspace, keys)
    assert (result.whole, result.events, result.signed) == (True, 9, 6)


def test_the_next_signature_takes_the_place_of_the_last(workspace: Workspace, keys: Path) -> None:
    workspace.audit.sign(keys / "ada")
    write(workspace, 3)
    workspace.audit.sign(keys / "ada")
    assert checked(workspace, keys).signed == 9
    assert (workspace.root / "audit.head.sig").stat().st_mode & 0o777 == 0o600


def test_anybody_can_check_the_file_with_ssh_keygen_alone(workspace: Workspace, keys: Path) -> None:
    workspace.audit.sign(keys / "ada")
    script = (
        'head -n 1 "$1" > head.txt && tail -n +2 "$1" > head.txt.sig && ssh-keygen -Y verify -f "$2"'
        ' -I ada@example.org -n mailatlas-audit -s head.txt.sig < head.txt && cmp head.txt "$3"'
    )
    files = (workspace.root / "audit.head.sig", keys / "allowed", workspace.root / "audit.head")
    done = subprocess.run(["sh", "-c", script, "sh", *files], capture_output=True, check=False)
    assert done.returncode == 0, done


def test_without_a_signature_to_check_it_is_said_that_there_is_none(workspace: Workspace, keys: Path) -> None:
    assert checked(workspace, keys).problems == ("there is no signature: the file audit.head.sig is missing",)
    assert workspace.audit.verify().whole


def test_a_signature_of_another_key_or_for_another_identity_does_not_fit(
    workspace: Workspace, keys: Path
) -> None:
    workspace.audit.sign(keys / "ada")
    (problem,) = checked(workspace, keys, EVE).problems
    assert problem.startswith(f"the signature in audit.head.sig is none of {EVE}'s by {keys / 'allowed'}")
    workspace.audit.sign(keys / "eve")
    result = checked(workspace, keys)
    assert result.problems[0].startswith(f"the signature in audit.head.sig is none of {ADA}'s")
    assert result.signed is None


def test_every_single_bit_of_the_signature_counts(workspace: Workspace, keys: Path) -> None:
    workspace.audit.sign(keys / "ada")
    path = workspace.root / "audit.head.sig"
    whole, random = path.read_bytes(), Random(7)
    for bit in random.sample(range(8 * len(whole)), FLIPS):
        changed = bytearray(whole)
        changed[bit // 8] ^= 1 << bit % 8
        path.write_bytes(changed)
        problems = checked(workspace, keys).problems
        assert any("audit.head.sig" in problem for problem in problems), bit


def test_a_log_that_was_written_anew_with_its_head_is_found_by_the_signature(
    workspace: Workspace, keys: Path, tmp_path: Path
) -> None:
    workspace.audit.sign(keys / "ada")
    with Workspace.open(tmp_path / "forged", create=True) as forged:
        write(forged, 9)
        forged.audit.sign(keys / "ada")
        (forged.root / "audit.head.sig").write_bytes((workspace.root / "audit.head.sig").read_bytes())
        for result in (forged.audit.verify(), checked(forged, keys)):
            assert result.problems == (
                "the file audit.head.sig names event 6, which is not in the log as it was",
            )
            assert result.signed is None


def test_a_log_that_was_cut_is_not_signed_so_that_the_old_signature_goes_on_telling(
    workspace: Workspace, keys: Path
) -> None:
    workspace.audit.sign(keys / "ada")
    before = (workspace.root / "audit.head.sig").read_bytes()
    with closing(sqlite3.connect(workspace.root / "store.db", isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER events_are_never_removed")
        connection.execute("DELETE FROM events WHERE seq > 3")
    (workspace.root / "audit.head").unlink()
    write(workspace, 1)
    with pytest.raises(WorkspaceDamaged, match=r"audit\.head\.sig names event 6"):
        workspace.audit.sign(keys / "ada")
    assert (workspace.root / "audit.head.sig").read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"\n", b'{"hash": "", "seq": 1}\n', b"\xff" * 99])
def test_a_file_that_is_no_signature_is_said_to_be_none(workspace: Workspace, content: bytes) -> None:
    (workspace.root / "audit.head.sig").write_bytes(content)
    assert workspace.audit.verify().problems == ("the file audit.head.sig is missing or cannot be read",)


def test_a_key_in_the_agent_signs_with_its_public_half_alone(
    workspace: Workspace, keys: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = tmp_path / "alone.pub"
    alone.write_bytes((keys / "ada.pub").read_bytes())
    with pytest.raises(SigningFailed, match="did not sign"):
        workspace.audit.sign(alone)
    socket = keys / "agent"
    with subprocess.Popen(["ssh-agent", "-D", "-a", socket], stdout=subprocess.PIPE) as agent:
        try:
            assert agent.stdout is not None
            agent.stdout.readline()
            monkeypatch.setenv("SSH_AUTH_SOCK", str(socket))
            subprocess.run(["ssh-add", "-q", keys / "ada"], check=True)
            workspace.audit.sign(alone)
        finally:
            agent.terminate()
    assert checked(workspace, keys).signed == 6


def test_a_key_with_a_passphrase_is_not_asked_for_but_named_as_one_for_the_agent(
    workspace: Workspace, tmp_path: Path
) -> None:
    make_key(tmp_path / "locked", "secret")
    with pytest.raises(SigningFailed) as failed:
        workspace.audit.sign(tmp_path / "locked")
    assert "ssh-add" in str(failed.value.hint)
    assert not (workspace.root / "audit.head.sig").exists()


def test_the_users_own_key_is_taken_where_none_is_named(workspace: Workspace, keys: Path, home: Path) -> None:
    with pytest.raises(SigningFailed, match="no key to sign with"):
        workspace.audit.sign()
    (home / ".ssh").mkdir()
    for half in ("", ".pub"):
        shutil.copy(keys / f"ada{half}", home / ".ssh" / f"id_ed25519{half}")
    workspace.audit.sign()
    assert checked(workspace, keys).signed == 6


def test_where_there_is_no_ssh_keygen_it_is_said(
    workspace: Workspace, keys: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace.audit.sign(keys / "ada")
    monkeypatch.setenv("PATH", str(tmp_path))
    for call in (lambda: workspace.audit.sign(keys / "ada"), lambda: checked(workspace, keys)):
        with pytest.raises(SigningFailed, match="not installed"):
            call()


def test_no_secret_of_ours_is_handed_to_ssh_keygen(
    workspace: Workspace, keys: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = tmp_path / "environment"
    program = tmp_path / "bin" / "ssh-keygen"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nenv > "{told}"\nexit 1\n')
    program.chmod(0o700)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    monkeypatch.setenv("MAILATLAS_SMTP_PASSWORD", "canary")
    with pytest.raises(SigningFailed, match="ended with status 1"):
        workspace.audit.sign(keys / "ada")
    assert "PATH=" in told.read_text("utf-8")
    assert "canary" not in told.read_text("utf-8")


def test_signers_and_identity_belong_together_and_the_file_has_to_be_there(
    workspace: Workspace, keys: Path
) -> None:
    with pytest.raises(UsageError):
        workspace.audit.verify(allowed_signers=keys / "allowed")
    with pytest.raises(UsageError):
        workspace.audit.verify(identity=ADA)
    workspace.audit.sign(keys / "ada")
    with pytest.raises(PathUnreadable):
        workspace.audit.verify(allowed_signers=keys / "none", identity=ADA)


def test_a_read_only_workspace_is_not_signed(workspace: Workspace, keys: Path) -> None:
    with pytest.raises(WorkspaceReadOnly, match="read-only"):
        sign_end(workspace.root, workspace._database, None, keys / "ada")


def test_a_store_that_was_lost_can_be_made_again_beside_its_signature(
    workspace: Workspace, keys: Path, tmp_path: Path
) -> None:
    (tmp_path / "one.eml").write_bytes(b"From: ada@example.org\n\nHello\n")
    workspace.ingest([tmp_path / "one.eml"])
    workspace.audit.sign(keys / "ada")
    workspace.close()
    for path in workspace.root.glob("store.db*"):
        path.unlink()
    assert Workspace.restore(workspace.root).documents == 1
    with Workspace.open(workspace.root) as restored:
        problems = "\n".join(restored.audit.verify().problems)
    assert "audit.head.sig names event 8" in problems
