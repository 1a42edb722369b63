"""Measure lists and searches at a million synthetic rows.

    python -m tests.benchmarks.rows [--rows N] [--rounds N] [--folder FOLDER] [--write]

Exits 1 where a figure misses its target. With --write, docs/benchmarks.md gets the figures.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from tests.benchmarks.building import Built, default_folder, workspace_of
from tests.benchmarks.cases import all_cases
from tests.benchmarks.measuring import Measurement, measure
from tests.benchmarks.report import machine, write

PAGE = Path(__file__).parents[2] / "docs" / "benchmarks.md"


def main(arguments: list[str] | None = None) -> int:
    options = _options(arguments)
    root, built = workspace_of(options.rows, options.folder, _show)
    measurements = measure(root, all_cases(root), options.rounds)
    text = section(built, measurements, rounds=options.rounds, today=datetime.now(UTC).date())
    sys.stdout.write(f"{text}\n")
    if options.write:
        write(PAGE, text)
    missed = [measurement.case.name for measurement in measurements if measurement.missed]
    for name in missed:
        sys.stderr.write(f"missed its target: {name}\n")
    return 1 if missed else 0


def section(built: Built, measurements: Sequence[Measurement], *, rounds: int, today: date) -> str:
    """The machine, the workspace and a table of the figures."""
    head = (
        f"{built.rows:,} messages, measured on {today.isoformat()} on {machine()}.\n\n"
        f"Making the rows took {built.seconds:,.0f} s, making up the texts included"
        f" ({built.rows / built.seconds:,.0f} a second, one process); the longest transaction took"
        f" {built.longest_write_ms:,.0f} ms, with the checkpoint that followed it."
        f" The database is {built.database_bytes / 1e9:.2f} GB."
    )
    rows = [_row(measurement) for measurement in measurements]
    table = "\n".join(
        [
            f"| milliseconds of {rounds} runs | rows | first | least | median | 95 % | most | target |",
            "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
            *rows,
        ]
    )
    return f"{head}\n\n{table}"


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.rows", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--rows", type=int, default=1_000_000, help="how many messages (default: a million)")
    parser.add_argument("--rounds", type=int, default=20, help="how often each case runs (default: 20)")
    parser.add_argument(
        "--folder",
        type=Path,
        default=default_folder(),
        help="where the made workspace is kept (MAILATLAS_BENCH_FOLDER, else the user's cache)",
    )
    parser.add_argument("--write", action="store_true", help="write the figures to docs/benchmarks.md")
    return parser.parse_args(arguments)


def _row(measurement: Measurement) -> str:
    target = measurement.case.target_ms
    wanted = "" if target is None else f"< {target:.0f}" + (" **missed**" if measurement.missed else "")
    runs = (measurement.least, measurement.median, measurement.nearly_all, measurement.most)
    cells = [
        measurement.case.name,
        f"{measurement.rows:,}",
        *map("{:,.2f}".format, (measurement.first, *runs)),
        wanted,
    ]
    return f"| {' | '.join(cells)} |"


def _show(rows: int) -> None:
    if rows % 50_000 == 0:
        sys.stderr.write(f"{rows:,} rows\n")


if __name__ == "__main__":
    sys.exit(main())
