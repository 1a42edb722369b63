"""Only what has changed is sent to the terminal, and it shows the same as if everything were."""

from __future__ import annotations

import random
import shutil
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from mailatlas_tui.painting import Canvas, Changes, _cells
from tests.tui.terminal import Terminal, cells_of

REDRAW = "\x0c"
DOWN, UP, PAGE_DOWN, PAGE_UP, HOME, END = "\x1b[B", "\x1b[A", "\x1b[6~", "\x1b[5~", "\x1b[H", "\x1b[F"
KEYS = [DOWN, UP, PAGE_DOWN, PAGE_UP, HOME, END, "\r", "\x1b", "v", "s", "?", "x", "c", "T", " ", "4", "1"]
KEYS_AT_ONCE = 3
WIDTH, HEIGHT = 16, 2
SIZE = WIDTH + 1, HEIGHT  # pyte would break the line before a mark on what is in the last column

CONSOLE = Console(color_system="truecolor", force_terminal=True)
GRAPHEMES = ["a", "B", " ", "  ", "é", "e\u0301", "я", "·", "│", "日", "한", "か\u3099"]
STYLES = st.builds(
    Style,
    color=st.sampled_from([None, "red", "#102030"]),
    bgcolor=st.sampled_from([None, "blue", "#405060"]),
    bold=st.booleans(),
    dim=st.booleans(),
    italic=st.booleans(),
    underline=st.booleans(),
    reverse=st.booleans(),
    strike=st.booleans(),
)
TEXTS = st.lists(st.sampled_from(GRAPHEMES), min_size=1).map("".join)
SEGMENTS = st.lists(st.tuples(TEXTS, STYLES), max_size=6)
STRIPS = SEGMENTS.map(lambda segments: Strip([Segment(*each) for each in segments]).adjust_cell_length(WIDTH))
SCREENS = st.lists(STRIPS, min_size=HEIGHT, max_size=HEIGHT)


def whole(strips: Sequence[Strip]) -> LayoutUpdate:
    """An update of all of a screen, one strip a row."""
    return LayoutUpdate([[strip] for strip in strips], Region(0, 0, strips[0].cell_length, len(strips)))


@given(st.lists(SCREENS, min_size=1, max_size=4))
def test_what_is_painted_over_other_screens_looks_as_textual_draws_it_alone(
    screens: list[list[Strip]],
) -> None:
    canvas, painted = Canvas(), pyte.Screen(*SIZE)
    for strips in screens:
        drawn = pyte.Screen(*SIZE)
        pyte.Stream(drawn).feed(whole(strips).render_segments(CONSOLE))
        pyte.Stream(painted).feed(Changes(whole(strips), canvas).render_segments(CONSOLE))
        assert cells_of(painted) == cells_of(drawn)


@given(STRIPS)
def test_a_strip_has_a_cell_for_each_of_its_columns(strip: Strip) -> None:
    assert len(_cells(strip, ColorSystem.TRUECOLOR)) == strip.cell_length


def test_no_control_in_a_text_reaches_the_terminal() -> None:
    controls = "".join(map(chr, [*range(0x20), *range(0x7F, 0xA0)]))
    sent = Changes(whole([Strip([Segment(f"a{controls}b")])]), Canvas()).render_segments(CONSOLE)
    assert sent == "\x1b[1;1Hab"


def test_what_the_terminal_shows_is_sent_again_only_when_its_size_is_another() -> None:
    canvas = Canvas()
    blank, wider = whole([Strip.blank(WIDTH)]), whole([Strip.blank(WIDTH + 1)])
    assert Changes(blank, canvas).render_segments(CONSOLE)
    assert not Changes(blank, canvas).render_segments(CONSOLE)
    assert Changes(wider, canvas).render_segments(CONSOLE).endswith(" " * (WIDTH + 1))
    assert Changes(blank, canvas).render_segments(CONSOLE)


@pytest.mark.parametrize("seed", [1, 2])
def test_what_was_sent_by_and_by_is_what_a_whole_screen_shows(demo_root: Path, home: Path, seed: int) -> None:
    source = random.Random(seed)
    with opened(demo_root, home) as terminal:
        for _ in range(8):
            keys = source.choices(KEYS, k=KEYS_AT_ONCE)
            for key in keys:
                terminal.press(key)
                terminal.take_until_quiet()
            by_and_by, sent = terminal.cells, len(terminal.received)
            terminal.press(REDRAW)
            terminal.take_until_quiet()
            assert len(terminal.received) - sent > 30 * 110
            assert terminal.cells == by_and_by, keys


def test_after_another_program_had_the_terminal_all_is_there_again(demo_root: Path, home: Path) -> None:
    with opened(demo_root, home) as terminal:
        terminal.take_until_quiet()
        before = terminal.cells
        terminal.send_signal(signal.SIGTSTP)
        terminal.wait_until_stopped()
        terminal.send_signal(signal.SIGCONT)
        terminal.wait_for("newest first")
        terminal.take_until_quiet()
        assert terminal.cells == before


@contextmanager
def opened(demo_root: Path, home: Path) -> Iterator[Terminal]:
    """The demo, with its list read."""
    root = str(shutil.copytree(demo_root, home / "demo"))
    with Terminal("--root", root, size=(30, 110)) as terminal:
        terminal.wait_for("newest first", "to review")
        yield terminal
