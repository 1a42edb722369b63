"""What a mail program is asked to do in front of a person, and what that costs, the same for each.

A `Client` says how a program is started, where its rows and its search stand, and its keys;
`measure` drives it and gives the figures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tests.benchmarks.terminal import DOWN, END, HOME, PAGE_DOWN, WHOLE, Driven, Painted, Region, Summary


@dataclass(frozen=True, slots=True)
class Client:
    """How a program is started, and its keys.

    `first_row` are words that stand on the screen as soon as the first message does; `rows` is where the
    list stands, and `typed` where a search does. Where it searches as one types, `search` opens the
    field, `words` are typed letter by letter, and `leave` closes it.
    """

    name: str
    command: Sequence[str]
    first_row: Sequence[str]
    rows: Region = WHOLE
    typed: Region = WHOLE
    environment: Mapping[str, str] = field(default_factory=dict)
    down: str = DOWN
    page_down: str = PAGE_DOWN
    end: str = END
    home: str = HOME
    search: str = ""
    leave: str = ""
    words: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Figures:
    """Milliseconds until it was painted, milliseconds of the processor, bytes until it was painted, and
    all bytes, by what was done; the bytes of memory in the end; and how many keys painted nothing and
    are left out."""

    milliseconds: dict[str, Summary]
    processor: dict[str, Summary]
    bytes: dict[str, Summary]
    all_bytes: dict[str, Summary]
    memory_bytes: int
    painted_nothing: int


def measure(client: Client, rounds: int = 20, starts: int = 5) -> Figures:
    """Start the program `starts` times, once more before that to fill its caches, and press each of its
    keys at least `rounds` times."""
    _first_row(client)
    done = {"first row": [_first_row(client) for _ in range(starts - 1)]}
    painted_nothing = 0
    with _started(client) as program:
        done["first row"].append(program.wait_for(*client.first_row))
        program.settle(1.0)
        for name, painted in _keys(client, program, rounds):
            if painted is None:
                painted_nothing += 1
            else:
                done.setdefault(name, []).append(painted)
        memory = program.memory_bytes

    def summed(figure: Callable[[Painted], float]) -> dict[str, Summary]:
        return {name: Summary.of(map(figure, every)) for name, every in done.items()}

    return Figures(
        summed(lambda each: each.milliseconds),
        summed(lambda each: each.processor_milliseconds),
        summed(lambda each: each.bytes),
        summed(lambda each: each.all_bytes),
        memory,
        painted_nothing,
    )


def _first_row(client: Client) -> Painted:
    with _started(client) as program:
        painted = program.wait_for(*client.first_row)
        program.settle()
    return painted


def _started(client: Client) -> Driven:
    return Driven(client.command, region=client.rows, environment=client.environment)


def _keys(client: Client, program: Driven, rounds: int) -> Iterator[tuple[str, Painted | None]]:
    program.press(client.down)  # the first of its kind may load what the others have
    for _ in range(rounds):
        yield "Down", program.press(client.down)
    for _ in range(rounds):
        yield "PageDown", program.press(client.page_down)
    for _ in range(rounds):
        yield "End", program.press(client.end)
        yield "Home", program.press(client.home)
    for word in client.words:
        program.press(client.search)
        for letter in word:
            yield "settled", program.press(letter)
        program.press(client.leave)
    for word in client.words:
        program.press(client.search)
        for letter in word:
            yield "letter", program.press(letter, region=client.typed)
        program.press(client.leave)
