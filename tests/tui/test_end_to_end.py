"""The main job in a real terminal, from the first command to a clean end."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.tui.terminal import Terminal


@pytest.mark.terminal
@pytest.mark.parametrize("size", [(24, 80), (48, 160)])
def test_from_the_demo_to_a_search_to_a_message_to_a_clean_end(size: tuple[int, int]) -> None:
    with Terminal("demo", size=size) as terminal:
        terminal.wait_for("527 messages", "no network since start", "Sensor 14")
        terminal.press("/")
        terminal.press("港口地")
        terminal.wait_for("赵美玲", " of 527")
        terminal.press("\r")
        terminal.press("\r")
        terminal.wait_for("From", "Date", "Source")
        terminal.press("v")
        terminal.wait_for("Agent view")
        terminal.press("v")
        terminal.wait_for("Message-Id")
        terminal.press("\x11")
        assert terminal.wait_for_end() == 0


@pytest.mark.terminal
def test_files_are_taken_in_by_keyboard_alone(tmp_path: Path, three_letters: Path) -> None:
    with Terminal("--root", str(tmp_path / "mail")) as terminal:
        terminal.wait_for("Make one there?")
        terminal.press("y\r")
        terminal.wait_for("No mail here yet.")
        terminal.press("i")
        terminal.wait_for("Ingest")
        terminal.press(f"{three_letters}\r")
        terminal.wait_for("Lamp 1", "Lamp 3", "3 messages")
        terminal.press("q")
        assert terminal.wait_for_end() == 0


@pytest.mark.terminal
@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGHUP])
def test_a_program_that_is_told_to_end_leaves_the_terminal_as_it_was(ending: signal.Signals) -> None:
    with Terminal("demo") as terminal:
        terminal.wait_for("527 messages")
        terminal.send_signal(ending)
        assert terminal.wait_for_end() == 0
        assert terminal.received.rindex(b"\x1b[?1049l") > terminal.received.rindex(b"\x1b[?1049h")
        assert b"\x1b[?1000l" in terminal.received
        assert terminal.received.rindex(b"\x1b[?25h") > terminal.received.rindex(b"\x1b[?25l")


@pytest.mark.terminal
@pytest.mark.parametrize("attempt", range(4))
def test_a_program_whose_terminal_goes_away_while_it_draws_ends(attempt: int) -> None:
    with Terminal("demo", size=(48, 160)) as terminal:
        terminal.wait_for("527 messages")
        for _ in range(20 + attempt):
            terminal.press("\x1b[6~\x1b[5~")
        terminal.hang_up()


@pytest.mark.terminal
def test_ctrl_c_says_how_to_get_out() -> None:
    with Terminal("demo") as terminal:
        terminal.wait_for("527 messages")
        terminal.press("\x03")
        terminal.wait_for("q ctrl+q quits")
        terminal.press("q")
        assert terminal.wait_for_end() == 0
