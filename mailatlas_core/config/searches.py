"""Saved searches, the one part of config.toml that the program itself changes.

Only the lines of the search in question are touched: comments, order and all else stay.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from io import StringIO
from itertools import pairwise
from pathlib import Path
from typing import Any

from mailatlas_core.config.files import parse, read, replace
from mailatlas_core.config.table import Config
from mailatlas_core.errors import ConfigError, UsageError
from mailatlas_core.paths import config_file

_HEADER = re.compile(r"\s*\[\s*search\s*\]")


def save_search(name: str, query: str, *, file: Path | None = None) -> None:
    """Keep a query under a name: behind the other searches, or in the place of the one so called."""
    _require_writable(name, query)
    _Searches(file or config_file()).change(name, (name, query))


def rename_search(old: str, new: str, *, file: Path | None = None) -> None:
    """Give a saved search another name; its place stays."""
    _require_writable(new)
    searches = _Searches(file or config_file())
    if new != old and new in searches.table:
        raise UsageError(f"There is a saved search “{new}” already.", hint="Choose another name.")
    searches.change(old, (new, searches.query(old)))


def remove_search(name: str, *, file: Path | None = None) -> None:
    """Forget a saved search. With the last one gone there are none: ours do not come back."""
    searches = _Searches(file or config_file())
    searches.query(name)
    searches.change(name, None)


def _require_writable(name: str, query: str = "") -> None:
    if not name.strip():
        raise UsageError("A saved search needs a name.", hint="Type one.")
    if any(unicodedata.category(one) in ("Cc", "Cs", "Zl", "Zp") for one in name + query):
        raise UsageError("A saved search is one line of text.", hint="Take out the control characters.")


class _Searches:
    """The saved searches of a file. Where it has none, ours are written into it with the first change."""

    def __init__(self, file: Path) -> None:
        self._file = file
        try:
            text = read(file)
        except OSError as error:
            raise ConfigError(f"{file} cannot be read: {error.strerror}.") from None
        self._others = parse(text, file)
        table = self._others.pop("search", None)
        if table is None:
            table = {name: {"query": search.query} for name, search in Config().search.items()}
            text = f"{text.rstrip()}\n\n{_toml(table)}" if text else _toml(table)
        elif not isinstance(table, dict):
            raise self._unchangeable()
        self._text = text if text.endswith("\n") else text + "\n"
        self.table: dict[str, Any] = table

    def query(self, name: str) -> str:
        """What a saved search looks for; `UsageError` where there is none of that name."""
        match self.table.get(name):
            case {"query": str(query)}:
                return query
        raise UsageError(f"There is no saved search “{name}”.", hint="Was it removed or renamed elsewhere?")

    def change(self, name: str, becomes: tuple[str, str] | None) -> None:
        """Make the search `name`, which may be new, into another name and query, or into nothing.

        What is written must mean just what was wanted, in the same order: TOML can be written in
        more ways than the lines are looked through for.
        """
        if not isinstance(self.table.get(name, {}), dict):
            raise self._unchangeable()
        wanted = _changed(self.table, name, becomes)
        try:
            text = _rewritten(self._text, name, becomes)
            written = tomllib.loads(text)
        except ValueError:
            raise self._unchangeable() from None
        if written != self._others | {"search": wanted} or list(written["search"]) != list(wanted):
            raise self._unchangeable()
        replace(self._file, text)

    def _unchangeable(self) -> ConfigError:
        return ConfigError(
            f"The saved searches in {self._file} are written in a way that only a person can change.",
            hint="Write each of them as a section [search.NAME].",
        )


def _changed(table: dict[str, Any], name: str, becomes: tuple[str, str] | None) -> dict[str, Any]:
    changed: dict[str, Any] = {}
    for each, search in (table if name in table else {**table, name: {}}).items():
        if each != name:
            changed[each] = search
        elif becomes is not None:
            changed[becomes[0]] = search | {"query": becomes[1]}
    return changed


def _rewritten(text: str, name: str, becomes: tuple[str, str] | None) -> str:
    lines = StringIO(text, newline="\n").readlines()
    sections = _sections(lines)
    if name in sections:
        at = sections[name]
    else:
        end = max((section.stop for section in sections.values()), default=len(lines))
        lines.insert(end, "\n")
        at = range(end + 1, end + 1)
    if becomes is not None:
        section = _section(lines[at.start : at.stop], *becomes)
    else:
        has_header = len(sections) > 1 or any(map(_HEADER.match, lines))
        section = [] if has_header else ["[search]\n"]
    return "".join([*lines[: at.start], *section, *lines[at.stop :]])


def _sections(lines: list[str]) -> dict[str, range]:
    """The lines of each saved search, without comments behind it: those speak of what comes next."""
    headers = [number for number, line in enumerate(lines) if line.lstrip().startswith("[")]
    sections = {}
    for start, end in pairwise([*headers, len(lines)]):
        if (name := _search_named_by(lines[start])) is not None:
            said = [number for number in range(start, end) if lines[number].partition("#")[0].strip()]
            sections[name] = range(start, said[-1] + 1)
    return sections


def _search_named_by(header: str) -> str | None:
    try:
        table = tomllib.loads(header)
    except tomllib.TOMLDecodeError:
        return None
    names = [name for name, value in table.get("search", {}).items() if value == {}]
    return names[0] if names else None


def _section(lines: list[str], name: str, query: str) -> list[str]:
    """The lines of a saved search, which may be none yet, with this name and this query."""
    import tomlkit

    header = lines[0] if lines and _search_named_by(lines[0]) == name else _toml({name: {}})
    settings = tomlkit.parse("".join(lines[1:]))
    settings["query"] = query
    return [header, tomlkit.dumps(settings)]


def _toml(searches: dict[str, Any]) -> str:
    import tomlkit

    return tomlkit.dumps({"search": searches})
