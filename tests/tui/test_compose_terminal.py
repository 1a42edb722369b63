"""Writing and sending in a real terminal: nothing that was typed is lost, whatever becomes of the program."""

from __future__ import annotations

import signal
import stat
from pathlib import Path

import pytest

from mailatlas_core.outbound.drafting import typed_of
from mailatlas_core.outbound.model import Typed
from mailatlas_core.paths import config_file
from mailatlas_core.workspace import Workspace
from tests.tui.terminal import Terminal

pytestmark = pytest.mark.terminal

F9, F10 = "\x1b[20~", "\x1b[21~"
CTRL_S = "\x13"

CONFIG = """
[identity.work]
from = "ada@example.org"
from_name = "Ada Lovelace"
provider = "file"
file_dir = "~/outgoing"
"""


@pytest.fixture
def root(home: Path) -> Path:
    """An empty workspace, and an identity that sends into `~/outgoing`."""
    config_file().parent.mkdir(parents=True)
    config_file().write_text(CONFIG)
    Workspace.open(home / "mail", create=True, actor="test").close()
    return home / "mail"


def begin(terminal: Terminal, text: str = "") -> None:
    """Begin a message to somebody, and write a text."""
    terminal.wait_for("No mail here yet.")
    terminal.press("3")
    terminal.wait_for("Nothing was written yet.")
    terminal.press("n")
    terminal.wait_for("Reply-To", "Ada Lovelace")
    terminal.press("ann@example.org\t\t\t\tThe report\t\t" + text)


def only_draft(root: Path) -> Typed:
    with Workspace.open(root, actor="test") as workspace:
        (record,) = workspace.outbound.records()
        return typed_of(record)


def test_what_was_typed_is_there_again_after_kill_9(root: Path) -> None:
    with Terminal("--root", str(root)) as terminal:
        begin(terminal, "Dear Ann")
        terminal.wait_for("Dear Ann", "Kept.")
        terminal.send_signal(signal.SIGKILL)
        terminal.wait_for_end()
    with Terminal("--root", str(root)) as terminal:
        terminal.wait_for("No mail here yet.")
        terminal.press("3")
        terminal.wait_for("draft", "The report")
        terminal.press("\r")
        terminal.wait_for("ann@example.org", "Dear Ann")


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_right_after_a_key_loses_nothing(root: Path, ending: signal.Signals) -> None:
    with Terminal("--root", str(root)) as terminal:
        begin(terminal, "Dear")
        terminal.wait_for("Dear")
        terminal.press(" Ann, and the last letter is z")
        terminal.send_signal(ending)
        assert terminal.wait_for_end() == 0
    assert only_draft(root).text == "Dear Ann, and the last letter is z"


def test_a_connection_that_breaks_loses_nothing(root: Path) -> None:
    with Terminal("--root", str(root)) as terminal:
        begin(terminal, "Dear")
        terminal.wait_for("Dear")
        terminal.press(" Ann")
        terminal.wait_for("Dear Ann")
        terminal.hang_up()
    assert only_draft(root).text == "Dear Ann"


def test_quitting_says_that_the_draft_is_kept(root: Path) -> None:
    with Terminal("--root", str(root)) as terminal:
        begin(terminal, "Dear Ann")
        terminal.press("\x11")
        assert terminal.wait_for_end() == 0
        assert b"The draft is kept: The report" in terminal.received.rpartition(b"\x1b[?1049l")[2]
    assert only_draft(root).text == "Dear Ann"


def test_the_text_goes_through_an_editor_by_a_file_of_its_owners_alone(root: Path, tmp_path: Path) -> None:
    editor = tmp_path / "editor"
    editor.write_text(
        '#!/bin/sh\nstat -c "%a %n" "$1" >"$SEEN"\ncat "$1" >>"$SEEN"\necho "and more" >>"$1"\n'
    )
    editor.chmod(editor.stat().st_mode | stat.S_IXUSR)
    seen = tmp_path / "seen"
    here = {"VISUAL": str(editor), "SEEN": str(seen)}
    with Terminal("--root", str(root), environment=here) as terminal:
        begin(terminal, "Dear Ann,\r")
        terminal.wait_for("Dear Ann,")
        terminal.press(F9)
        terminal.wait_for("Dear Ann,", "and more", "Kept.")
        terminal.press("\x11")
        assert terminal.wait_for_end() == 0
    about, text = seen.read_text().split("\n", 1)
    mode, _, name = about.partition(" ")
    assert (mode, text) == ("600", "Dear Ann,\n")
    assert Path(name).is_relative_to(root / "tmp")
    assert not Path(name).exists()
    assert only_draft(root).text == "Dear Ann,\nand more\n"


@pytest.mark.parametrize(
    ("editor", "sentence"),
    [
        ("/nowhere/editor -f", "The editor /nowhere/editor cannot be used"),
        ("rm -f", "The file for the editor cannot be used"),
        ("vi '", "a quote in it is not closed"),
    ],
)
def test_of_an_editor_that_fails_it_is_said_why_and_the_text_stays(
    root: Path, editor: str, sentence: str
) -> None:
    with Terminal("--root", str(root), environment={"VISUAL": editor}) as terminal:
        begin(terminal, "Dear Ann")
        terminal.press(F9)
        terminal.wait_for(sentence, "Dear Ann")


def test_a_message_is_written_reviewed_taken_back_and_sent(root: Path, home: Path) -> None:
    with Terminal("--root", str(root)) as terminal:
        begin(terminal, "Here it is.")
        terminal.press(F10)
        terminal.wait_for("Review", "ctrl+s approves this", "file ~/outgoing")
        terminal.press(CTRL_S)
        terminal.wait_for("Leaves in", "u takes it back")
        terminal.press("u")
        terminal.wait_for("Taken back, nothing has left")
        terminal.press(F10)
        terminal.wait_for("ctrl+s approves this")
        terminal.press(CTRL_S)
        terminal.wait_for("Leaves in")
        terminal.wait_for("Sent: The report, to 1 recipient")
        terminal.press("q")
        assert terminal.wait_for_end() == 0
    (message,) = (home / "outgoing").glob("*.eml")
    assert b"Here it is." in message.read_bytes()
