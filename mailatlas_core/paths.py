"""Where things lie: which folder is the workspace and why, and the user's own folders."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from mailatlas_core.errors import ConfigError, UsageError

DEFAULT_ROOT = ".mailatlas"


class Root(NamedTuple):
    """The folder of a workspace, absolute, and the rule that chose it, for a person to read."""

    path: Path
    rule: str


def resolve_root(
    flag: str | None = None,
    *,
    environ: Mapping[str, str] = os.environ,
    cwd: Path | None = None,
) -> Root:
    """Which folder is the workspace: `--root`, `MAILATLAS_HOME`, a project file, config.toml,
    else `.mailatlas` in the current folder. Raises `ConfigError` for a file that is no TOML."""
    here = cwd or Path.cwd()
    if flag is not None:
        if not flag.strip():
            raise UsageError("--root names no folder.", hint="Is a variable empty?")
        return Root(_absolute(flag, here), "--root")
    if home := environ.get("MAILATLAS_HOME"):
        return Root(_absolute(home, here), "MAILATLAS_HOME")
    for folder in (here, *here.parents):
        for name, keys in ((".mailatlas.toml", ()), ("pyproject.toml", ("tool", "mailatlas"))):
            if root := _root_in(folder / name, keys, owned=True):
                return Root(_absolute(root, folder), str(folder / name))
    if root := _root_in(config_file(), (), owned=False):
        return Root(_absolute(root, config_file().parent), "config.toml")
    return Root(here / DEFAULT_ROOT, "the default")


def expanded(path: str | os.PathLike[str]) -> Path:
    """The path with `~` as the home folder; a `~` that names nobody stays."""
    return Path(os.path.expanduser(path))  # noqa: PTH111 - Path.expanduser raises for nobody


def config_file() -> Path:
    """The user's settings, which need not exist."""
    import platformdirs

    return Path(platformdirs.user_config_dir("mailatlas", appauthor=False)) / "config.toml"


def log_folder() -> Path:
    """Where the log is written."""
    import platformdirs

    return Path(platformdirs.user_log_dir("mailatlas", appauthor=False))


def cache_folder() -> Path:
    """Where things lie that can be made again, such as the demo."""
    import platformdirs

    return Path(platformdirs.user_cache_dir("mailatlas", appauthor=False))


def _absolute(path: str, base: Path) -> Path:
    return Path(os.path.abspath(base / expanded(path)))


def _root_in(file: Path, keys: tuple[str, ...], *, owned: bool) -> str | None:
    """The `root` that a settings file names. With `owned`, a file of another user counts as none:
    whoever can write into a parent folder must not choose where someone's mail goes."""
    try:
        if owned and file.stat().st_uid != os.getuid():
            return None
        content = file.read_bytes()
    except OSError:
        return None
    import tomllib  # not before there is a file

    try:
        table: object = tomllib.loads(content.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"{file} is no TOML: {error}.", hint="Correct the file, or name the folder with --root."
        ) from None
    for key in keys:
        table = table.get(key, {}) if isinstance(table, dict) else {}
    root = table.get("root") if isinstance(table, dict) else None
    if root is not None and not isinstance(root, str):
        raise ConfigError(f"`root` in {file} is not a text.", hint='Write it as root = "path/of/folder".')
    return root
