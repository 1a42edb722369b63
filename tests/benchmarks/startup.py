"""Measure whole processes, from their start to their end, against a Python that does nothing.

    python -m tests.benchmarks.startup ROOT [--word WORD] [--rounds N] [--other PROGRAM:ROOT]
                                            [--json] [--write]

ROOT is a workspace, in which nothing is changed. The commands take turns, so that a moment in which
the machine is busy falls on all of them; the ratios are those of the runs of one turn. `--other` is
the program of MailAtlas 0.3.0 and, behind a colon, a workspace of its own with the same mail: it lists that
as `PROGRAM list --root ROOT`, which knows no limit. With --write, docs/benchmarks.md gets the figures.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests.benchmarks.programs import home_in
from tests.benchmarks.report import machine, write

PAGE = Path(__file__).parents[2] / "docs" / "benchmarks.md"
MARKS = "startup"
DEAREST = 15

BARE = "python -c ''"
_SCRIPT = Path(sys.executable).with_name("mailatlas")
_OTHERS_LIST = "list of everything of MailAtlas 0.3.0"
_TARGETS = {
    "mailatlas --version": f"at most 1.8 times `{BARE}`",
    "mailatlas search WORD": f"at most 2.5 times `{BARE}`",
}


@dataclass(frozen=True, slots=True)
class Spent:
    """Milliseconds of one process: on the clock, and on a processor."""

    wall: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Import:
    """What one module costs to import, in milliseconds: alone, and with all that it imports first."""

    name: str
    alone: float
    together: float


def main(arguments: Sequence[str]) -> int:
    wanted = _parser().parse_args(arguments)
    commands = _commands(wanted.root, wanted.word, wanted.other)
    with tempfile.TemporaryDirectory() as home:
        environment = _environment(Path(home))
        spent = measure(commands, environment, wanted.rounds)
        imports = dearest(commands["mailatlas search WORD"], environment, wanted.rounds)
    if wanted.json:
        content = {
            "commands": {name: [asdict(one) for one in runs] for name, runs in spent.items()},
            "imports": [asdict(one) for one in imports],
        }
        sys.stdout.write(f"{json.dumps(content, indent=2)}\n")
    text = report(spent, imports)
    if not wanted.json:
        sys.stdout.write(f"{text}\n")
    if wanted.write:
        write(PAGE, text, MARKS)
    return 0


def measure(
    commands: dict[str, list[str]], environment: dict[str, str], rounds: int
) -> dict[str, list[Spent]]:
    """Run all commands in turn, `rounds` times, once more before that to have their files in memory."""
    for command in commands.values():
        _run(command, environment)
    spent: dict[str, list[Spent]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            spent[name].append(_run(command, environment))
    return spent


def dearest(command: list[str], environment: dict[str, str], rounds: int) -> list[Import]:
    """The imports of a command that take longest by themselves, the least of all rounds each."""
    least: dict[str, tuple[float, float]] = {}
    for _ in range(rounds):
        for one in _imports(command, environment):
            alone, together = least.get(one.name, (one.alone, one.together))
            least[one.name] = (min(alone, one.alone), min(together, one.together))
    found = [Import(name, *spent) for name, spent in least.items()]
    return sorted(found, key=lambda one: one.alone, reverse=True)[:DEAREST]


def report(spent: dict[str, list[Spent]], imports: Sequence[Import]) -> str:
    """The figures as Markdown."""
    rounds, times = len(spent[BARE]), f"times `{BARE}`: wall, CPU"
    rows = [_row(name, runs, spent[BARE]) for name, runs in spent.items()]
    if _OTHERS_LIST in spent:
        ratio = _ratio(spent["mailatlas list --limit 1"], spent[_OTHERS_LIST])
        rows.append(f"| `mailatlas list --limit 1`, times the {_OTHERS_LIST} | | | {ratio} | at most 0.5 |")
    return "\n".join(
        [
            f"Measured on {datetime.now(UTC).date().isoformat()} on {machine()}.",
            "",
            f"| milliseconds of {rounds} runs: least, median, most | wall | CPU | {times} | target |",
            "| --- | ---: | ---: | ---: | --- |",
            *rows,
            "",
            f"The {len(imports)} modules that `search` waits for longest, in milliseconds with the timer on:",
            "",
            "| module | alone | with all that it imports first |",
            "| --- | ---: | ---: |",
            *(f"| `{one.name}` | {one.alone:.2f} | {one.together:.2f} |" for one in imports),
        ]
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.startup")
    parser.add_argument("root", type=Path)
    parser.add_argument("--word", default="harbor")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--other", metavar="PROGRAM:ROOT")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--write", action="store_true")
    return parser


def _commands(root: Path, word: str, other: str | None) -> dict[str, list[str]]:
    ours = [str(_SCRIPT), "--root", str(root)]
    commands = {
        BARE: [sys.executable, "-c", ""],
        "mailatlas --version": [str(_SCRIPT), "--version"],
        "mailatlas list --limit 1": [*ours, "list", "--limit", "1"],
        "mailatlas search WORD --limit 1": [*ours, "search", word, "--limit", "1"],
        "mailatlas search WORD": [*ours, "search", word],
    }
    if other is not None:
        program, _, its_root = other.partition(":")
        commands[_OTHERS_LIST] = [program, "list", "--root", its_root]
    return commands


def _run(command: list[str], environment: dict[str, str]) -> Spent:
    nowhere = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    begun = time.perf_counter()
    process = os.posix_spawn(command[0], command, environment, file_actions=nowhere)
    _, status, usage = os.wait4(process, 0)
    wall = time.perf_counter() - begun
    if status != 0:
        raise RuntimeError(f"{' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}")
    return Spent(wall * 1000, (usage.ru_utime + usage.ru_stime) * 1000)


def _imports(command: list[str], environment: dict[str, str]) -> list[Import]:
    """What Python says of the imports of one run, in lines such as `import time:  12 |  34 |  re`."""
    reading, writing = os.pipe()
    streams = [
        (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
        (os.POSIX_SPAWN_DUP2, writing, 2),
        (os.POSIX_SPAWN_CLOSE, reading),
    ]
    timed = [sys.executable, "-X", "importtime", *command]
    process = os.posix_spawn(sys.executable, timed, environment, file_actions=streams)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as lines:
        told = [line.removeprefix("import time:").split("|") for line in lines if line.count("|") == 2]
    os.waitpid(process, 0)
    return [
        Import(name.strip(), int(alone) / 1000, int(together) / 1000)
        for alone, together, name in told
        if alone.strip().isdigit()
    ]


def _environment(home: Path) -> dict[str, str]:
    """That of a user, with another home: where compiled modules may not be kept, each run would compile
    them again."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | home_in(home)


def _row(name: str, runs: Sequence[Spent], bare: Sequence[Spent]) -> str:
    wall, cpu = _spread([one.wall for one in runs]), _spread([one.cpu for one in runs])
    return f"| `{name}` | {wall} | {cpu} | {_ratio(runs, bare)} | {_TARGETS.get(name, '')} |"


def _spread(values: Sequence[float]) -> str:
    return f"{min(values):.1f}, {statistics.median(values):.1f}, {max(values):.1f}"


def _ratio(runs: Sequence[Spent], others: Sequence[Spent]) -> str:
    """The medians of the ratios of the runs of one turn: wall, CPU."""
    turns = list(zip(runs, others, strict=True))
    wall = statistics.median(ours.wall / theirs.wall for ours, theirs in turns)
    cpu = statistics.median(ours.cpu / theirs.cpu for ours, theirs in turns)
    return f"{wall:.2f}, {cpu:.2f}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
