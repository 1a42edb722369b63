"""A server that says the credential back, whatever it is asked: it is on no stream and in no file."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

import pytest

from tests.core.cli.program import Call, call
from tests.core.imap_scripted import Dialogue, ScriptedServer
from tests.core.smtp import certificates

CANARY = "Canary bird 7!"
ENCODED = b64encode(CANARY.encode())
IN_PLAIN = b64encode(f"\0ada\0{CANARY}".encode())
TRACES = (CANARY.encode(), ENCODED[1:-3], IN_PLAIN[8:-3])
ECHO = b" ".join((CANARY.encode(), CANARY.upper().encode(), ENCODED, IN_PLAIN))
SHAPES = (b"TAG NO " + ECHO, b"* BYE " + ECHO, b"* OK [ALERT] " + ECHO + b"\r\nTAG BAD " + ECHO, ECHO)

COMMANDS = {
    b"CAPABILITY": ("receive",),
    b"AUTHENTICATE": ("receive",),
    b"EXAMINE": ("accounts", "test"),
    b"LIST": ("accounts", "folders"),
    b"UID SEARCH": ("receive", "verify"),
    b"UID FETCH": ("receive",),
    b"LOGOUT": ("receive",),
}
"""A command that comes so far, by what it asks the server."""


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ScriptedServer:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.trust(tmp_path)))
    monkeypatch.setenv("MAILATLAS_IMAP_PASSWORD", CANARY)
    made = ScriptedServer(tls=certificates.context())
    call("accounts", "add", "--host", "localhost", "--port", str(made.port), "--username", "ada")
    return made


@pytest.mark.parametrize("verb", COMMANDS)
def test_what_a_server_says_back_is_nowhere(server: ScriptedServer, verb: bytes) -> None:
    with server.running():
        calls = []
        for shape in SHAPES:
            server.answers[verb] = shape + b"\r\n"
            calls.append(call(*COMMANDS[verb], "-v"))
    assert CANARY.encode() in b"".join(server.secrets) or verb in (b"CAPABILITY", b"AUTHENTICATE")
    assert_no_trace(*calls, call("receive", "status"))


def test_what_a_server_says_back_to_a_watch_is_nowhere(server: ScriptedServer) -> None:
    server.answers[b"UID SEARCH"] = b"* SEARCH\r\nTAG OK done\r\n"
    with server.running():
        calls = []
        for shape in SHAPES:
            server.answers[b"IDLE"] = shape + b"\r\n"
            calls.append(call("receive", "watch", "--max-runs", "2", "--interval", "1", "-v"))
    assert sum(line == b"A7 IDLE" for line in server.heard) == len(SHAPES)
    assert_no_trace(*calls, call("receive", "status"))


def test_the_reason_of_a_gap_is_kept_without_it(server: ScriptedServer) -> None:
    server.answers[b"UID FETCH"] = refuse_messages
    with server.running():
        ended = call("receive", "-v")
    status = call("receive", "status")
    assert b'"gap_count": 3' in status.stdout
    assert b"[secret]" in status.stdout
    assert_no_trace(ended, status)


def refuse_messages(dialogue: Dialogue) -> None:
    """List the messages, and say the password in the place of each."""
    listed = b"".join(b"* %d FETCH (UID %d RFC822.SIZE 9)\r\n" % (uid, uid) for uid in (1, 2, 3))
    is_message = b"BODY" in dialogue.command
    answer = b"TAG NO " + ECHO + b"\r\n" if is_message else listed + b"TAG OK done\r\n"
    dialogue.say(answer)


def assert_no_trace(*calls: Call) -> None:
    shown = b"".join(ended.stdout + ended.stderr.encode() for ended in calls)
    files = [file for file in Path.home().rglob("*") if file.is_file()]
    assert {"store.db", "mailatlas.log"} <= {file.name for file in files}
    everything = (shown + b"".join(file.read_bytes() for file in files)).lower()
    assert not [trace for trace in TRACES if trace.lower() in everything]
