"""What was measured is kept round by round, and told as it was."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.benchmarks.charts import Bar, Line, Panel, bars, panels
from tests.benchmarks.page import write_all
from tests.benchmarks.processes import Command, ProgramFailed, run
from tests.benchmarks.results import UNNAMED_MACHINE, Place, Results
from tests.benchmarks.tables import Spread, number, ratios, table

VERSIONS = {"MailAtlas TUI": "1", "mu": "2"}
PAGE = "".join(
    f"text\n<!-- {name}: begin -->\nold {name}\n<!-- {name}: end -->\n"
    for name in ("ingest", "search", "receive", "keyboard", "curve")
)


def drawn_elements(picture: str, name: str) -> list[ET.Element]:
    return ET.fromstring(picture).findall(f".//{{*}}{name}")  # noqa: S314  # drawn by ourselves


def place(program: str = "mu", round_number: int = 1, *, case: str = "maildir", size: str = "1k") -> Place:
    return Place("ingest", size, case, program, round_number)


def figures(rate: float) -> dict[str, float]:
    return {
        "seconds": 1.0,
        "messages a second": rate,
        "CPU ms a message": 2.5,
        "peak MB": 120.0,
        "disk": 1.4,
    }


def test_a_run_goes_on_where_the_last_one_stopped(tmp_path: Path) -> None:
    file = tmp_path / "results.jsonl"
    Results(file, VERSIONS).add([(place(), figures(100.0))])
    again = Results(file, VERSIONS)
    assert again.has(place())
    assert not again.has(place(round_number=2))
    assert [each.figures for each in again.of("ingest", "1k")] == [figures(100.0)]


def test_a_line_that_was_cut_off_is_measured_again(tmp_path: Path) -> None:
    file = tmp_path / "results.jsonl"
    Results(file, VERSIONS).add([(place(), figures(100.0)), (place(round_number=2), figures(90.0))])
    file.write_bytes(file.read_bytes()[:-20])
    cut = Results(file, VERSIONS)
    assert (cut.has(place()), cut.has(place(round_number=2))) == (True, False)
    cut.add([(place(round_number=2), figures(80.0))])
    assert len(Results(file, VERSIONS).of("ingest")) == 2


def test_a_part_begun_anew_leaves_the_other_sizes(tmp_path: Path) -> None:
    file = tmp_path / "results.jsonl"
    results = Results(file, VERSIONS)
    results.add([(place(), figures(100.0)), (place(size="10k"), figures(90.0))])
    results.forget("ingest", "1k")
    assert [each.place.size for each in Results(file, VERSIONS).of("ingest")] == ["10k"]


def test_figures_of_another_version_are_told_apart(tmp_path: Path) -> None:
    file = tmp_path / "results.jsonl"
    Results(file, VERSIONS).add([(place(), figures(100.0)), (place("MailAtlas TUI"), figures(90.0))])
    assert Results(file, VERSIONS).outdated("ingest", "1k") == 0
    assert Results(file, {**VERSIONS, "MailAtlas TUI": "3"}).outdated("ingest", "1k") == 1


def test_figures_are_told_with_the_machine_they_were_measured_on(tmp_path: Path) -> None:
    file, page = tmp_path / "results.jsonl", tmp_path / "benchmarks.md"
    page.write_text(PAGE, "utf-8")
    Results(file, VERSIONS).add([(place(), figures(100.0))])
    line = json.loads(file.read_text("utf-8"))
    file.write_text(json.dumps(line | {"machine": "a slow one"}) + "\n", "utf-8")
    write_all(Results(file, VERSIONS), page)
    assert "on a slow one; figures" in page.read_text("utf-8")


def test_a_round_without_a_machine_is_still_read(tmp_path: Path) -> None:
    file = tmp_path / "results.jsonl"
    Results(file, VERSIONS).add([(place(), figures(100.0))])
    line = json.loads(file.read_text("utf-8"))
    del line["machine"]
    file.write_text(json.dumps(line) + "\n", "utf-8")
    assert [each.machine for each in Results(file, VERSIONS).of("ingest")] == [UNNAMED_MACHINE]


def test_a_spread_is_the_least_the_middle_and_the_most() -> None:
    assert str(Spread.of([3.0, 1.0, 20.0])) == "3.00 (1.00–20.0)"
    assert str(Spread.of([1_500.0])) == "1,500"


def test_figures_have_three_digits_that_count() -> None:
    assert [number(value) for value in (0.123, 9.876, 98.76, 987.6, 98_765.4)] == [
        "0.12",
        "9.88",
        "98.8",
        "988",
        "98,765",
    ]


def test_ratios_are_of_rounds_that_followed_one_another(tmp_path: Path) -> None:
    results = Results(tmp_path / "results.jsonl", VERSIONS)
    for round_number, ours, theirs in ((1, 300.0, 100.0), (2, 80.0, 20.0), (3, 10.0, None)):
        results.add([(place("MailAtlas TUI", round_number), figures(ours))])
        if theirs is not None:
            results.add([(place("mu", round_number), figures(theirs))])
    rounds = results.of("ingest")
    ours_rounds = [each for each in rounds if each.place.program == "MailAtlas TUI"]
    theirs_rounds = [each for each in rounds if each.place.program == "mu"]
    assert ratios(ours_rounds, theirs_rounds, "messages a second") == Spread(3.0, 3.5, 4.0)
    assert ratios(ours_rounds, [], "messages a second") is None


def test_a_table_sets_figures_to_the_right() -> None:
    assert table(["a", "b"], [["x", "1"]]) == "| a | b |\n| --- | ---: |\n| x | 1 |"


def test_a_bar_is_as_long_as_its_figure() -> None:
    drawn = bars(
        "Rates & more", [("mbox", [Bar("a", Spread(9, 10, 11), True), Bar("<b>", Spread(5, 5, 5), False)])]
    )
    widths = [float(each.attrib["width"]) for each in drawn_elements(drawn, "rect")[1:]]
    assert widths[0] == pytest.approx(2 * widths[1], rel=0.01)


def test_a_line_rises_with_its_figures_and_names_its_axis() -> None:
    drawn = panels(
        "Growth", [Panel("ms", ["1k", "10k", "100k"], [Line("p50", [("1k", 1.0), ("100k", 2.0)])])]
    )
    points = [
        (float(each.attrib["cx"]), float(each.attrib["cy"])) for each in drawn_elements(drawn, "circle")
    ]
    assert points[0][0] < points[1][0]
    assert points[0][1] > points[1][1]
    assert {"1k", "10k", "100k", "p50"} <= {each.text for each in drawn_elements(drawn, "text")}


def test_sections_without_figures_stay_as_they_are(tmp_path: Path) -> None:
    page = tmp_path / "benchmarks.md"
    page.write_text(PAGE, "utf-8")
    results = Results(tmp_path / "results.jsonl", VERSIONS)
    results.add([(place("MailAtlas TUI", case="mbox"), figures(300.0))])
    results.add(
        [
            (
                place("MailAtlas TUI", case="mbox", size="1M"),
                figures(200.0) | {"tenth 1": 100.0, "tenth 2": 90.0},
            )
        ]
    )
    write_all(results, page)
    text = page.read_text("utf-8")
    assert "old ingest" not in text
    assert "old search" in text
    assert "The last is 0.90 times the first." in text
    assert (tmp_path / "benchmarks" / "ingest.svg").exists()


def test_a_program_that_fails_says_why() -> None:
    with pytest.raises(ProgramFailed, match="no such mail"):
        run(Command(["sh", "-c", "echo no such mail >&2; exit 3"]))


def test_a_program_may_end_otherwise_where_that_is_said(tmp_path: Path) -> None:
    output = tmp_path / "said"
    run(Command(["sh", "-c", 'echo "$WORD"; exit 4'], {"WORD": "nothing"}, succeeds=(0, 4)), output=output)
    assert output.read_text() == "nothing\n"
