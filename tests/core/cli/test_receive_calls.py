"""`mailatlas receive` and `accounts` without a server: Maildirs, what is refused, and how a call ends."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
from contextlib import ExitStack
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend

from tests.core.cli.conftest import Run
from tests.core.cli.outgoing import ended, terminal
from tests.core.cli.program import MAILATLAS, PATIENCE_SECONDS, call
from tests.core.keychains import KeychainInMemory
from tests.core.messages import message

HOSTS = ("127.0.0.1", "127.0.0.2", "127.0.0.3")
CANARY = "Canary bird 7!"


@pytest.fixture
def maildir(tmp_path: Path) -> Path:
    """A Maildir of three messages."""
    for part in ("cur", "new", "tmp"):
        (tmp_path / "Maildir" / part).mkdir(parents=True)
    for number in range(3):
        (tmp_path / "Maildir" / "new" / f"1700000000.{number}.host").write_bytes(message(number))
    return tmp_path / "Maildir"


@pytest.fixture
def keychain() -> KeychainInMemory:
    return KeychainInMemory()


@pytest.fixture
def _keyring_restored() -> object:
    before: KeyringBackend = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


def test_a_maildir_is_received_by_its_path_and_then_by_itself(run: Run, maildir: Path) -> None:
    result = json.loads(run("receive", "--path", maildir, "--limit", "2").stdout)
    assert (result["provider"], result["ingested_count"], result["more"]) == ("maildir", 2, True)
    assert result["account_id"] == f"maildir:{maildir}"
    assert json.loads(run("receive", "--all").stdout)["ingested_count"] == 1
    assert json.loads(run("receive", "--provider", "maildir").stdout)["status"] == "ok"


def test_where_there_is_a_choice_the_accounts_are_named(run: Run, maildir: Path) -> None:
    run("accounts", "add", "--path", maildir)
    run("accounts", "add", "--host", "imap.example.org", "--username", "ada")
    ended = call("receive")
    assert ended.status == 2
    hint = json.loads(ended.stdout)["error"]["hint"]
    assert f"maildir:{maildir}" in hint
    assert "imap:ada:imap.example.org:INBOX" in hint
    assert json.loads(run("receive", "--provider", "maildir").stdout)["ingested_count"] == 3


def test_what_is_not_said_of_an_account_stays_as_it_was(run: Run) -> None:
    place = ("--host", "imap.example.org", "--username", "ada")
    run("accounts", "add", *place, "--imap-starttls", "--oauth", "--folder", "INBOX", "--folder", "INBOX")
    run("accounts", "add", *place, "--port", "1143")
    [account] = json.loads(run("accounts", "list").stdout)
    assert (account["port"], account["security"], account["authentication"]) == (1143, "starttls", "token")
    assert account["folders"] == ["INBOX"]


def test_what_the_environment_says_of_one_server_is_not_applied_to_another(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("HOST", "imap.example.org"), ("PORT", "1993"), ("USERNAME", "ada")):
        monkeypatch.setenv(f"MAILATLAS_IMAP_{name}", value)
    run("accounts", "add", "--host", "imap.example.com", "--username", "bob")
    run("accounts", "add", "--folder", "Archive")
    found = json.loads(run("accounts", "list").stdout)
    assert [(one["host"], one["port"], one["username"]) for one in found] == [
        ("imap.example.com", 993, "bob"),
        ("imap.example.org", 1993, "ada"),
    ]
    assert call("accounts", "add", "--host", "imap.example.com").status == 1


@pytest.mark.parametrize(
    ("arguments", "status", "sentence"),
    [
        (("--provider", "gmail"), 1, "Nothing can be received by Gmail's own interface."),
        (("--provider", "pop"), 2, "There is no provider `pop`."),
        (("--path", "x", "--host", "imap.example.org"), 2, "The options are of different providers."),
        (("--provider", "imap", "--path", "x"), 2, "The options are of different providers."),
        (("--host", "imap.example.org"), 1, "No user is named to receive from."),
        (("--username", "ada"), 1, "No server is named to receive from."),
        (("--path", "nowhere"), 1, "is no Maildir."),
        (("--path", "~nobody-here/mail"), 1, "is no Maildir."),
        (("--path", "a" * 300), 1, "cannot be read"),
        (("--host", "h", "--username", "u", "--all", "--limit", "5"), 2, "--all and --limit exclude"),
        (("--limit", "501"), 2, "Invalid value for '--limit'"),
        (("--limit", "5", "status"), 2, "Options of `status` stand behind it."),
        (
            ("--host", "h", "--username", "u", "--password", "a", "--access-token", "b"),
            2,
            "exclude each other",
        ),
        (("--host", "h", "--username", "u", "--password-stdin"), 1, "There is no password on stdin."),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(
    arguments: tuple[str, ...], status: int, sentence: str
) -> None:
    ended = call("receive", *arguments)
    assert ended.status == status
    assert sentence in json.loads(ended.stdout)["error"]["message"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("receive", "--host", "", "--username", "ada"),
        ("receive", "--host", "no host", "--username", "ada"),
        ("receive", "--path", "nowhere"),
        ("receive", "--host", "imap.example.org", "--username", "ada", "--password-stdin"),
        ("receive", "watch", "--host", "h", "--username", "u", "--password", "a", "--access-token", "b"),
        ("accounts", "add", "--path", "nowhere"),
        ("accounts", "add", "--host", "imap.example.org", "--username", "ada\n"),
    ],
)
def test_what_describes_no_account_makes_no_workspace(arguments: tuple[str, ...]) -> None:
    assert call(*arguments).status in (1, 2)
    assert not (Path.cwd() / ".mailatlas").exists()


def test_a_call_that_makes_the_workspace_logs_its_run_once(maildir: Path) -> None:
    ended = call("receive", "--path", maildir, "-v")
    assert ended.stderr.count("'status': 'ok'") == 1


def test_no_account_and_an_unknown_one_are_said(run: Run, maildir: Path) -> None:
    run("accounts", "add", "--path", maildir)
    run("accounts", "remove", f"maildir:{maildir}")
    assert json.loads(call("receive").stdout)["error"]["code"] == "receiver_not_configured"
    unknown = json.loads(call("receive", "--account-id", "imap:x:y:z").stdout)
    assert unknown["error"]["code"] == "account_not_found"


def test_a_test_of_an_account_makes_no_workspace() -> None:
    ended = call("accounts", "test", "--host", "imap.example.org", "--username", "ada")
    assert json.loads(ended.stdout)["error"]["code"] == "workspace_not_found"
    assert not (Path.cwd() / ".mailatlas").exists()


def test_a_provider_of_the_environment_chooses_among_accounts(
    run: Run, maildir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("accounts", "add", "--host", "imap.example.org", "--username", "ada")
    run("accounts", "add", "--path", maildir)
    monkeypatch.setenv("MAILATLAS_RECEIVE_PROVIDER", "maildir")
    assert json.loads(run("receive").stdout)["ingested_count"] == 3


def test_one_password_and_three_accounts_touch_no_server_that_it_is_not_for(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAILATLAS_IMAP_PASSWORD", CANARY)
    with ExitStack() as held:
        listeners = [held.enter_context(socket.create_server((host, 0))) for host in HOSTS]
        for listener in listeners:
            host, port = listener.getsockname()
            run("accounts", "add", "--host", host, "--port", port, "--username", "ada")
        for account in json.loads(run("accounts", "list").stdout):
            result = run("receive", "--account-id", account["account_id"])
            assert json.loads(result.stdout)["status"] == "not_configured"
            assert "is for another server or user" in json.loads(result.stdout)["details"]
        for listener in listeners:
            listener.settimeout(0.05)
            with pytest.raises(TimeoutError):
                listener.accept()


def test_an_interrupt_ends_a_pass_at_a_silent_server_and_says_that_it_was_cancelled() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(PATIENCE_SECONDS)
        place = ("--host", "127.0.0.1", "--port", str(silent.getsockname()[1]), "--username", "ada")
        command = [*MAILATLAS, "receive", *place, "--password", CANARY]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as waiting:
            connection, _ = silent.accept()
            waiting.send_signal(signal.SIGINT)
            out, errors = waiting.communicate(timeout=PATIENCE_SECONDS)
            connection.close()
    assert (waiting.returncode, json.loads(out)["status"], errors) == (130, "cancelled", b"")
    [status] = json.loads(call("receive", "status").stdout)
    assert [run["status"] for run in status["runs"]] == ["cancelled"]


def test_what_is_wrong_in_config_toml_is_said_where_it_leaves_an_account_without_a_password(run: Run) -> None:
    run("accounts", "add", "--host", "imap.example.org", "--username", "ada")
    file = Path.home() / "config" / "mailatlas" / "config.toml"
    file.parent.mkdir(parents=True)
    section = '[account.home]\nhost = "imap.example.org"\nusername = "ada"\npassword_command = "pass"\n'
    file.write_text(section, "utf-8")
    ended = call("accounts", "test")
    assert ended.status == 1
    assert "line 4: `account.home.password_command`" in ended.stderr


def test_the_status_says_whose_time_the_times_of_its_runs_are(run: Run, maildir: Path) -> None:
    run("receive", "--path", maildir)
    assert re.search(r"\d\d:\d\d UTC  ok  3 stored", ended(terminal("receive", "status"))[1])


@pytest.mark.usefixtures("_keyring_restored")
def test_a_password_in_the_keychain_is_found_by_its_server_and_user_and_is_nowhere_else(
    run: Run, keychain: KeychainInMemory
) -> None:
    keyring.set_keyring(keychain)
    file = Path.home() / "config" / "mailatlas" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text('[account.home]\nhost = "127.0.0.1"\nusername = "ada"\nkeychain = true\n')
    place = ("--host", "127.0.0.1", "--port", "1", "--username", "ada")
    empty = run("receive", *place)
    assert json.loads(empty.stdout)["status"] == "not_configured"
    assert "keyring set mailatlas imap:ada:127.0.0.1" in json.loads(empty.stdout)["details"]
    keychain.set_password("mailatlas", "imap:ada:127.0.0.1", CANARY)
    found = run("receive", "-v")
    assert json.loads(found.stdout)["status"] == "error"
    files = b"".join(one.read_bytes() for one in Path.home().rglob("*") if one.is_file())
    assert CANARY.encode() not in files + found.output.encode()
