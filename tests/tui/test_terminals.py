"""What reaches terminals of all kinds, as bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailatlas_core.workspace import Workspace
from tests.tui.terminal import Terminal

pytestmark = pytest.mark.terminal

SGR = re.compile(rb"\x1b\[([\d;]*)m")
MOUSE = re.compile(rb"\x1b\[\?(9|100[0-36]|1015|1016)h")


@pytest.fixture
def root(home: Path, three_letters: Path) -> str:
    """A workspace whose mail is all ASCII."""
    with Workspace.open(home / "mail", create=True, actor="test") as workspace:
        workspace.ingest([three_letters])
    return str(home / "mail")


def walk(terminal: Terminal) -> None:
    """Through the list, the reader, the search, and every box, to the end."""
    terminal.wait_for("Lamp 3", "newest first")
    terminal.press("j")
    terminal.press("\r")
    terminal.wait_for("The lamp number 2 is lit.")
    terminal.press("?")
    terminal.wait_for("esc closes", "Everywhere")
    terminal.press("\x1b")
    terminal.wait_until_gone("esc closes")
    terminal.press("\x10")
    terminal.wait_for("Search for commands", "Go into the reader.")
    terminal.press("\x1b")
    terminal.wait_until_gone("Search for commands")
    terminal.press("i")
    terminal.wait_for("enter starts")
    terminal.press("\x1b")
    terminal.wait_until_gone("enter starts")
    terminal.press("4")
    terminal.wait_for("2 entries", "V verify")
    terminal.press("V")
    terminal.wait_for("Whole:")
    terminal.press("q")
    assert terminal.wait_for_end() == 0


def colours(received: bytes) -> set[str]:
    """The kinds of colours in what a terminal received: of 16, of 256, of any."""
    return {kind for match in SGR.finditer(received) for kind in _kinds(match[1].decode().split(";"))}


def _kinds(codes: list[str]) -> Iterator[str]:
    rest = iter(codes)
    for code in rest:
        if code in ("38", "48"):
            indexed = next(rest) == "5"
            for _ in range(1 if indexed else 3):
                next(rest)
            yield "256" if indexed else "any"
        elif re.fullmatch("(3|4|9|10)[0-7]", code):
            yield "16"


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"TERM": "xterm-256color"}, {"256"}),
        ({"TERM": "tmux-256color"}, {"256"}),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, {"any"}),
        ({"TERM": "xterm"}, {"16"}),
        ({"TERM": "screen"}, {"16"}),
        ({"TERM": "linux"}, {"16"}),
        ({"TERM": "vt100"}, set()),
        ({"TERM": "dumb"}, set()),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, set()),
    ],
    ids=lambda value: " ".join(value.values()) if isinstance(value, dict) else "",
)
def test_only_colours_that_the_terminal_has_reach_it(
    root: str, environment: dict[str, str], expected: set[str]
) -> None:
    with Terminal("--root", root, environment=environment) as terminal:
        walk(terminal)
    assert colours(terminal.received) == expected


def test_without_colours_the_cursor_still_stands_out(root: str) -> None:
    with Terminal("--root", root, environment={"TERM": "vt100"}) as terminal:
        terminal.wait_for("newest first")
        terminal.wait_for_reversed("Lamp 3")
        terminal.press("j")
        terminal.wait_for("Lamp 2")
        terminal.press("/")
        terminal.press("lamp")
        terminal.wait_for("3 of 3")
        assert not any("Lamp" in line for line in terminal.reversed_lines)
        terminal.press("\x11")
        terminal.wait_for_end()


@pytest.mark.parametrize("environment", [{}, {"TERM": "linux"}, {"TERM": "vt100"}, {"LC_ALL": "C"}])
def test_with_ascii_no_other_byte_reaches_the_terminal(root: str, environment: dict[str, str]) -> None:
    asked = () if environment else ("--ascii",)
    with Terminal("--root", root, *asked, environment=environment, size=(48, 160)) as terminal:
        walk(terminal)
    assert terminal.received.isascii()


def test_unasked_the_glyphs_are_used(root: str) -> None:
    with Terminal("--root", root) as terminal:
        walk(terminal)
    assert not terminal.received.isascii()


def test_mail_that_the_locale_cannot_say_keeps_its_columns(demo: Workspace) -> None:
    with Terminal("--root", str(demo.root), environment={"LC_ALL": "C"}) as terminal:
        terminal.wait_for("newest first")
        terminal.press("/港口地")
        terminal.wait_for("??????", " of ")
        terminal.press("\x11")
        terminal.wait_for_end()
    assert terminal.received.isascii()


def test_a_command_that_mail_is_piped_to_inherits_nothing_that_is_meant_for_the_screen(root: str) -> None:
    with Terminal("--root", root) as terminal:
        terminal.wait_for("newest first")
        terminal.press("|")
        terminal.wait_for("Pipe")
        terminal.press("env | grep -c TEXTUAL_FPS\r")
        terminal.wait_for("exit status 1")


def test_without_the_mouse_the_terminal_keeps_it(root: str) -> None:
    with Terminal("--root", root) as terminal:
        walk(terminal)
    assert MOUSE.search(terminal.received)
    with Terminal("--root", root, "--no-mouse") as terminal:
        walk(terminal)
    assert not MOUSE.search(terminal.received)


def test_flags_stand_before_the_command_too(root: str) -> None:
    with Terminal("--ascii", "--no-mouse", "tui", "--root", root) as terminal:
        walk(terminal)
    assert terminal.received.isascii()
    assert not MOUSE.search(terminal.received)


def test_what_the_settings_turn_off_needs_no_flag(root: str, home: Path) -> None:
    folder = home / "config" / "mailatlas"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text("[theme]\nascii = true\nmouse = false\n")
    with Terminal("--root", root) as terminal:
        walk(terminal)
    assert terminal.received.isascii()
    assert not MOUSE.search(terminal.received)
