"""Keys that the user has chosen: checked before they are bound, because two commands on one key
would leave one of them out of reach without a word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import product

from textual.keys import Keys, format_key

from mailatlas_tui.commands import COMMANDS, Command, shown_key

_COMMANDS = {command.full_id: command for command in COMMANDS}


@dataclass(frozen=True, slots=True)
class Keymap:
    """Keys by command id, for those that differ from our own, and in sentences what was not taken."""

    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    problems: tuple[str, ...] = ()

    def of(self, command: Command) -> tuple[str, ...]:
        """The keys of a command, Textual's names."""
        return self.keys.get(command.full_id, command.keys)

    def shown(self, command: Command) -> str:
        """The keys of a command as people write them, those that work while typing too."""
        return " ".join(shown_key(key) for key in (*self.of(command), *command.typing_keys))

    def for_textual(self) -> dict[str, str]:
        return {id: ",".join(keys) for id, keys in self.keys.items()}


def read_keymap(chosen: Mapping[str, Sequence[str]]) -> Keymap:
    """The keymap that the settings ask for, as far as it makes sense.

    A command that is not known, a key that no terminal sends, one that moves in lists and one that
    another command of the same place has are pointed out and left out; a command that would have no
    key keeps its own. `chosen` holds keys as people write them, by command id.
    """
    problems: list[str] = []
    wanted: dict[str, tuple[str, ...]] = {}
    for id, keys in chosen.items():
        if id not in _COMMANDS:
            near = get_close_matches(id, _COMMANDS, 1)
            problems.append(f"[keys] {id} is no command{f'; is {near[0]} meant?' if near else '.'}")
        elif not _COMMANDS[id].keys:
            problems.append(f"[keys] {id} has no key that can be changed.")
        else:
            named = ["comma" if key == "," else key.strip() for key in keys]
            problems += [f"[keys] {id}: {key} {what}." for key in named if (what := _wrong_with(key))]
            wanted[id] = tuple(key for key in named if not _wrong_with(key))
    while clash := next(_clashes(wanted), None):
        id, key, other = clash
        problems.append(f"[keys] {id}: {shown_key(key)} is {other.full_id} already.")
        wanted[id] = tuple(each for each in wanted[id] if each != key)
    problems += [f"[keys] {id} keeps its own key." for id, keys in wanted.items() if not keys]
    return Keymap({id: keys for id, keys in wanted.items() if keys}, tuple(problems))


def _wrong_with(key: str) -> str:
    """Why nothing can be bound to a key; empty where it can."""
    if shown_key(key) in _MOVING:
        return "moves in lists and texts"
    is_character = len(format_key(key)) == 1 and format_key(key).isprintable()
    return "" if is_character or key in _NAMED else "is no key"


_MOVING = frozenset(map(shown_key, ("up", "down", "pageup", "pagedown", "home", "end", "tab", *"kjgG")))
_NAMED = frozenset(key.value for key in Keys)


def _clashes(wanted: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, str, Command]]:
    """What was chosen and taken already: the id, the key, and the command that has it."""
    keymap = Keymap({id: keys for id, keys in wanted.items() if keys})
    for id in reversed(list(keymap.keys)):
        place = _COMMANDS[id].place
        for key, other in product(keymap.keys[id], COMMANDS):
            meet = "everywhere" in (other.place, place) or other.place == place
            taken = map(shown_key, (*keymap.of(other), *other.typing_keys))
            if other.full_id != id and meet and shown_key(key) in taken:
                yield id, key, other
