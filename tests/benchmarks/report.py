"""The report: what was measured, on what, as a section of a Markdown page."""

from __future__ import annotations

import os
import platform
import sqlite3
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from tests.benchmarks.building import Built
from tests.benchmarks.measuring import Measurement


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


def machine() -> str:
    """Processor, cores, memory, system and the versions that matter."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{_processor()}, {os.cpu_count()} cores, {memory:.0f} GiB of memory,"
        f" {platform.system()} {platform.release()},"
        f" Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    )


def write(page: Path, text: str, name: str = "figures") -> None:
    """Put `text` between the marks of that name on `page`, which must be there."""
    first, last = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    before, begin, rest = page.read_text("utf-8").partition(first)
    _, end, after = rest.partition(last)
    if not begin or not end:
        raise ValueError(f"{page} has no section between {first} and {last}")
    page.write_text(f"{before}{first}\n{text}\n{last}{after}", "utf-8")


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


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    if information.exists():
        for line in information.read_text("utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
