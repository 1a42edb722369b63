"""A password that a server says back, in whatever shape, is nowhere to be found afterwards."""

from __future__ import annotations

import io
import logging
import sys
import traceback
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from mailatlas_core import logs
from mailatlas_core.config import Identity
from mailatlas_core.config.table import Arguments
from mailatlas_core.errors import SecretUnavailable
from mailatlas_core.outbound.model import Envelope, Outgoing, SendConfig
from mailatlas_core.outbound.senders.choosing import sender_for
from mailatlas_core.outbound.senders.outcome import Step
from mailatlas_core.outbound.senders.smtp import SmtpSender
from mailatlas_core.ports import MailSender
from mailatlas_core.secrets import Secret
from mailatlas_core.secrets.sources import first_line
from mailatlas_core.secrets.stores import MemoryStore
from tests.core.smtp import certificates
from tests.core.smtp.scripted import ScriptedServer

pytestmark = pytest.mark.usefixtures("_trusted")

CANARY = "Canary bird 7!"
ENCODED = b64encode(CANARY.encode())
IN_PLAIN_AUTH = b64encode(f"\0ada\0{CANARY}".encode())
SHAPES = (CANARY.encode(), CANARY.upper().encode(), ENCODED, IN_PLAIN_AUTH)
# Shorter pieces of it would be found in any text.
TRACES = (CANARY, CANARY[7:], ENCODED.decode()[1:-3], IN_PLAIN_AUTH.decode()[8:-3])

LETTER = Outgoing(b"Subject: Harbor\r\n\r\nDear Bob\r\n", Envelope("ada@example.org", ("bob@example.org",)))
SOURCES = ("flag", "stdin", "environment", "password_env", "password_command", "keychain")
AFTER_LOG_IN: tuple[Step, ...] = ("auth", "mail", "rcpt", "data", "end")


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    """The log, at its most talkative; the root logger is as it was afterwards."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    logs.start(tmp_path / "log")
    root.setLevel(logging.DEBUG)
    yield tmp_path / "log" / "mailatlas.log"
    for handler in [handler for handler in root.handlers if handler not in before]:
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)


def sender(source: str, server: ScriptedServer) -> MailSender:
    """A sender to this server whose password comes from there."""
    command = (sys.executable, "-I", "-c", f"print({CANARY!r})")
    identity = Identity(
        "ada@example.org",
        host="localhost",
        port=server.port,
        username="ada",
        password_env="ADA" if source == "password_env" else "",
        password_command=Arguments(command if source == "password_command" else ()),
        keychain=source == "keychain",
    )
    given = {"flag": Secret(CANARY), "stdin": first_line(io.StringIO(CANARY + "\n"))}.get(source)
    environ = {"ADA": CANARY} | ({"MAILATLAS_SMTP_PASSWORD": CANARY} if source == "environment" else {})
    store = MemoryStore()
    store.set("smtp:ada:localhost", Secret(CANARY))
    call = SendConfig(smtp_password=given)
    return sender_for(call, "work", identities={"work": identity}, environ=environ, store=store).sender


def echo(step: Step) -> bytes:
    """What a server says that repeats what it was told, in every shape: once in a line and once over two."""
    code = b"535" if step == "auth" else b"550"
    lines = []
    for shape in SHAPES:
        middle = len(shape) // 2
        lines += [b"you said <" + shape + b">", shape[:middle], shape[middle:]]
    return b"".join(code + b"-" + line + b"\r\n" for line in lines) + code + b" so no\r\n"


def assert_no_trace(text: str) -> None:
    assert not [trace for trace in TRACES if trace.lower() in text.lower()]


@pytest.mark.parametrize("step", AFTER_LOG_IN)
@pytest.mark.parametrize("source", SOURCES)
def test_a_password_that_the_server_says_back_is_in_no_delivery_and_no_log(
    source: str, step: Step, log: Path, caplog: pytest.LogCaptureFixture
) -> None:
    server = ScriptedServer({step: echo(step)}, tls=certificates.context())
    with server.running():
        out = sender(source, server)
        delivery = out.send(LETTER)
    assert any(IN_PLAIN_AUTH.decode() in command for command in server.commands)
    assert delivery.status == "error"
    assert "[secret]" in repr(delivery)
    for shape in SHAPES:
        logging.getLogger("a.library").error("it failed: %s", shape.decode())
    for text in (repr(delivery), repr(out), repr(vars(out)), log.read_text("utf-8")):
        assert_no_trace(text)
    assert CANARY in caplog.text  # it was logged, and is not in the file


@pytest.mark.parametrize("source", SOURCES)
def test_a_password_is_in_no_traceback_of_a_crash_behind_the_log_in(source: str) -> None:
    server = ScriptedServer(tls=certificates.context())
    with server.running():
        out = sender(source, server)
        assert isinstance(out, SmtpSender)
        broken = SmtpSender(out.server, last_timeout=cast(float, "soon"))
        with pytest.raises(TypeError) as raised:
            broken.send(LETTER)
    shown = traceback.TracebackException.from_exception(raised.value, capture_locals=True)
    assert any("AUTH" in command for command in server.commands)
    assert_no_trace("".join(shown.format()))


# Two names of this machine are two servers.
HERE, ELSEWHERE = "localhost", "127.0.0.1"
ENVIRONMENT = {
    "MAILATLAS_SMTP_HOST": HERE,
    "MAILATLAS_SMTP_USERNAME": "ada",
    "MAILATLAS_SMTP_PASSWORD": CANARY,
}


@pytest.mark.parametrize(
    "call", [SendConfig(smtp_host=ELSEWHERE), SendConfig(smtp_host=ELSEWHERE, smtp_username="ada")]
)
@pytest.mark.parametrize("name", [None, "work"])
def test_a_second_server_sees_no_log_in_with_the_password_of_the_first(
    call: SendConfig, name: str | None
) -> None:
    second = ScriptedServer(tls=certificates.context())
    with second.running():
        identities = {"work": Identity("ada@example.org", host=HERE, username="ada", port=second.port)}
        call = replace(call, smtp_port=second.port)
        if call.smtp_username is None:
            out = sender_for(call, name, identities=identities, environ=ENVIRONMENT).sender
            assert out.send(LETTER).status == "sent"
        else:
            with pytest.raises(SecretUnavailable, match=f"no password for ada at {ELSEWHERE}"):
                sender_for(call, name, identities=identities, environ=ENVIRONMENT)
    assert not [command for command in second.commands if "AUTH" in command]


def test_each_server_sees_its_own_password_alone() -> None:
    first, second = (ScriptedServer(tls=certificates.context()) for _ in range(2))
    environ = ENVIRONMENT | {"SECOND": "another one"}
    with first.running(), second.running():
        identities = {
            "first": Identity("ada@example.org", host=HERE, username="ada", port=first.port),
            "second": Identity(
                "ada@example.net", host=ELSEWHERE, username="ada", port=second.port, password_env="SECOND"
            ),
        }
        for name in identities:
            out = sender_for(SendConfig(), name, identities=identities, environ=environ).sender
            assert out.send(LETTER).status == "sent"
    assert any(IN_PLAIN_AUTH.decode() in command for command in first.commands)
    assert any(b64encode(b"\0ada\0another one").decode() in command for command in second.commands)
    assert_no_trace(" ".join(second.commands))
