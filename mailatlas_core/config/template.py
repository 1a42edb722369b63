"""The config.toml of a beginning: every setting in it, as a comment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import Field, fields, is_dataclass
from textwrap import wrap
from typing import Any

from mailatlas_core.config.table import Config, key

_HEAD = (
    "The settings of MailAtlas. Take the # away from a line that you change; what stands behind a # is"
    " what holds without it, or an example."
)


def commented_file() -> str:
    """The text of a config.toml that changes nothing, and explains what it could."""
    return "\n".join([*_comment(_HEAD), *_lines(Config()), ""])


def _lines(config: Config) -> Iterator[str]:
    for one in fields(config):
        value = shown_value(one, getattr(config, one.name))
        yield ""
        yield from _comment(one.metadata["help"])
        if is_dataclass(value):
            yield f"[{one.name}]"
            yield from _explained(value)
        elif isinstance(value, Mapping):
            yield from _entries(one.name, value)
        else:
            yield _setting(one.name, value)


def shown_value(one: Field[Any], value: object) -> object:
    """The value that explains a setting: its example, else its default."""
    return value if one.metadata.get("example") is None else one.metadata["example"]


def toml(value: object) -> str:
    """A single value as TOML."""
    import tomlkit

    return tomlkit.item(list(value) if isinstance(value, tuple) else value).as_string()


def _entries(section: str, entries: Mapping[str, object]) -> Iterator[str]:
    import tomlkit

    if not any(map(is_dataclass, entries.values())):
        yield f"[{section}]"
    for name, value in entries.items():
        written = tomlkit.key(name).as_string()
        if not is_dataclass(value):
            yield _setting(written, value)
            continue
        yield f"#[{section}.{written}]"
        if len(entries) == 1:
            yield from _explained(value)
        else:
            yield from (_setting(key(one), getattr(value, one.name)) for one in fields(value))


def _explained(section: Any) -> Iterator[str]:
    for one in fields(section):
        yield from _comment(one.metadata["help"])
        yield _setting(key(one), shown_value(one, getattr(section, one.name)))


def _setting(name: str, value: object) -> str:
    return f"#{name} = {toml(value)}"


def _comment(text: str) -> list[str]:
    return [f"# {line}" for line in wrap(text, 98)]
