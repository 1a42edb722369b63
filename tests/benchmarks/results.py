"""What was measured, one line of JSON a round, so that an interrupted run goes on where it stopped."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from tests.benchmarks.report import machine

UNNAMED_MACHINE = "a machine that was not noted"


@dataclass(frozen=True, slots=True)
class Place:
    """What was measured: a part of the benchmarks at a number of messages, what was done and by which
    program, and the how-manieth time."""

    part: str
    size: str
    case: str
    program: str
    number: int


@dataclass(frozen=True, slots=True)
class Round:
    """One measurement, the version of the program, the day, and the machine."""

    place: Place
    figures: Mapping[str, float]
    version: str
    day: date
    machine: str


class Results:
    """The rounds in a file, one at each place; each is written as soon as it is there.

    `versions` says which version of each program is measured now.
    """

    def __init__(self, file: Path, versions: Mapping[str, str]) -> None:
        self._file = file
        self._versions = versions
        whole, _, _ = file.read_text("utf-8").rpartition("\n") if file.exists() else ("", "", "")
        self._rounds = {each.place: each for each in map(_read, whole.splitlines())}
        self._write_all()  # without a line that was cut off

    def add(self, measured: Iterable[tuple[Place, Mapping[str, float]]]) -> None:
        """Keep what was measured, for good."""
        today, here = datetime.now(UTC).date(), machine()
        rounds = [
            Round(place, figures, self._versions[place.program], today, here) for place, figures in measured
        ]
        with self._file.open("a", encoding="utf-8") as file:
            file.write("".join(map(_line, rounds)))
        self._rounds |= {each.place: each for each in rounds}

    def has(self, place: Place) -> bool:
        return place in self._rounds

    def forget(self, part: str, size: str) -> None:
        """Begin a part anew at a size."""
        self._rounds = {
            place: each for place, each in self._rounds.items() if (place.part, place.size) != (part, size)
        }
        self._write_all()

    def of(self, part: str, size: str | None = None, case: str | None = None) -> list[Round]:
        """The rounds of a part in the order in which they were measured, of one size and case or of all."""
        return [
            each
            for place, each in self._rounds.items()
            if place.part == part and size in (None, place.size) and case in (None, place.case)
        ]

    def outdated(self, part: str, size: str) -> int:
        """How many rounds were measured with another version of a program than would be now."""
        return sum(self._versions.get(each.place.program) != each.version for each in self.of(part, size))

    def _write_all(self) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.write_text("".join(map(_line, self._rounds.values())), "utf-8")


def _line(each: Round) -> str:
    return json.dumps(asdict(each) | {"day": each.day.isoformat()}) + "\n"


def _read(line: str) -> Round:
    values = json.loads(line)
    place = Place(**values["place"])
    day, its_machine = date.fromisoformat(values["day"]), values.get("machine", UNNAMED_MACHINE)
    return Round(place, values["figures"], values["version"], day, its_machine)
