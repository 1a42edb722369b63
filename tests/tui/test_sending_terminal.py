"""Sending in a real terminal, to a server that somebody else has written: what was approved leaves, once."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from mailatlas_core.outbound.approval import approval_digest
from mailatlas_core.outbound.drafting import typed_of
from mailatlas_core.outbound.model import OutboundRecord
from mailatlas_core.paths import config_file
from mailatlas_core.workspace import Workspace
from tests.core.smtp import aiosmtp, certificates
from tests.tui.terminal import Terminal

pytestmark = pytest.mark.terminal

F10 = "\x1b[21~"
CTRL_S = "\x13"

CONFIG = """
[identity.work]
from = "ada@example.org"
from_name = "Ada Lovelace"
host = "localhost"
port = {port}
username = "{username}"
"""


@pytest.fixture
def root(home: Path) -> Path:
    """An empty workspace."""
    Workspace.open(home / "mail", create=True, actor="test").close()
    return home / "mail"


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[aiosmtp.Handler]:
    """A server that wants STARTTLS and a password, whose authority is trusted, and an identity that sends
    by it, of whose password nothing is said."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.trust(tmp_path)))
    with aiosmtp.running(certificates.context(), needs_login=True) as (handler, port):
        config_file().parent.mkdir(parents=True)
        config_file().write_text(CONFIG.format(port=port, username=aiosmtp.USERNAME))
        yield handler


def name_password_command(folder: Path) -> None:
    """Say in the identity which command prints its password."""
    kept = folder / "password"
    kept.write_text(aiosmtp.PASSWORD + "\n")
    with config_file().open("a") as config:
        config.write(f'password_command = ["cat", "{kept}"]\n')


def begin(terminal: Terminal, subject: str, text: str) -> None:
    """Begin a message in the composer, with one recipient whom the others do not see."""
    terminal.press("n")
    terminal.wait_for("Reply-To", "Ada Lovelace")
    terminal.press(f"ann@example.org\t\tboard@example.net\t\t{subject}\t\t{text}")
    terminal.wait_for(subject, text, "Kept.")


def approve(terminal: Terminal) -> None:
    terminal.press(F10)
    terminal.wait_for("Review", "ctrl+s approves this")
    terminal.press(CTRL_S)


def open_composer(terminal: Terminal, *words: str) -> None:
    terminal.wait_for("3 Compose", "q quit")
    terminal.press("3")
    terminal.wait_for(*words)


def kill(terminal: Terminal) -> None:
    terminal.send_signal(signal.SIGKILL)
    terminal.wait_for_end()


def records(root: Path) -> dict[str, OutboundRecord]:
    """All records by their subjects."""
    with Workspace.open(root, actor="test") as workspace:
        outbound = workspace.outbound
        return {typed_of(one).subject: one for one in outbound.records()}


def only_text(root: Path) -> str:
    (record,) = records(root).values()
    return typed_of(record).text


def type_without_pause(terminal: Terminal, root: Path) -> str:
    """Type words, each as soon as the one before is seen, until one of them is kept; all that was typed."""
    typed = only_text(root)
    for number in count(1):
        terminal.press(f" w{number}")
        typed += f" w{number}"
        terminal.wait_for(f" w{number}")
        if " w1" in only_text(root):
            break
    return typed


def test_a_message_survives_kill_9_and_the_reviewed_bytes_reach_the_server_once(
    root: Path, server: aiosmtp.Handler, tmp_path: Path
) -> None:
    name_password_command(tmp_path)
    with Terminal("--root", str(root)) as terminal:
        open_composer(terminal, "Nothing was written yet.")
        begin(terminal, "The report", "Dear Ann,")
        typed = type_without_pause(terminal, root)
        kill(terminal)
    left = only_text(root)
    assert left.startswith("Dear Ann, w1")
    assert typed.startswith(left)

    with Terminal("--root", str(root)) as terminal:
        open_composer(terminal, "draft", "The report")
        terminal.press("\r")
        terminal.wait_for("Reply-To", "board@example.net", "Dear Ann, w1")
        terminal.press("Once more: ")
        terminal.wait_for("Once more: Dear Ann, w1", "Kept.")
        terminal.press(F10)
        terminal.wait_for("ctrl+s approves this", "smtp localhost", "board@example.net", "Once more: Dear")
        (reviewed,) = records(root).values()
        assert (reviewed.status, server.logins) == ("draft", [])
        terminal.press(CTRL_S)
        terminal.wait_for("Leaves in", "u takes it back")
        assert server.logins == []
        terminal.wait_for("Sent: The report, to 2 recipients")
        terminal.press("q")
        assert terminal.wait_for_end() == 0

    (message,) = server.received
    (record,) = records(root).values()
    assert reviewed.revision is not None
    assert reviewed.revision == record.revision
    assert approval_digest(message.raw, message.envelope) == reviewed.revision.digest
    assert message.raw == (root / reviewed.revision.raw_path).read_bytes()
    assert message.envelope.recipients == ("ann@example.org", "board@example.net")
    assert b"board@" not in message.raw
    assert b"Once more: Dear Ann, w1" in message.raw
    assert typed_of(record).text == f"Once more: {left}"
    assert (record.status, len(server.logins)) == ("sent", 1)


def test_what_is_approved_or_counts_down_never_leaves_by_itself(
    root: Path, server: aiosmtp.Handler, tmp_path: Path
) -> None:
    name_password_command(tmp_path)
    with Terminal("--root", str(root)) as terminal:
        open_composer(terminal, "Nothing was written yet.")
        begin(terminal, "Approved once", "Dear Ann,")
        approve(terminal)
        terminal.wait_for("Leaves in")
        kill(terminal)
    for number in range(10):
        with Terminal("--root", str(root)) as terminal:
            open_composer(terminal, "Approved once", "approved")
            begin(terminal, f"Counting {number}", "Dear Ann,")
            approve(terminal)
            terminal.wait_for("Leaves in")
            kill(terminal)
        assert server.logins == []
    with Terminal("--root", str(root)) as terminal:
        open_composer(terminal, "Approved once", "approved")
        begin(terminal, "The one", "Dear Ann,")
        approve(terminal)
        terminal.wait_for("Sent: The one")
        kill(terminal)
    assert len(server.received) == len(server.logins) == 1
    assert b"Subject: The one\r\n" in server.received[0].raw
    states = {subject: record.status for subject, record in records(root).items()}
    assert states.pop("The one") == "sent"
    assert len(states) == 11
    assert set(states.values()) == {"approved"}


def test_a_password_that_no_source_has_is_asked_for_once_a_session_and_stays_in_memory(
    root: Path, home: Path, server: aiosmtp.Handler
) -> None:
    with Terminal("--root", str(root)) as terminal:
        open_composer(terminal, "Nothing was written yet.")
        begin(terminal, "The first", "Dear Ann,")
        approve(terminal)
        terminal.wait_for("There is no password for ada at localhost", "for this session only")
        assert {record.status for record in records(root).values()} == {"draft"}
        terminal.press(aiosmtp.PASSWORD)
        terminal.press("\r")
        terminal.wait_for("Sent: The first")
        begin(terminal, "The second", "Dear Ann,")
        approve(terminal)
        terminal.wait_for("Leaves in")
        terminal.press("u")
        terminal.wait_for("Taken back")
        terminal.press("q")
        assert terminal.wait_for_end() == 0
        shown = terminal.received
    (message,) = server.received
    assert b"Subject: The first\r\n" in message.raw
    written = [file for file in home.rglob("*") if file.is_file()]
    for word in aiosmtp.PASSWORD.encode().split():
        assert word not in shown
        assert not [file for file in written if word in file.read_bytes()]
    with Terminal("--root", str(root)) as terminal:
        open_composer(terminal, "The second")
        approve(terminal)
        terminal.wait_for("There is no password for ada at localhost")
