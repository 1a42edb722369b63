"""What a key costs in a terminal is read from what it paints."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.benchmarks.clients import Client, measure
from tests.benchmarks.terminal import Driven, Region

ELSEWHERE = Region(lines=(20, 30))


@pytest.fixture
def echoing() -> Iterator[Driven]:
    """A program whose terminal repeats in its first line what is typed."""
    with Driven(["cat"]) as program:
        yield program


def test_a_key_is_painted_when_its_region_has_changed(echoing: Driven) -> None:
    painted = echoing.press("a")
    assert painted is not None
    assert (painted.bytes, echoing.text.strip()) == (1, "a")
    assert painted.milliseconds > 0


def test_a_key_that_changes_nothing_in_its_region_has_no_figures(echoing: Driven) -> None:
    assert echoing.press("a", region=ELSEWHERE) is None
    assert echoing.text.strip() == "a"


def test_a_cursor_that_blinks_is_no_letter_of_a_field() -> None:
    blink = r"stty -echo; echo ready; read _; printf '\033[7m \033[27m'; exec cat"
    for field, changes in ((Region(lines=(1, 2)), True), (Region(lines=(1, 2), text_alone=True), False)):
        with Driven(["sh", "-c", blink]) as program:
            program.wait_for("ready")
            assert (program.press("\n", region=field) is not None) == changes


def test_keys_that_paint_nothing_are_counted_and_left_out() -> None:
    command = ["sh", "-c", "echo ready; exec cat"]
    client = Client("cat", command, ("ready",), rows=ELSEWHERE, down="d", page_down="p", end="e", home="h")
    figures = measure(client, rounds=1, starts=1)
    assert figures.painted_nothing == 4
    assert set(figures.milliseconds) == {"first row"}
