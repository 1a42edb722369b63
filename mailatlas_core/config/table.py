"""Every setting of config.toml, declared once.

A section is a frozen class and a field of `Config`; one whose entries the user names is a mapping.
Reading, the commented file, `config show` and docs/settings.md follow these declarations.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any

Keys = tuple[str, ...]

Name = tuple[str, ...]
"""A setting: `("theme", "name")`, `("search", "Inbox", "query")`."""

KINDS: Mapping[object, str] = {str: "a text", bool: "true or false", Keys: "a key, or a list of keys"}
"""What a single setting can be, and how people are told."""


def setting(default: Any, explanation: str, *, example: Any = None) -> Any:
    """A field with its default. The commented file shows the `example` where the default says nothing."""
    return field(default_factory=lambda: default, metadata={"help": explanation, "example": example})


@dataclass(frozen=True, slots=True)
class Theme:
    """How the terminal interface looks and moves."""

    name: str = setting(
        "atlas-dark", "The colours: atlas-dark, atlas-light, atlas-contrast, or any theme of Textual's."
    )
    ascii: bool = setting(False, "Draw with ASCII characters alone.")
    mouse: bool = setting(True, "Answer to the mouse; without it, the terminal itself selects text.")
    animation: bool = setting(True, "Scroll and open smoothly.")


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search under a name."""

    query: str = field(metadata={"help": "What is searched for, as `mailatlas search` understands it."})


_SEARCHES = {
    "Inbox": SavedSearch("-is:archived -is:sent"),
    "Unread": SavedSearch("is:unread"),
    "Flagged": SavedSearch("is:flagged"),
    "Attachments": SavedSearch("has:attachment"),
    "This week": SavedSearch("newer_than:7d"),
}


@dataclass(frozen=True, slots=True)
class Config:
    """All settings, with their defaults."""

    root: str = setting(
        "",
        "The folder of the workspace, where --root, MAILATLAS_HOME and a project file name none.",
        example="~/mail",
    )
    theme: Theme = setting(Theme(), "How the terminal interface looks and moves.")  # noqa: RUF009 - a field
    search: Mapping[str, SavedSearch] = setting(
        _SEARCHES, "Saved searches, in the order of the file; these are there as long as it has none."
    )
    keys: Mapping[str, Keys] = setting(
        {},
        "Keys of your own, one or several, by the id of a command; docs/keys.md lists the ids.",
        example={"messages.search": ("/", "ctrl+f")},
    )


def single_settings(value: object, within: Name = ()) -> Iterator[tuple[Name, object]]:
    """Every setting of a `Config` with its value, in the order of the declarations."""
    if is_dataclass(value):
        for one in fields(value):
            yield from single_settings(getattr(value, one.name), (*within, one.name))
    elif isinstance(value, Mapping):
        for name, each in value.items():
            yield from single_settings(each, (*within, name))
    else:
        yield within, value
