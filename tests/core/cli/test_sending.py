"""`mailatlas send`, `draft` and `outbound`, as a shell sees them."""

from __future__ import annotations

import json
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from mailatlas_core.errors import SecretUnavailable
from mailatlas_core.secrets.sources import first_line
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
from tests.core.integration.outbox import TYPED, lost


def test_a_message_is_sent_and_becomes_a_document(tmp_path: Path) -> None:
    result = call("send", *MESSAGE, "--bcc", "carol@example.net", *out(tmp_path))
    assert (result.status, said(result)["status"]) == (0, "sent")
    [raw] = sent(tmp_path)
    message = message_from_bytes(raw, policy=default)
    assert (message["To"], message["Subject"], message["Bcc"]) == ("bob@example.com", "Tide", None)
    [ref] = json.loads(call("search", "is:sent").stdout)
    assert ref["subject"] == "Tide"
    assert (
        b"carol"
        not in call("outbound", "list").stdout + call("outbound", "show", str(said(result)["id"])).stdout
    )


def test_the_same_call_with_the_same_key_sends_once(tmp_path: Path) -> None:
    ends = [call("send", *MESSAGE, "--idempotency-key", "k", *out(tmp_path)) for _ in range(2)]
    assert said(ends[0]) == said(ends[1])
    assert len(sent(tmp_path)) == 1


def test_a_dry_run_contacts_nobody_and_stores_what_would_go_out() -> None:
    result = call("send", *MESSAGE, "--dry-run")
    assert said(result)["status"] == "dry_run"
    shown = said(call("outbound", "show", str(said(result)["id"])))
    assert (Path.cwd() / ".mailatlas" / str(shown["raw_path"])).read_bytes().endswith(b"It is low.\r\n")


def test_a_draft_is_sent_by_its_id_alone(tmp_path: Path) -> None:
    id = drafted()
    assert said(call("send", "--draft", id[:8], *out(tmp_path)))["status"] == "sent"
    both = call("send", "--draft", id, "--from", "eve@example.com", *out(tmp_path))
    assert (both.status, len(sent(tmp_path))) == (2, 1)
    assert "--draft and --from exclude each other" in both.stderr


@pytest.mark.parametrize(
    "wrong",
    [
        ("--to", "no address"),
        ("--to", "a@example.com\nBcc: eve@example.com"),
        ("--subject", "a\r\nX-Evil: yes"),
        ("--header", "Bcc: eve@example.com"),
        ("--header", "X-Long: a\nb"),
        ("--header", "nothing"),
        ("--header=X-Twice: 1", "--header=X-Twice: 2"),
        ("--attach", "missing.pdf"),
        ("--text", "  "),
        ("--from", ""),
        ("--reply-to", "@"),
    ],
)
def test_what_cannot_be_sent_is_refused_and_nothing_is_written(
    tmp_path: Path, wrong: tuple[str, str]
) -> None:
    result = call("send", *MESSAGE, *wrong, *out(tmp_path))
    assert result.status == 2
    assert said(result)["status"] == "error"
    assert sent(tmp_path) == []
    with own_workspace() as workspace:
        assert workspace.outbound.records() == []


def test_nothing_to_send_with_is_said_and_leaves_nothing_behind() -> None:
    result = call("send", *MESSAGE)
    assert result.status == 1
    assert "No SMTP server is named" in result.stderr
    assert not (Path.cwd() / ".mailatlas").exists()


def test_a_server_that_is_not_there_is_an_error_that_names_it() -> None:
    result = call("send", *MESSAGE, "--smtp-host", "localhost", "--smtp-port", "1", "--no-smtp-starttls")
    assert (result.status, said(result)["status"]) == (1, "error")
    assert "localhost:1" in str(said(result)["error"])


def test_an_approval_is_refused_without_a_terminal_before_anything_is_shown() -> None:
    result = call("outbound", "approve", drafted())
    assert (result.status, said(result)["status"]) == (2, "error")
    assert "at a terminal" in result.stderr


def test_what_is_unknown_is_not_sent_again_without_a_terminal() -> None:
    with own_workspace() as workspace:
        id = workspace.outbound.send_message(OWN, lost(was_taken=True)).id
    result = call("outbound", "retry", id)
    assert (result.status, said(result)["status"]) == (2, "error")


@pytest.mark.parametrize(
    "readers",
    [
        ("--text-file", "-", "--password-stdin"),
        ("--text-file", "/dev/stdin", "--password-stdin"),
        ("--html-file", "-", "--password-stdin"),
        ("--text-file", "-", "--html-file", "-"),
    ],
)
def test_two_readers_of_stdin_are_refused_before_anything_is_written(readers: tuple[str, ...]) -> None:
    whom = ("--from", "ada@example.org", "--to", "bob@example.com")
    result = call("send", "--dry-run", *whom, *readers, stdin=b"hunter2-canary\ntext\n")
    assert result.status == 2
    assert "cannot both read stdin" in result.stderr
    assert not (Path.cwd() / ".mailatlas").exists()


def test_a_closed_stdin_has_no_password() -> None:
    with pytest.raises(SecretUnavailable):
        first_line(None)


def approve(id: str, digits: str) -> int | None:
    spawned = terminal("outbound", "approve", id)
    spawned.expect("first 6 digits")
    spawned.sendline(digits)
    return ended(spawned)[0]


@pytest.mark.terminal
def test_an_approval_names_the_digest_that_was_shown() -> None:
    id = drafted()
    digest = str(said(call("outbound", "show", id))["digest"])
    assert approve(id, "000000") == 1
    assert said(call("outbound", "show", id))["status"] == "draft"
    assert approve(id, digest[:6]) == 0
    assert said(call("outbound", "show", id))["approval"] is not None


def test_a_rejected_draft_is_never_sent(tmp_path: Path) -> None:
    id = drafted("--idempotency-key", "k")
    assert said(call("outbound", "reject", id))["status"] == "rejected"
    assert said(call("send", "--draft", id, *out(tmp_path)))["status"] == "rejected"
    assert said(call("send", *MESSAGE, "--idempotency-key", "k", *out(tmp_path)))["status"] == "rejected"
    assert sent(tmp_path) == []


def test_what_failed_is_sent_again_at_a_word(tmp_path: Path) -> None:
    failed = call("send", *MESSAGE, "--smtp-host", "localhost", "--smtp-port", "1", "--no-smtp-starttls")
    again = call("outbound", "retry", str(said(failed)["id"]), *out(tmp_path))
    assert (said(again)["status"], len(sent(tmp_path))) == ("sent", 1)


def test_what_was_changed_since_it_failed_is_not_what_is_sent_again(tmp_path: Path) -> None:
    failed = call("send", *MESSAGE, "--smtp-host", "localhost", "--smtp-port", "1", "--no-smtp-starttls")
    id = str(said(failed)["id"])
    with own_workspace() as workspace:
        workspace.outbound.keep(id, replace(TYPED, text="half a sent"))
    again = call("outbound", "retry", id, *out(tmp_path))
    assert (again.status, sent(tmp_path)) == (1, [])


def test_a_password_on_stdin_is_read_and_never_shown() -> None:
    result = call(
        *("send", *MESSAGE, "--smtp-host", "localhost", "--smtp-port", "1"),
        *("--smtp-username", "ada", "--password-stdin"),
        stdin=b"hunter2-canary\n",
    )
    assert said(result)["status"] == "error"
    assert b"hunter2" not in result.stdout + result.stderr.encode()
    files = [file for file in (Path.cwd() / ".mailatlas").rglob("*") if file.is_file()]
    assert not any(b"hunter2" in file.read_bytes() for file in files)


def test_an_identity_says_who_sends_and_how(tmp_path: Path) -> None:
    configure(
        f'[identity.work]\nfrom = "ada@example.org"\nfrom_name = "Ada L"\nprovider = "file"\n'
        f'file_dir = "{tmp_path / "out"}"\n'
    )
    result = call("send", "--identity", "work", "--to", "bob@example.com", "--text", "x")
    assert said(result)["status"] == "sent"
    assert sent(tmp_path)[0].startswith(b"From: Ada L <ada@example.org>\r\n")
