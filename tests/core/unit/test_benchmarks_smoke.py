"""The benchmark harness works: a small workspace, all cases, and the page that gets the figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.benchmarks import report, rows
from tests.benchmarks.building import Built, workspace_of
from tests.benchmarks.cases import TARGET_MS, all_cases
from tests.benchmarks.measuring import Measurement, measure
from tests.benchmarks.synthetic import Synthesis

ROWS = 2_000


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Built]:
    return workspace_of(ROWS, tmp_path_factory.mktemp("benchmarks"), lambda _: None)


@pytest.fixture(scope="module")
def measurements(made: tuple[Path, Built]) -> dict[str, Measurement]:
    root, _ = made
    return {measurement.case.name: measurement for measurement in measure(root, all_cases(root), 2)}


def test_the_same_messages_are_made_every_time() -> None:
    assert list(Synthesis().messages(20)) == list(Synthesis().messages(20))


def test_every_row_is_listed(measurements: dict[str, Measurement]) -> None:
    assert measurements["positions of all"].rows == ROWS
    assert measurements["first screen"].rows == measurements["last screen"].rows == 200


def test_searches_find_what_was_made(measurements: dict[str, Measurement]) -> None:
    found = {name: measurement.rows for name, measurement in measurements.items()}
    assert found["the commonest word"] == found["typed: 6 letters of a common stem"] == 200
    assert found["two common Han characters"] > 0
    assert found["a word of no message"] == 0
    assert found["count of the commonest word"] == found["positions of the commonest word"]


def test_a_longer_prefix_never_finds_more(measurements: dict[str, Measurement]) -> None:
    names = [
        "typed: 1 letter of numbers",
        *(f"typed: {length} letters of numbers" for length in range(2, 10)),
    ]
    found = [measurements[name].rows for name in names]
    assert found == sorted(found, reverse=True)


def test_a_finished_workspace_is_used_again(made: tuple[Path, Built]) -> None:
    root, built = made
    heard: list[int] = []
    assert workspace_of(ROWS, root.parent, heard.append) == (root, built)
    assert heard == []


def test_a_figure_at_its_target_is_reported_as_missed(measurements: dict[str, Measurement]) -> None:
    slow = replace(measurements["first screen"], nearly_all=TARGET_MS)
    assert slow.missed
    assert not replace(measurements["positions of all"], nearly_all=10_000.0).missed
    text = rows.section(Built(1, 1.0, 1.0, 1), [slow], rounds=2, today=date(2026, 1, 2))
    assert "first screen" in text
    assert "**missed**" in text


def test_the_figures_replace_those_of_the_page_and_nothing_else(tmp_path: Path) -> None:
    page = tmp_path / "benchmarks.md"
    page.write_text("before\n<!-- figures: begin -->\nold\n<!-- figures: end -->\nafter\n")
    report.write(page, "new")
    assert page.read_text() == "before\n<!-- figures: begin -->\nnew\n<!-- figures: end -->\nafter\n"


def test_a_page_without_a_place_for_figures_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "benchmarks.md"
    page.write_text("before\n")
    with pytest.raises(ValueError, match="has no section"):
        report.write(page, "new")
    assert page.read_text() == "before\n"
