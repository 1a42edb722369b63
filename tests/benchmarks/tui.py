"""Measure the terminal interface as a person has it: 120 by 40, on a pseudo-terminal.

    python -m tests.benchmarks.tui ROOT [--word WORD ...] [--rounds N] [--starts N] [--json]

`ROOT` is a workspace, which is only read. Each word is typed into the search, letter by letter.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from mailatlas_core.workspace import Workspace
from tests.benchmarks.clients import Client, Figures, measure
from tests.benchmarks.programs import home_in
from tests.benchmarks.terminal import ESCAPE, Region

COMMAND = (sys.executable, "-c", "from mailatlas_tui.cli import main; main()")


def client(root: Path, words: Sequence[str], home: Path) -> Client:
    """MailAtlas on a workspace, in whose list the newest message stands first."""
    with Workspace.open(root, actor="benchmark") as workspace:
        newest = workspace.documents.page(limit=1)[0]
    return Client(
        "mailatlas",
        (*COMMAND, "--root", str(root)),
        first_row=((newest.sender_name or newest.sender_email)[:8],),
        rows=Region(lines=(6, 38), columns=(0, 57)),
        typed=Region(lines=(3, 4), columns=(0, 57), text_alone=True),
        environment=home_in(home),
        search="/",
        leave=ESCAPE,
        words=words,
    )


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.tui", description=__doc__.splitlines()[0]
    )
    parser.add_argument("root", type=Path, metavar="ROOT", help="a workspace")
    parser.add_argument("--word", action="append", default=[], dest="words", help="a word to search for")
    parser.add_argument("--rounds", type=int, default=20, help="how often each key is pressed (default: 20)")
    parser.add_argument("--starts", type=int, default=5, help="how often it is started (default: 5)")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as home:
        shown = client(options.root, options.words, Path(home))
        figures = measure(shown, options.rounds, options.starts)
    sys.stdout.write(f"{json.dumps(asdict(figures)) if options.json else table(figures)}\n")
    return 0


def table(figures: Figures) -> str:
    """The figures as lines of text."""
    lines = [f"{'':24}{'least':>10}{'median':>10}{'95 %':>10}{'most':>10}"]
    units = {
        "ms": figures.milliseconds,
        "ms cpu": figures.processor,
        "bytes": figures.bytes,
        "all bytes": figures.all_bytes,
    }
    for unit, summaries in units.items():
        for name, each in summaries.items():
            numbers = (each.least, each.median, each.nearly_all, each.most)
            lines.append(f"{name:14}{unit:>10}" + "".join(f"{number:>10,.1f}" for number in numbers))
    lines.append(f"memory in the end{figures.memory_bytes / 1e6:>17,.1f} MB")
    return "\n".join([*lines, f"painted nothing{figures.painted_nothing:>19,} keys"])


if __name__ == "__main__":
    sys.exit(main())
