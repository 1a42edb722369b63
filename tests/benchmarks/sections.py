"""The sections of the page of benchmarks that compare programs, made of what was measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tests.benchmarks import ingesting, receiving, screens, searching
from tests.benchmarks.mail import SIZES
from tests.benchmarks.programs import Ours
from tests.benchmarks.queries import EACH, KINDS
from tests.benchmarks.results import Results, Round
from tests.benchmarks.tables import Spread, number, ratios, spread, table

OURS = Ours.name


def ingest(results: Results) -> str:
    """Every size that was measured, a table for each form of the mail."""
    parts = []
    for size in _sizes(results, ingesting.PART):
        parts.append(f"### {SIZES[size]:,} messages")
        for form in ingesting.FORMS:
            first = by_program(results.of(ingesting.PART, size, form))
            second = by_program(results.of(ingesting.PART, size, ingesting.again(form)))
            if first:
                parts.append(_ingest_table(form, first, second))
    return "\n\n".join(parts)


def _ingest_table(form: str, first: dict[str, list[Round]], second: dict[str, list[Round]]) -> str:
    head = [
        f"from {'an mbox' if form == 'mbox' else 'a Maildir'}",
        "messages a second",
        "ours in times of it",
        "CPU ms a message",
        "peak memory, MB",
        "disk, times the mail",
        "again: seconds",
    ]
    rows = []
    for program, rounds in first.items():
        ratio = ratios(first.get(OURS, []), rounds, "messages a second") if program != OURS else None
        rows.append(
            [
                _named(rounds),
                str(spread(rounds, "messages a second")),
                "" if ratio is None else str(ratio),
                str(spread(rounds, "CPU ms a message")),
                str(spread(rounds, "peak MB")),
                str(spread(rounds, "disk")),
                str(spread(second[program], "seconds")) if program in second else "",
            ]
        )
    return table(head, rows)


def search(results: Results) -> str:
    """Every size: in a process that is there, by kind of query, and as processes of their own."""
    parts = []
    for size in _sizes(results, searching.PART):
        newest = by_program(results.of(searching.PART, size, searching.NEWEST))
        relevance = by_program(results.of(searching.PART, size, searching.RELEVANCE))
        alone = by_program(results.of(searching.PART, size, searching.PROCESS))
        parts.append(f"### {SIZES[size]:,} messages")
        parts.append(_asked_table([*newest.values()], [*relevance.values()]))
        parts.append(_kinds_table(newest))
        if alone:
            parts.append(_process_table(alone))
    return "\n\n".join(parts)


def _asked_table(newest: Sequence[list[Round]], relevance: Sequence[list[Round]]) -> str:
    head = ["in a process that is there, ms", "p50", "p95", "most", "p95, asked again", "memory, MB"]
    figures = ("p50", "p95", "most", "again p95", "peak MB")
    return table(
        head,
        [
            [
                f"{_named(rounds)}, {rounds[0].place.case}",
                *(str(spread(rounds, figure)) for figure in figures),
            ]
            for rounds in [*newest, *relevance]
        ],
    )


def _kinds_table(newest: dict[str, list[Round]]) -> str:
    def cell(rounds: list[Round], kind: str) -> str:
        found = spread(rounds, f"{kind} found").middle
        return f"{spread(rounds, f'{kind} p95')}; {found:.0f}"

    return table(
        [f"newest first, p95 in ms; how many of {EACH} find something", *newest],
        [[kind, *(cell(rounds, kind) for rounds in newest.values())] for kind in KINDS],
    )


def _process_table(alone: dict[str, list[Round]]) -> str:
    figures = ("p50", "p95", "CPU p50")
    return table(
        ["a process for each query, ms", "p50", "p95", "CPU, p50"],
        [[_named(rounds), *(str(spread(rounds, figure)) for figure in figures)] for rounds in alone.values()],
    )


def receive(results: Results) -> str:
    """Every size: each program with the server beside, and with the same server far away."""
    parts = []
    for size in _sizes(results, receiving.PART):
        near, far = (
            by_program(results.of(receiving.PART, size, case)) for case in (receiving.NEAR, receiving.FAR)
        )
        parts.append(f"### {SIZES[size]:,} messages")
        parts.append(_receive_table(near, far))
    return "\n\n".join(parts)


def _receive_table(near: dict[str, list[Round]], far: dict[str, list[Round]]) -> str:
    rate = "messages a second"
    head = ["from a server", rate, "ours in times of it", "of its rate beside", "seconds", "CPU ms a message"]
    rows = []
    for case, programs in ((receiving.NEAR, near), (receiving.FAR, far)):
        for program, rounds in programs.items():
            ours = ratios(programs[OURS], rounds, rate) if program != OURS else None
            beside = ratios(rounds, near[program], rate) if case == receiving.FAR else None
            rows.append(
                [
                    f"{_named(rounds)}, {case}",
                    str(spread(rounds, rate)),
                    *("" if each is None else str(each) for each in (ours, beside)),
                    *(str(spread(rounds, figure)) for figure in ("seconds", "CPU ms a message")),
                    *(str(spread(rounds, figure)) for figure in ("peak MB", "disk")),
                ]
            )
    return table([*head, "peak memory, MB", "disk, times the mail"], rows)


def keyboard(results: Results) -> str:
    """Every size: what each key costs, program beside program."""
    parts = []
    for size in _sizes(results, screens.PART):
        programs = by_program(results.of(screens.PART, size))
        parts.append(f"### {SIZES[size]:,} messages")
        rows = [[name, *(_cell(rounds, figures) for rounds in programs.values())] for name, figures in _KEYS]
        rows.append(["keys that painted nothing", *map(_painted_nothing, programs.values())])
        head = ["p50; p95 or most, each the middle of the rounds", *map(_named, programs.values())]
        parts.append(table(head, [row for row in rows if any(row[1:])]))
    return "\n\n".join(parts)


_KEYS = (
    ("first row, ms, and most", ("first row ms p50", "first row ms most")),  # of too few starts for a p95
    *(
        (f"{name}, ms", (f"{name} ms p50", f"{name} ms p95"))
        for name in ("Down", "PageDown", "End", "letter", "settled")
    ),
    *((f"{name}, CPU ms", (f"{name} CPU ms p50",)) for name in ("Down", "PageDown", "settled")),
    *(
        (f"{name}, {unit}", (f"{name} {unit} p50", f"{name} {unit} p95"))
        for unit in ("bytes at once", "bytes")
        for name in ("Down", "PageDown", "letter")
    ),
    ("memory in the end, MB", ("memory MB",)),
)


def _cell(rounds: Sequence[Round], figures: Sequence[str]) -> str:
    if not all(figure in each.figures for each in rounds for figure in figures):
        return ""
    return "; ".join(number(spread(rounds, figure).middle) for figure in figures)


def _painted_nothing(rounds: Sequence[Round]) -> str:
    """How many keys of all rounds; empty where they were not counted."""
    counts = [each.figures["painted nothing"] for each in rounds if "painted nothing" in each.figures]
    return f"{sum(counts):.0f}" if counts else ""


@dataclass(frozen=True, slots=True)
class Curve:
    """What one figure of ours is at each size at which it was measured."""

    subject: str
    line: str
    points: dict[str, Spread]

    @property
    def name(self) -> str:
        return f"{self.subject}: {self.line}" if self.line else self.subject


_CURVES = (
    ("ingest, messages a second", "", ingesting.PART, "mbox", "messages a second"),
    ("ingest, CPU ms a message", "", ingesting.PART, "mbox", "CPU ms a message"),
    ("memory, MB", "ingest", ingesting.PART, "mbox", "peak MB"),
    ("memory, MB", "TUI in the end", screens.PART, screens.CASE, "memory MB"),
    ("disk, times the mail", "", ingesting.PART, "mbox", "disk"),
    ("search newest first, ms", "p50", searching.PART, searching.NEWEST, "p50"),
    ("search newest first, ms", "p95", searching.PART, searching.NEWEST, "p95"),
    ("search by relevance, p95, ms", "", searching.PART, searching.RELEVANCE, "p95"),
    ("first screen of the list, ms", "", searching.PART, searching.LIST, "screen"),
    ("first row of the TUI, ms", "", screens.PART, screens.CASE, "first row ms p50"),
)


def curves(results: Results) -> list[Curve]:
    """What was measured of this program, by size."""
    found = []
    for subject, line, part, case, figure in _CURVES:
        points = {
            size: spread(rounds, figure)
            for size in SIZES
            if (rounds := by_program(results.of(part, size, case)).get(OURS))
        }
        if points:
            found.append(Curve(subject, line, points))
    return found


def growth(results: Results) -> str:
    """The table of the curves, and the tenths of what was taken in by tenths."""
    found = curves(results)
    sizes = [size for size in SIZES if any(size in each.points for each in found)]
    rows = [
        [each.name, *(str(each.points[size]) if size in each.points else "" for size in sizes)]
        for each in found
    ]
    parts = [table(["this program", *sizes], rows)]
    parts += map(_tenths, grown(results))
    return "\n\n".join(parts)


def grown(results: Results) -> list[Round]:
    """The rounds in which mail was taken in by tenths."""
    return [each for each in results.of(ingesting.PART) if tenths(each)]


def _tenths(measured: Round) -> str:
    rates = tenths(measured)
    return (
        f"{SIZES[measured.place.size]:,} messages in ten parts, messages a second of each:"
        f" {', '.join(map(number, rates))}. The last is {rates[-1] / rates[0]:.2f} times the first."
    )


def tenths(measured: Round) -> list[float]:
    """The rate of each tenth, where the mail was taken in by tenths."""
    return [value for name, value in measured.figures.items() if name.startswith("tenth ")]


def _sizes(results: Results, part: str) -> list[str]:
    return [size for size in SIZES if results.of(part, size)]


def by_program(rounds: Sequence[Round]) -> dict[str, list[Round]]:
    """Rounds by the program that was measured, in the order in which they were."""
    found: dict[str, list[Round]] = {}
    for each in rounds:
        found.setdefault(each.place.program, []).append(each)
    return found


def _named(rounds: Sequence[Round]) -> str:
    """The program with the versions that were measured."""
    name = rounds[0].place.program
    versions = dict.fromkeys(each.version for each in rounds)
    return name if name.endswith(rounds[0].version) else f"{name} {', '.join(versions)}"
