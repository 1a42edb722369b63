"""A day over SSH: in tmux on another machine, left and come back to, on whatever terminal there is."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tui.sshd import Login, running_sshd
from tests.tui.terminal import MAILATLAS, Terminal

pytestmark = [pytest.mark.integration, pytest.mark.terminal]

DETACH = "\x02d"


@pytest.fixture(scope="module")
def login(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Login]:
    with running_sshd(tmp_path_factory.mktemp("sshd")) as login:
        yield login


@pytest.fixture
def tmux(tmp_path: Path) -> Iterator[tuple[str, ...]]:
    """The call of a tmux server of the test's own, which ends with the test."""
    if shutil.which("tmux") is None:
        pytest.skip("tmux is not installed: make integration-deps")
    call = ("tmux", "-S", str(tmp_path / "tmux"), "-f", "/dev/null")
    yield call
    subprocess.run([*call, "kill-server"], check=False, capture_output=True)


def test_a_day_over_ssh(login: Login, tmux: tuple[str, ...], three_letters: Path, home: Path) -> None:
    letter = three_letters / "plan.eml"
    letter.write_bytes(LETTER)
    here = {"HOME": str(home), "LANG": "C.UTF-8"}
    start = login.command(*tmux, "new-session", *MAILATLAS, "--root", str(home / "mail"), **here)
    with Terminal(program=start, size=(24, 80)) as terminal:
        terminal.wait_for("Make one there?")
        terminal.press("y\r")
        terminal.wait_for("No mail here yet.")
        terminal.press("i")
        terminal.wait_for("enter starts")
        terminal.press(f"{three_letters}\r")
        terminal.wait_for("4 messages", "Lamp 3", "The plan")
        terminal.press("/")
        terminal.press("filename:plan")
        terminal.wait_for("1 of 4")
        terminal.press("\r\r")
        terminal.wait_for("Here is the plan.", "plan.txt")
        terminal.press("t")
        terminal.wait_for("thread:", "1 of 4")
        terminal.press("+")
        terminal.wait_for("Tags")
        terminal.press("+harbor\r")
        terminal.wait_for("#harbor")
        terminal.press("a")
        terminal.wait_for("Attachments", "plan.txt")
        terminal.press("o")
        terminal.wait_for("opener")
        terminal.press("\x1b")
        terminal.wait_until_gone("Attachments")
        terminal.press(DETACH)
        terminal.wait_for("detached")
        assert terminal.wait_for_end() == 0
    (saved,) = (home / "mail" / "exports").iterdir()
    assert saved.read_bytes() == b"Go east.\n"
    with Terminal(program=login.command(*tmux, "attach-session", **here), size=(40, 120)) as terminal:
        terminal.wait_for("The plan", "#harbor", "Here is the plan.")
        terminal.resize(20, 60)
        terminal.wait_for("The plan")
        terminal.press("\x11")
        terminal.wait_for("exited")
        assert terminal.wait_for_end() == 0


@pytest.mark.parametrize("term", ["xterm-256color", "screen", "linux", "vt100"])
def test_every_terminal_shows_the_mail_and_leads_to_a_clean_end(
    login: Login, home: Path, demo_root: Path, term: str
) -> None:
    command = login.command(*MAILATLAS, "--root", str(demo_root), HOME=str(home), LANG="C.UTF-8")
    with Terminal(program=command, environment={"TERM": term}) as terminal:
        terminal.wait_for("527 messages")
        terminal.press("/")
        terminal.press("lighthouse")
        terminal.wait_for(" of 527")
        terminal.press("\r\r")
        terminal.wait_for("From", "Date")
        terminal.press("\x11")
        assert terminal.wait_for_end() == 0


LETTER = b"""\
From: Keeper <keeper@lighthouse.example>
To: you@example.org
Subject: The plan
Date: Thu, 2 Apr 2026 10:00:00 +0000
Message-ID: <plan@lighthouse.example>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain

Here is the plan.
--b
Content-Type: text/plain
Content-Disposition: attachment; filename=plan.txt

Go east.

--b--
"""
