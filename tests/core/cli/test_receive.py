"""`mailatlas receive` and `accounts`, as a shell sees them, with a real server."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.core.cli.outgoing import ended, terminal
from tests.core.cli.program import MAILATLAS, PATIENCE_SECONDS, Call, call
from tests.core.dovecot import HOST, PASSWORD, Dovecot, running, token
from tests.core.messages import message


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    with running() as server:
        yield server


@pytest.fixture
def username(dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch) -> str:
    """A user with three messages, at a server that is trusted."""
    monkeypatch.setenv("SSL_CERT_FILE", str(dovecot.root / "authority.pem"))
    name = dovecot.new_user()
    put(dovecot, name, *range(3))
    return name


@pytest.fixture
def place(dovecot: Dovecot, username: str) -> tuple[str, ...]:
    """The options that say where its account is."""
    return ("--host", HOST, "--port", str(dovecot.tls_port), "--username", username)


def put(dovecot: Dovecot, username: str, *numbers: int) -> None:
    with dovecot.owner(username) as owner:
        for number in numbers:
            owner.append("INBOX", message(number))


def said(ended: Call) -> dict[str, Any]:
    result = json.loads(ended.stdout)
    assert isinstance(result, dict), ended
    return result


def config(text: str) -> None:
    file = Path.home() / "config" / "mailatlas" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text(text)


def count() -> int:
    return len(json.loads(call("list", "--limit", "500").stdout))


def test_receive_adds_the_account_that_it_describes_and_gets_its_mail(
    place: tuple[str, ...], username: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = call("receive", *place, "--password", PASSWORD, "--limit", "2")
    result = said(ended)
    assert (ended.status, result["status"], result["provider"]) == (0, "ok", "imap")
    assert result["account_id"] == f"imap:{username}:{HOST}:INBOX"
    assert (result["fetched_count"], result["ingested_count"], result["more"]) == (2, 2, True)
    assert result["cursor"][0]["folder"] == "INBOX"
    assert len(result["document_ids"]) == count() == 2
    monkeypatch.setenv("MAILATLAS_IMAP_PASSWORD", PASSWORD)
    assert said(call("receive", "--all"))["ingested_count"] == 1
    [account] = json.loads(call("accounts", "list").stdout)
    assert (account["username"], account["credential"]) == (username, "MAILATLAS_IMAP_PASSWORD")
    assert said(call("receive", "--full-sync"))["status"] == "duplicate"


def test_the_environment_alone_says_where_to_receive(
    dovecot: Dovecot, username: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("HOST", HOST), ("PORT", str(dovecot.tls_port)), ("USERNAME", username)):
        monkeypatch.setenv(f"MAILATLAS_IMAP_{name}", value)
    missing = call("receive")
    assert (missing.status, said(missing)["status"]) == (1, "not_configured")
    assert "Set MAILATLAS_IMAP_PASSWORD" in said(missing)["details"]
    monkeypatch.setenv("MAILATLAS_IMAP_PASSWORD", PASSWORD)
    assert said(call("receive"))["ingested_count"] == 3
    assert len(json.loads(call("accounts", "list").stdout)) == 1


def test_an_access_token_logs_in_in_the_place_of_a_password(
    place: tuple[str, ...], username: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert said(call("receive", *place, "--access-token", token(username)))["ingested_count"] == 3
    call("accounts", "add", *place, "--oauth")
    monkeypatch.setenv("MAILATLAS_IMAP_ACCESS_TOKEN", token(username))
    assert said(call("receive"))["status"] == "ok"
    both = call("receive", "--access-token", "x", "--password", "y")
    assert both.status == 2


def test_starttls_is_asked_for_by_its_option(dovecot: Dovecot, username: str) -> None:
    place = ("--host", HOST, "--port", str(dovecot.port), "--username", username, "--imap-starttls")
    ended = call("receive", *place, "--password-stdin", stdin=f"{PASSWORD}\n".encode())
    assert said(ended)["ingested_count"] == 3


@pytest.mark.parametrize("source", ["password_env", "password_command"])
def test_config_toml_says_where_the_password_is(
    place: tuple[str, ...], username: str, monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    value = {"password_env": '"ADA"', "password_command": f'["echo", "{PASSWORD}"]'}[source]
    monkeypatch.setenv("ADA", PASSWORD)
    config(f'[account.home]\nhost = "{HOST}"\nusername = "{username}"\n{source} = {value}\n')
    assert said(call("receive", *place))["ingested_count"] == 3


def test_accounts_are_added_tested_listed_and_removed(place: tuple[str, ...], username: str) -> None:
    added = said(call("accounts", "add", *place))
    id = f"imap:{username}:{HOST}:INBOX"
    assert (added["account_id"], added["credential"]) == (id, "asked for")
    tested = said(call("accounts", "test", "--account-id", id, "--password", PASSWORD))
    assert [(one["folder"], one["messages"]) for one in tested["folders"]] == [("INBOX", 3)]
    folders = json.loads(call("accounts", "folders", "--password", PASSWORD).stdout)
    assert "INBOX" in folders
    refused = call("accounts", "test", "--password", "another")
    assert (refused.status, said(refused)["error"]["code"]) == (1, "login_refused")
    assert count() == 0
    assert said(call("accounts", "remove", id))["status"] == "ok"
    assert json.loads(call("accounts", "list").stdout) == []
    assert said(call("accounts", "remove", id))["error"]["code"] == "account_not_found"


def test_status_shows_the_runs_and_verify_explains_every_id(place: tuple[str, ...]) -> None:
    call("receive", *place, "--password", PASSWORD, "--limit", "2")
    call("receive", "--password", "another")
    [status] = json.loads(call("receive", "status").stdout)
    assert [run["status"] for run in status["runs"]] == ["error", "ok"]
    assert status["last_error"] == status["runs"][0]["error"]
    assert (status["document_count"], status["gaps"], status["holder"]) == (2, [], None)
    verified = call("receive", "verify", "--password", PASSWORD)
    [folder] = said(verified)["folders"]
    assert (verified.status, folder["stored_count"], folder["waiting_count"]) == (0, 2, 1)
    assert folder["missing"] == []
    retried = call("receive", "retry-gaps", "--account-id", status["account_id"], "--password", PASSWORD)
    assert (retried.status, said(retried)["status"]) == (0, "ok")


def test_at_a_terminal_a_run_and_where_an_account_stands_are_told_in_words(place: tuple[str, ...]) -> None:
    status, shown = ended(terminal("receive", *place, "--password", PASSWORD, "--limit", "2"))
    assert (status, "ok, 2 stored; there is more, which --all gets" in shown) == (0, True)
    status, shown = ended(terminal("receive", "--password", "another"))
    assert (status, "error, nothing received. " in shown) == (1, True)
    status, shown = ended(terminal("receive", "status"))
    assert (status, "INBOX: read up to uid 2" in shown) == (0, True)
    folders = ("--folder", "INBOX", "--folder", "Nowhere")
    added = said(call("accounts", "add", *place, *folders))
    status, shown = ended(
        terminal("receive", "verify", "--account-id", added["account_id"], "--password", PASSWORD)
    )
    assert status == 1
    assert "INBOX: 3 on the server, 0 stored" in shown
    assert "Nowhere: 127.0.0.2" in shown


def test_watch_prints_a_line_a_run_and_ends_cleanly_at_an_interrupt(
    dovecot: Dovecot, place: tuple[str, ...], username: str
) -> None:
    command = [*MAILATLAS, "receive", "watch", *place, "--password", PASSWORD, "--interval", "600"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as watching:
        assert watching.stdout is not None
        assert json.loads(watching.stdout.readline())["ingested_count"] == 3
        put(dovecot, username, 7)
        assert json.loads(watching.stdout.readline())["ingested_count"] == 1
        watching.send_signal(signal.SIGINT)
        rest, errors = watching.communicate(timeout=PATIENCE_SECONDS)
    assert (watching.returncode, rest, errors) == (0, "", "")


def test_watch_ends_after_the_runs_of_the_environment(
    place: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAILATLAS_RECEIVE_MAX_RUNS", "2")
    monkeypatch.setenv("MAILATLAS_RECEIVE_INTERVAL_SECONDS", "1")
    ended = call("receive", "watch", *place, "--password", PASSWORD)
    assert ended.status == 0
    assert [json.loads(line)["ingested_count"] for line in ended.stdout.splitlines()] == [3, 0]


@pytest.mark.parametrize(
    ("way", "is_right"),
    [
        ("environment", True),
        ("environment", False),
        ("flag", False),
        ("stdin", False),
        ("password_env", False),
        ("password_command", True),
        ("password_command", False),
    ],
)
def test_the_credential_is_nowhere_afterwards(
    place: tuple[str, ...], username: str, monkeypatch: pytest.MonkeyPatch, way: str, is_right: bool
) -> None:
    canary = PASSWORD if is_right else "Canary bird 7!"
    monkeypatch.setenv("CANARY", canary)
    sources = {
        "password_env": 'password_env = "CANARY"',
        "password_command": 'password_command = ["printenv", "CANARY"]',
    }
    config(f'[account.home]\nhost = "{HOST}"\nusername = "{username}"\n{sources.get(way, "")}\n')
    options = {"flag": ("--password", canary), "stdin": ("--password-stdin",)}.get(way, ())
    if way == "environment":
        monkeypatch.setenv("MAILATLAS_IMAP_PASSWORD", canary)
    calls = [
        call(*command, *options, stdin=f"{canary}\n".encode())
        for command in (("receive", *place, "-v"), ("receive", "verify"), ("accounts", "test"))
    ]
    assert [ended.status == 0 for ended in calls] == [is_right] * 3
    shown = b"".join(ended.stdout + ended.stderr.encode() for ended in calls)
    files = [file for file in Path.home().rglob("*") if file.is_file()]
    assert {"store.db", "mailatlas.log"} <= {file.name for file in files}
    assert canary.encode() not in shown + b"".join(file.read_bytes() for file in files)
