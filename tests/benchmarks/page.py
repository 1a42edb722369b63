"""The page of benchmarks: its sections between their marks, and the charts beside it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks import ingesting, receiving, screens, searching, sections
from tests.benchmarks.charts import Bar, Line, Panel, bars, panels
from tests.benchmarks.mail import SIZES
from tests.benchmarks.programs import DurableCopy, Ours
from tests.benchmarks.report import write
from tests.benchmarks.results import Results, Round
from tests.benchmarks.tables import spread

PAGE = Path(__file__).parents[2] / "docs" / "benchmarks.md"


def write_all(results: Results, page: Path = PAGE) -> None:
    """Write the sections of which there are figures; the others stay as they are."""
    charts = page.with_suffix("")
    charts.mkdir(exist_ok=True)
    if rounds := results.of(ingesting.PART):
        write(page, f"{_measured(rounds)}\n\n{sections.ingest(results)}", "ingest")
        (charts / "ingest.svg").write_text(_ingest_chart(results), "utf-8")
    if rounds := results.of(searching.PART):
        write(page, f"{_measured(rounds)}\n\n{sections.search(results)}", "search")
    if rounds := results.of(screens.PART):
        write(page, f"{_measured(rounds)}\n\n{sections.keyboard(results)}", "keyboard")
    if rounds := results.of(receiving.PART):
        write(page, f"{_measured(rounds)}\n\n{sections.receive(results)}", "receive")
    if sections.curves(results):
        write(page, sections.growth(results), "curve")
        (charts / "curve.svg").write_text(_curve_chart(results), "utf-8")


def _measured(rounds: Sequence[Round]) -> str:
    days = sorted({each.day for each in rounds})
    when = f"on {days[0]}" if len(days) == 1 else f"from {days[0]} to {days[-1]}"
    where = " and on ".join(dict.fromkeys(each.machine for each in rounds))
    return f"Measured {when} on {where}; figures of several rounds as middle (least–most)."


def _ingest_chart(results: Results) -> str:
    """The rates at the largest size at which there is somebody to compare with; without the floor, in
    whose scale nobody else could be told from another."""
    rounds = {size: results.of(ingesting.PART, size) for size in SIZES}
    compared = [size for size in SIZES if len(sections.by_program(rounds[size])) > 1]
    size = (compared or [size for size in SIZES if rounds[size]])[-1]
    groups = []
    for form in ingesting.FORMS:
        programs = sections.by_program(results.of(ingesting.PART, size, form))
        group = [
            Bar(name, spread(of_program, "messages a second"), name == Ours.name)
            for name, of_program in programs.items()
            if name != DurableCopy.name
        ]
        if group:
            groups.append((f"from {'an mbox' if form == 'mbox' else 'a Maildir'}", group))
    return bars(f"Messages a second, {SIZES[size]:,} messages", groups)


def _curve_chart(results: Results) -> str:
    lines: dict[str, list[Line]] = {}
    curves = sections.curves(results)
    for each in curves:
        line = Line(each.line, [(size, at.middle) for size, at in each.points.items()])
        lines.setdefault(each.subject, []).append(line)
    sizes = [size for size in SIZES if any(size in each.points for each in curves)]
    drawn = [Panel(subject, sizes, of_subject) for subject, of_subject in lines.items()]
    for measured in sections.grown(results):
        rates = [(str(place), rate) for place, rate in enumerate(sections.tenths(measured), 1)]
        title = f"the same, each tenth of {measured.place.size}"
        drawn.insert(1, Panel(title, [place for place, _ in rates], [Line("", rates)]))
    return panels("This program, by the number of messages", drawn)
