"""How much goes over the line for a key: what changed, and nothing else."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.tui.terminal import Terminal

WIDE, NARROW = (40, 120), (40, 100)
DOWN, PAGE_UP, PAGE_DOWN, END = "\x1b[B", "\x1b[5~", "\x1b[6~", "\x1b[F"


@pytest.fixture
def root(demo_root: Path, home: Path) -> str:
    return str(shutil.copytree(demo_root, home / "demo"))


@pytest.mark.parametrize(
    ("size", "most"), [(NARROW, 600), (WIDE, 4_000)], ids=["the list alone", "with the message beside it"]
)
def test_a_row_down_sends_two_rows_and_what_differs_in_the_message(
    root: str, size: tuple[int, int], most: int
) -> None:
    with opened(root, size) as terminal:
        for _ in range(3):
            assert len(terminal.answer_to(DOWN)) <= most


def test_a_page_sends_less_than_two_bytes_for_each_cell_of_the_screen(root: str) -> None:
    with opened(root, WIDE) as terminal:
        for key in (PAGE_DOWN, END, PAGE_UP):
            assert len(terminal.answer_to(key)) < 2 * WIDE[0] * WIDE[1]


def test_a_letter_that_changes_no_row_sends_little_more_than_itself(root: str) -> None:
    with opened(root, WIDE) as terminal:
        terminal.answer_to("/")
        terminal.answer_to("zqxj")
        assert len(terminal.answer_to("q")) <= 600


@contextmanager
def opened(root: str, size: tuple[int, int]) -> Iterator[Terminal]:
    with Terminal("--root", root, size=size) as terminal:
        terminal.wait_for("newest first", "to review")
        yield terminal
