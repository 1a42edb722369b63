"""Reading config.toml: what makes sense is taken, and the rest is pointed out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

from mailatlas_core.config.files import parse, read
from mailatlas_core.config.table import KINDS, SECRETS, Addresses, Arguments, Config, Keys, Name, Way, key
from mailatlas_core.paths import config_file


@dataclass(frozen=True, slots=True)
class LoadedConfig:
    """The settings, the file they were looked for in, which of them it sets, and in a sentence each
    what in it could not be used."""

    config: Config
    file: Path
    given: frozenset[Name]
    problems: tuple[str, ...]

    def source(self, name: Name) -> str:
        """Where the value of a setting came from."""
        return self.file.name if name in self.given else "the default"


def load_config(file: Path | None = None) -> LoadedConfig:
    """The settings of the user's config.toml, or of another file; a default where it says nothing
    that can be used. Raises `ConfigError` for a file that is no TOML."""
    file = file or config_file()
    try:
        text = read(file)
    except OSError as error:
        problem = f"{file} cannot be read ({error.strerror}), so the defaults hold."
        return LoadedConfig(Config(), file, frozenset(), (problem,))
    reader = _Reader(file, text)
    config = reader.section(Config, parse(text, file), ())
    return LoadedConfig(config, file, frozenset(reader.given), tuple(reader.problems))


class _Reader:
    """Holds a parsed file against the table. What is read is None where it cannot be used."""

    def __init__(self, file: Path, text: str) -> None:
        self._file = file
        self._text = text
        self.given: list[Name] = []
        self.problems: list[str] = []

    def section(self, kind: Any, table: Mapping[str, object], at: Name) -> Any:
        """One of the table's classes, unless a value is missing that has no default."""
        known = {key(one): one.name for one in fields(kind)}
        kinds = get_type_hints(kind)
        found = {}
        for name, value in table.items():
            if name not in known:
                self._unknown((*at, name), known)
            elif (read := self._value(kinds[known[name]], value, (*at, name))) is not None:
                found[known[name]] = read
        for one in fields(kind):
            if one.default_factory is MISSING and one.name not in found:
                if key(one) not in table:
                    self._say(at, f"has no `{key(one)}`, and is passed over.")
                return None
        return kind(**found)

    def _value(self, kind: Any, value: object, at: Name) -> Any:
        if kind in KINDS:
            return self._single(kind, value, at)
        if not isinstance(value, dict):
            self._say(at, f"is a section, to be written as [{'.'.join(at)}], and is passed over.")
            return None
        if is_dataclass(kind):
            return self.section(kind, value, at)
        return self._named(get_args(kind)[1], value, at)

    def _named(self, kind: Any, table: dict[str, object], at: Name) -> dict[str, Any]:
        """A section whose entries the user names; where these are single, a dot may be in a name."""
        entries = _joined(table) if kind in KINDS else table.items()
        read = {name: self._value(kind, value, (*at, name)) for name, value in entries}
        return {name: value for name, value in read.items() if value is not None}

    def _single(self, kind: Any, value: object, at: Name) -> object:
        read = _read(kind, value)
        if read is None and kind is Way:
            self._say(at, f"must be {KINDS[kind]}, and nothing is sent so.")
            return str(value)  # passed over, it would have mail go out another way than was meant
        if read is None:
            self._say(at, f"must be {KINDS[kind]}, and is passed over.")
        else:
            self.given.append(at)
        return read

    def _unknown(self, at: Name, known: Mapping[str, object]) -> None:
        if at[-1].lower() in SECRETS:
            self._say(at, _NOT_HERE)
            return
        from difflib import get_close_matches

        near = get_close_matches(at[-1], known, 1, cutoff=0.7)
        meant = f"is `{'.'.join((*at[:-1], near[0]))}` meant?" if near else f"there are {', '.join(known)}."
        self._say(at, f"is no setting; {meant}")

    def _say(self, at: Name, what: str) -> None:
        line = _line_of(".".join(at), self._text)
        where = f"{self._file.name}, line {line}" if line else self._file.name
        self.problems.append(f"{where}: `{'.'.join(at)}` {what}")


_NOT_HERE = (
    "is no setting, for no secret is written here: password_env, password_command or keychain of an"
    " identity or account says where it is."
)


def _read(kind: Any, value: object) -> object:
    """A single value as its kind has it, None where it is of another."""
    if get_origin(kind) is Literal:
        return value if value in get_args(kind) else None
    if kind is int:
        return value if type(value) is int and value >= 0 else None  # a bool is an int too
    if kind is Arguments:
        texts = _texts(value) if isinstance(value, list) else None
        return None if texts is None else Arguments(texts)
    if kind in (Keys, Addresses):
        texts = _texts(value)
        return texts if kind is Keys or texts is None else Addresses(texts)
    return value if isinstance(value, kind) else None


def _texts(value: object) -> tuple[str, ...] | None:
    """A text or a list of texts, as a tuple."""
    given = value if isinstance(value, list) else [value]
    texts = tuple(text for text in given if isinstance(text, str))
    return texts if len(texts) == len(given) else None


def _joined(table: Mapping[str, object], before: str = "") -> Iterator[tuple[str, object]]:
    """`messages.search = "/"` is a table in a table to TOML, and one name to everybody else."""
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _joined(value, f"{before}{name}.")
        else:
            yield before + name, value


def _line_of(name: str, text: str) -> int | None:
    """The line that a name stands on, found by looking: the parser knows, but does not tell."""
    section = ""
    for number, line in enumerate(text.split("\n"), 1):
        words = line.replace('"', "").replace("'", "").strip()
        if words.startswith("["):
            section = found = words.partition("]")[0].strip("[ ")
        else:
            key = words.partition("=")[0].strip()
            found = f"{section}.{key}" if section else key
        if found == name:
            return number
    return None
