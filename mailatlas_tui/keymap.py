"""Keys that the user has chosen: checked before they are bound, because two commands on one key
would leave one of them out of reach without a word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

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

    A command that is not known, and a key that another command of the same place has, is left as
    it was and pointed out. `chosen` holds keys as people write them, by command id.
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
            wanted[id] = tuple("comma" if key == "," else key.strip() for key in keys)
    keymap = Keymap(wanted)
    while clash := next(_clashes(keymap), None):
        id, key, other = clash
        problems.append(f"[keys] {id}: {shown_key(key)} is {other.full_id} already; {id} keeps its own key.")
        keymap = Keymap({each: keys for each, keys in keymap.keys.items() if each != id})
    return Keymap(keymap.keys, tuple(problems))


def _clashes(keymap: Keymap) -> Iterator[tuple[str, str, Command]]:
    """What was chosen and taken already: the id, the key, and the command that has it."""
    for id in reversed(list(keymap.keys)):
        for key in keymap.keys[id]:
            for other in COMMANDS:
                meet = (
                    "everywhere" in (other.place, _COMMANDS[id].place) or other.place == _COMMANDS[id].place
                )
                taken = map(shown_key, (*keymap.of(other), *other.typing_keys))
                if other.full_id != id and meet and shown_key(key) in taken:
                    yield id, key, other
