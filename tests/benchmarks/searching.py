"""How long two hundred queries take: in a process that is there, and each in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.asking import SNIPPETS
from tests.benchmarks.processes import Command, run, warm
from tests.benchmarks.programs import Notmuch, Ours, Program, home_in
from tests.benchmarks.queries import KINDS, all_queries
from tests.benchmarks.results import Place, Results
from tests.benchmarks.stores import Stores
from tests.benchmarks.terminal import Summary

PART = "search"
NEWEST, RELEVANCE, LIST, PROCESS = "newest first", "by relevance", "list", "whole process"
FTS5, BARE_PYTHON = "bare FTS5", "python -c ''"
DEBIANS_PYTHON = "/usr/bin/python3"
_EVERY = 9
_BARE_STARTS = 20


@dataclass(frozen=True, slots=True)
class _Asked:
    """Who is asked in a process that is there: by which Python, and what `asking` calls it."""

    case: str
    name: str
    program: Program
    python: str
    who: str


def measure(size: str, programs: Sequence[Program], stores: Stores, results: Results, rounds: int) -> None:
    """All programs in turn, round after round."""
    folders = {program.name: stores.filled(size, program, program.forms[0]) for program in _able(programs)}
    for folder in folders.values():
        warm(folder)
    asked = list(_in_process(programs))
    for number in range(1, rounds + 1):
        for each in asked:
            place = Place(PART, size, each.case, each.name, number)
            if not results.has(place):
                results.add([(place, _ask(each, folders[each.program.name]))])
        for program in _able(programs):
            place = Place(PART, size, PROCESS, program.name, number)
            if not results.has(place):
                results.add([(place, _one_by_one(program, folders[program.name]))])
        place = Place(PART, size, PROCESS, BARE_PYTHON, number)
        if not results.has(place):
            bare = [Command([sys.executable, "-c", ""])] * _BARE_STARTS
            results.add([(place, _processes(bare))])


def _able(programs: Sequence[Program]) -> list[Program]:
    return [program for program in programs if program.searches]


def _in_process(programs: Sequence[Program]) -> Iterator[_Asked]:
    for program in programs:
        if isinstance(program, Ours):
            yield _Asked(NEWEST, program.name, program, sys.executable, "newest")
            yield _Asked(NEWEST, FTS5, program, sys.executable, "fts")
            yield _Asked(RELEVANCE, program.name, program, sys.executable, "relevance")
            yield _Asked(LIST, program.name, program, sys.executable, "list")
        if isinstance(program, Notmuch) and _has_bindings():
            yield _Asked(NEWEST, program.name, program, DEBIANS_PYTHON, "notmuch")


def _has_bindings() -> bool:
    command = [DEBIANS_PYTHON, "-c", "import notmuch2"]
    return Path(DEBIANS_PYTHON).exists() and subprocess.run(command, check=False).returncode == 0


def _ask(each: _Asked, folder: Path) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as scratch:
        output = Path(scratch) / "answer.json"
        asking = ["-m", "tests.benchmarks.asking", each.who]
        cost = run(Command([each.python, *asking, folder], home_in(Path(scratch))), output=output)
        answer = json.loads(output.read_text("utf-8"))
    figures = answer if each.case == LIST else figures_of(answer.pop("kind"), answer)
    return {**figures, "peak MB": cost.peak_bytes / 1e6}


def figures_of(kinds: Sequence[str], answer: Mapping[str, Sequence[float]]) -> dict[str, float]:
    """Milliseconds of all queries, asked first and again, and of each kind, with how many of it found
    something."""
    figures = _summary("", answer["first"]) | _summary("again ", answer["again"])
    for kind in KINDS:
        numbers = [number for number, its in enumerate(kinds) if its == kind]
        if numbers:
            figures |= _summary(f"{kind} ", [answer["first"][number] for number in numbers])
            figures[f"{kind} found"] = sum(answer["found"][number] > 0 for number in numbers)
    return figures


def _one_by_one(program: Program, folder: Path) -> dict[str, float]:
    """Every ninth query, each by a process of its own."""
    return _processes([program.search(query, folder, SNIPPETS) for query in all_queries()[::_EVERY]])


def _processes(commands: Sequence[Command]) -> dict[str, float]:
    costs = [run(command) for command in commands]
    return {
        **_summary("", [cost.seconds * 1000 for cost in costs]),
        **_summary("CPU ", [cost.cpu_seconds * 1000 for cost in costs]),
    }


def _summary(name: str, milliseconds: Sequence[float]) -> dict[str, float]:
    summary = Summary.of(milliseconds)
    return {f"{name}p50": summary.median, f"{name}p95": summary.nearly_all, f"{name}most": summary.most}
