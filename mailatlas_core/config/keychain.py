"""That a password is in the keychain, as a section of config.toml that the program itself adds.

Nothing else in the file is touched, and no secret is written into it.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from mailatlas_core.config.files import parse, read, replace
from mailatlas_core.config.table import AccountSettings
from mailatlas_core.errors import ConfigError
from mailatlas_core.paths import config_file
from mailatlas_core.secrets.sources import is_same_host


def declare_keychain(host: str, username: str, *, file: Path | None = None) -> dict[str, AccountSettings]:
    """Say in the user's config.toml that the password of a user of an IMAP server is in the keychain, and
    return what that section says, by its name. Raises `ConfigError` where the file says something else of
    that user already, and `PathUnwritable`.
    """
    file = file or config_file()
    try:
        text = read(file)
    except OSError as error:
        raise ConfigError(f"{file} cannot be read: {error.strerror}.") from None
    sections = parse(text, file).get("account", {})
    said = {"host": host, "username": username, "keychain": True}
    for name, section in sections.items() if isinstance(sections, dict) else ():
        if isinstance(section, dict) and _is_of(section, host, username):
            if section.get("keychain") is not True:
                raise ConfigError(
                    f"[account.{name}] in {file} says that this password comes from elsewhere.",
                    hint="Write `keychain = true` there, in the place of what it says.",
                )
            return {name: AccountSettings(host, username, keychain=True)}
    name = _new_name(f"{username} {host}", sections)
    _append(file, text, name, said)
    return {name: AccountSettings(host, username, keychain=True)}


def _append(file: Path, text: str, name: str, said: dict[str, Any]) -> None:
    """Write one more section behind all that is there; what comes of it must mean just that."""
    import tomlkit

    before = parse(text, file)
    lines = "".join(f"{key} = {tomlkit.item(value).as_string()}\n" for key, value in said.items())
    written = f"{text.rstrip()}\n\n[account.{tomlkit.item(name).as_string()}]\n{lines}".lstrip("\n")
    try:
        is_as_wanted = tomllib.loads(written) == before | {
            "account": before.get("account", {}) | {name: said}
        }
    except (tomllib.TOMLDecodeError, TypeError):
        is_as_wanted = False
    if not is_as_wanted:
        raise ConfigError(
            f"The accounts in {file} are written in a way that only a person can change.",
            hint="Write each of them as a section [account.NAME].",
        )
    replace(file, written)


def _is_of(section: dict[str, Any], host: str, username: str) -> bool:
    return section.get("username") == username and is_same_host(str(section.get("host")), host)


def _new_name(wanted: str, sections: object) -> str:
    taken = sections if isinstance(sections, dict) else {}
    return next(
        name
        for name in (wanted, *(f"{wanted} {number}" for number in range(2, len(taken) + 3)))
        if name not in taken
    )
