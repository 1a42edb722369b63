"""Drafts, as a shell sees them: which way they leave, what is shown of them, and how they are edited."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from mailatlas_core.outbound.drafting import typed_of
from mailatlas_core.outbound.senders.memory import Fault, MemorySender
from tests.core.cli.outgoing import (
    MESSAGE,
    configure,
    drafted,
    ended,
    out,
    own_workspace,
    said,
    sent,
    terminal,
)
from tests.core.cli.program import call
from tests.core.integration.outbox import MESSAGE as OWN
from tests.core.integration.outbox import lost

TO_BOB = ("--to", "bob@example.com", "--text", "It is low.")


def two_identities(tmp_path: Path) -> None:
    """Two of one address that write into two folders, and one that sends by SMTP."""
    folders = "".join(
        f'[identity.{name}]\nfrom = "ada@example.org"\nprovider = "file"\nfile_dir = "{tmp_path / name}"\n'
        for name in ("files", "files2")
    )
    smtp = '[identity.work]\nfrom = "ada@example.net"\nhost = "localhost"\nport = 1\n'
    configure(f'{folders}{smtp}security = "none"\nfile_dir = "{tmp_path / "work"}"\n')


def test_a_draft_leaves_the_way_it_says(tmp_path: Path) -> None:
    two_identities(tmp_path)
    id = str(said(call("draft", "--identity", "work", "--provider", "file", *TO_BOB))["id"])
    assert said(call("outbound", "show", id))["provider"] == "file"
    assert said(call("send", "--draft", id))["status"] == "sent"
    assert len(sent(tmp_path, "work")) == 1


def test_a_draft_that_does_not_say_where_to_is_not_sent_another_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAILATLAS_SMTP_HOST", "localhost")
    result = call("send", "--draft", drafted("--provider", "file"))
    assert result.status == 1
    assert "Give --file-dir" in result.stderr


@pytest.mark.parametrize(
    "option", [("--smtp-host", "localhost"), ("--file-dir", "out"), ("--password-stdin",)]
)
def test_a_draft_takes_no_option_that_it_cannot_keep(option: tuple[str, ...]) -> None:
    result = call("draft", *MESSAGE, *option)
    assert result.status == 2
    assert option[0] in result.stderr


def test_a_draft_leaves_by_the_identity_that_it_names(tmp_path: Path) -> None:
    two_identities(tmp_path)
    id = str(said(call("draft", "--identity", "files2", *TO_BOB))["id"])
    assert said(call("outbound", "show", id))["identity"] == "files2"
    assert said(call("send", "--draft", id))["status"] == "sent"
    assert (len(sent(tmp_path, "files")), len(sent(tmp_path, "files2"))) == (0, 1)


def test_a_draft_whose_identity_is_gone_is_not_sent_by_another(tmp_path: Path) -> None:
    two_identities(tmp_path)
    id = str(said(call("draft", "--identity", "files2", *TO_BOB))["id"])
    configure(f'[identity.files]\nfrom = "ada@example.org"\nfile_dir = "{tmp_path / "files"}"\n')
    result = call("send", "--draft", id)
    assert result.status == 1
    assert "There is no identity `files2`" in result.stderr
    assert sent(tmp_path, "files") == []


def test_an_identity_whose_provider_is_misspelt_sends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAILATLAS_SMTP_HOST", "localhost")
    configure('[identity.work]\nfrom = "ada@example.org"\nprovider = "File"\n')
    for command in ("send", "draft"):
        result = call(command, *TO_BOB)
        assert result.status == 1
        assert "Nothing can be sent by `File`" in result.stderr


def test_who_names_nobody_hears_which_identities_there_are(tmp_path: Path) -> None:
    assert "--from" in call("draft", *TO_BOB).stderr
    two_identities(tmp_path)
    for command in ("send", "draft"):
        assert "Give --identity, of which there are files, files2, work" in call(command, *TO_BOB).stderr


@pytest.mark.terminal
def test_what_was_typed_since_the_last_review_is_what_is_shown(tmp_path: Path) -> None:
    id = drafted("--bcc", "carol@example.net")
    with own_workspace() as workspace:
        typed = typed_of(workspace.outbound.get(id, include_bcc=True))
        workspace.outbound.keep(id, replace(typed, to="eve@example.net", text="It is high."))
    shown = said(call("outbound", "show", id))
    assert (shown["to"], shown["digest"]) == (["eve@example.net"], None)
    assert shown["typed"] == {"text": "It is high.", "html": None}
    assert json.loads(call("outbound", "list").stdout)[0]["to"] == ["eve@example.net"]
    _, text = ended(terminal("outbound", "show", id))
    assert "Changed    since review 1" in text
    assert "eve@example.net" in text
    assert "It is high." in text
    assert "It is low." not in text
    assert "carol" not in text
    assert said(call("send", "--draft", id, *out(tmp_path)))["status"] == "sent"
    assert said(call("outbound", "show", id))["typed"] is None


@pytest.mark.terminal
def test_what_cannot_be_sent_yet_is_shown_as_it_was_typed() -> None:
    id = drafted()
    with own_workspace() as workspace:
        typed = typed_of(workspace.outbound.get(id))
        workspace.outbound.keep(id, replace(typed, to="nobody yet", text="half a sent"))
    assert said(call("outbound", "show", id))["to"] == ["nobody yet"]
    _, text = ended(terminal("outbound", "show", id))
    assert "To: nobody yet" in text
    assert "half a sent" in text


def edits(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str) -> None:
    """Have a script for an editor."""
    editor = tmp_path / "editor"
    editor.write_text(f"#!/bin/sh\n{script}\n")
    editor.chmod(0o700)
    monkeypatch.setenv("EDITOR", str(editor))
    monkeypatch.delenv("VISUAL", raising=False)


@pytest.mark.terminal
def test_a_draft_is_changed_in_an_editor_and_each_change_can_be_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edits(monkeypatch, tmp_path, "sed -i 's/low/high/' \"$1\"")
    id = drafted("--bcc", "carol@example.net")
    status, text = ended(terminal("outbound", "edit", id))
    assert status == 0
    assert "It is high." in text
    assert "carol" not in text
    difference = said(call("outbound", "show", id, "--diff"))["diff"]
    assert isinstance(difference, list)
    assert {"-It is low.", "+It is high."} <= set(difference)


@pytest.mark.terminal
def test_an_editor_is_given_a_file_in_the_workspace_that_goes_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edits(monkeypatch, tmp_path, f'stat -c \'%a %n\' "$1" > {tmp_path / "given"}; sed -i s/low/high/ "$1"')
    assert ended(terminal("outbound", "edit", drafted()))[0] == 0
    mode, _, name = (tmp_path / "given").read_text().strip().partition(" ")
    assert mode == "600"
    assert Path(name).is_relative_to(Path.cwd() / ".mailatlas")
    assert not Path(name).exists()


@pytest.mark.terminal
def test_a_text_that_cannot_be_read_back_may_be_corrected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    once = "sed -i 's/^Subject/Subjekt/; s/low/high/' \"$1\""
    edits(
        monkeypatch,
        tmp_path,
        f'if grep -q ^Subject "$1"; then {once}; else sed -i s/^Subjekt/Subject/ "$1"; fi',
    )
    id = drafted()
    spawned = terminal("outbound", "edit", id)
    spawned.expect("no header line")
    spawned.expect("Open the editor again")
    spawned.sendline("y")
    status, text = ended(spawned)
    assert status == 0
    assert "It is high." in text


@pytest.mark.terminal
def test_an_editor_that_fails_changes_nothing_and_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edits(monkeypatch, tmp_path, 'sed -i s/low/high/ "$1"; exit 3')
    id = drafted()
    status, text = ended(terminal("--json", "outbound", "edit", id))
    assert status == 1
    assert "editor_failed" in text
    assert "$EDITOR names another" in text
    assert said(call("outbound", "show", id))["typed"] is None


@pytest.mark.terminal
def test_no_editor_is_opened_without_a_terminal_or_for_what_was_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edits(monkeypatch, tmp_path, f"touch {tmp_path / 'edited'}")
    assert call("outbound", "edit", drafted()).status == 2
    id = str(said(call("send", *MESSAGE, *out(tmp_path)))["id"])
    status, text = ended(terminal("outbound", "edit", id))
    assert status == 1
    assert "cannot be changed" in text
    assert not (tmp_path / "edited").exists()


@pytest.mark.terminal
def test_a_copy_of_what_may_have_gone_out_comes_with_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edits(monkeypatch, tmp_path, 'sed -i s/low/high/ "$1"')
    with own_workspace() as workspace:
        id = workspace.outbound.send_message(OWN, lost(was_taken=True)).id
        workspace.outbound.reject(id)
    status, text = ended(terminal("outbound", "edit", id))
    assert status == 0
    assert "may have gone out already" in text


@pytest.mark.terminal
def test_a_list_tells_what_was_not_sent_to_all() -> None:
    with own_workspace() as workspace:
        refusing = MemorySender([[Fault("rcpt", "550 no such user", "carol@example.net")]])
        workspace.outbound.send_message(OWN, refusing)
    _, text = ended(terminal("outbound", "list"))
    assert "sent, not to all" in text


def test_what_did_not_fail_is_not_sent_again_and_the_hint_fits() -> None:
    id = drafted()
    assert "`mailatlas send --draft` sends it." in call("outbound", "retry", id).stderr
    call("outbound", "reject", id)
    assert "copy it into a new draft" in call("outbound", "retry", id).stderr
