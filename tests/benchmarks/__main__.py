"""Measure lists and searches at a million messages.

    python -m tests.benchmarks [--rows N] [--rounds N] [--folder FOLDER] [--write]

Exits 1 where a figure misses its target. With --write, docs/benchmarks.md gets the figures.
"""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from tests.benchmarks.building import default_folder, workspace_of
from tests.benchmarks.cases import all_cases
from tests.benchmarks.measuring import measure
from tests.benchmarks.report import section, write

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


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__.splitlines()[0])
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


def _show(rows: int) -> None:
    if rows % 50_000 == 0:
        sys.stderr.write(f"{rows:,} rows\n")


if __name__ == "__main__":
    sys.exit(main())
