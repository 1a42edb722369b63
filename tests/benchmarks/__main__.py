"""Measure this program beside those that people would use instead.

    python -m tests.benchmarks [--size SIZE …] [--parts PART …] [--rounds N] [--folder FOLDER] [--fresh]

What is measured is kept, a line a round, so that a run goes on where the last one stopped; --fresh begins
anew. In the end, docs/benchmarks.md and its charts are made of all that is there.
"""

from __future__ import annotations

import argparse
import platform
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from filelock import FileLock, Timeout

from tests.benchmarks import growing, ingesting, receiving, screens, searching
from tests.benchmarks.building import default_folder
from tests.benchmarks.mail import LARGEST_KEPT, SIZES
from tests.benchmarks.mailbox import Language
from tests.benchmarks.page import write_all
from tests.benchmarks.processes import ProgramFailed
from tests.benchmarks.programs import DurableCopy, Mu, Notmuch, OriginalMailAtlas, Ours, Program, version_of
from tests.benchmarks.receivers import all_receivers
from tests.benchmarks.results import Results
from tests.benchmarks.stores import Stores

COMPARED = (ingesting.PART, searching.PART, screens.PART, receiving.PART)
APART = ("startup", "parsing", "rows")
"""Parts that are programs of their own, and write their own sections."""

COMMON = 100
"""The rank of the word that is searched for where one will do."""


def main(arguments: list[str] | None = None) -> int:
    options = _options(arguments)
    options.folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(options.folder / "lock", blocking=False):
            return _measure_all(options)
    except Timeout:
        _say("Another run is measuring: two at once would both be wrong.")
        return 1


def _measure_all(options: argparse.Namespace) -> int:
    stores = Stores(options.folder)
    try:
        if not set(options.parts) <= set(APART):
            _compare(options, stores)
        failed = [part for part in APART if part in options.parts and not _ran(part, options, stores)]
    finally:
        stores.clear()
    return 1 if failed else 0


def _compare(options: argparse.Namespace, stores: Stores) -> None:
    programs = list(_installed(options.folder))
    results = Results(options.folder / "results.jsonl", dict(_versions(programs)))
    for size in options.size:
        for part in (part for part in COMPARED if part in options.parts):
            _go_on(results, part, size, fresh=options.fresh)
            _measure(part, size, programs, stores, results, options.rounds)
            write_all(results)
        stores.clear()


def _measure(
    part: str, size: str, programs: Sequence[Program], stores: Stores, results: Results, rounds: int
) -> None:
    """One part at one size. What is too large to be kept as mail, only this program takes in."""
    if SIZES[size] > LARGEST_KEPT:
        programs = [program for program in programs if isinstance(program, Ours)]
    if part == ingesting.PART and SIZES[size] > LARGEST_KEPT:
        growing.measure(size, programs[0], stores, results)
    elif part == ingesting.PART:
        ingesting.measure(size, programs, stores, results, rounds)
    elif part == searching.PART:
        searching.measure(size, programs, stores, results, rounds)
    elif part == receiving.PART:
        receivers = [receiver for receiver in all_receivers() if receiver.version()]
        receiving.measure(size, receivers, stores, results, rounds)
    else:
        screens.measure(size, _shown(size), stores, results, rounds)


def _ran(part: str, options: argparse.Namespace, stores: Stores) -> bool:
    command = [sys.executable, "-m", f"tests.benchmarks.{part}", "--write"]
    if part == "startup":
        command += _for_startup(options, stores)
    return subprocess.run(command, check=False).returncode == 0


def _for_startup(options: argparse.Namespace, stores: Stores) -> list[str]:
    """The workspaces, of the size named first: ours, and that of MailAtlas 0.3.0 with its program."""
    size = options.size[0]
    arguments = [str(stores.filled(size, Ours(), "mbox") / "root"), "--word", Language().words[COMMON]]
    original = OriginalMailAtlas(options.folder)
    if original.version() and SIZES[size] <= LARGEST_KEPT:
        arguments += ["--other", f"{original.program}:{stores.filled(size, original, 'mbox') / 'root'}"]
    return arguments


def _installed(folder: Path) -> Iterator[Program]:
    """The programs that are here; MailAtlas 0.3.0 is fetched, the others are Debian's."""
    original = OriginalMailAtlas(folder)
    try:
        original.install()
    except ProgramFailed as error:
        _say(f"MailAtlas 0.3.0 cannot be installed and is left out: {error}")
    for program in (Ours(), original, Notmuch(), Mu(), DurableCopy()):
        if program.version() is None:
            _say(f"{program.name} is not installed and is left out.")
        else:
            yield program


def _shown(size: str) -> list[str]:
    """The programs with a screen that are here."""
    shown = [Ours.name]
    if SIZES[size] <= LARGEST_KEPT:
        shown += [name for name, version in _versions_of_screens() if version]
    return shown


def _versions(programs: Sequence[Program]) -> Iterator[tuple[str, str]]:
    for program in programs:
        yield program.name, program.version() or ""
    yield from _versions_of_screens()
    for receiver in all_receivers():
        yield receiver.name, receiver.version() or ""
    yield searching.FTS5, sqlite3.sqlite_version
    yield searching.BARE_PYTHON, platform.python_version()


def _versions_of_screens() -> Iterator[tuple[str, str]]:
    """The programs that are run in a terminal; without a version where they are not installed."""
    for name, option in ((screens.NEOMUTT, "-v"), (screens.ALOT, "--version"), (screens.AERC, "-v")):
        yield name, version_of(name, option) or ""


def _go_on(results: Results, part: str, size: str, *, fresh: bool) -> None:
    """Begin anew, or say what is there already."""
    if fresh:
        results.forget(part, size)
    there = len(results.of(part, size))
    outdated = results.outdated(part, size)
    _say(f"{part} at {size}: {there} figures are there, {outdated} of them of other versions than are here.")


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__.splitlines()[0])
    parser.add_argument("--size", nargs="+", choices=SIZES, default=["10k"], help="how many messages")
    parser.add_argument(
        "--parts",
        nargs="+",
        choices=(*COMPARED, *APART),
        default=[*COMPARED, "startup", "parsing"],
        help="what to measure (default: all but rows)",
    )
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured (default: 3)")
    parser.add_argument(
        "--folder",
        type=Path,
        default=default_folder(),
        help="where mail, databases and results are kept (MAILATLAS_BENCH_FOLDER, else the user's cache)",
    )
    parser.add_argument("--fresh", action="store_true", help="measure again what is there already")
    return parser.parse_args(arguments)


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())
