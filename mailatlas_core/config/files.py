"""Settings files on disk: read as they are, written whole, for their owner alone."""

from __future__ import annotations

import os
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from mailatlas_core.config.template import commented_file
from mailatlas_core.errors import ConfigError, OutputExists, PathUnwritable
from mailatlas_core.paths import config_file


def create_config(file: Path | None = None, *, force: bool = False) -> Path:
    """Write a config.toml that has every setting in a comment, and return where.

    Raises `OutputExists` where there is one, unless `force` is to replace it.
    """
    file = file or config_file()
    if os.path.exists(file) and not force:  # noqa: PTH110 - Path.exists raises where it may not look
        raise OutputExists(f"{file} is there already.", hint="Add --force to replace it.")
    replace(file, commented_file())
    return file


def read(file: Path) -> str:
    """The text of a settings file, empty where there is none. Raises `OSError` and `ConfigError`."""
    try:
        return file.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError as error:
        raise _no_toml(file, error) from None


def parse(text: str, file: Path) -> dict[str, Any]:
    """What a settings file says, or `ConfigError`."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _no_toml(file, error) from None


def replace(file: Path, text: str) -> None:
    """Put `text` in the place of a settings file at once, which keeps its mode; a new one is its owner's
    alone, and so is a new folder. Where the file is a link, its target is written, and the link stays."""
    file = file.resolve()
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        mode = file.stat().st_mode & 0o777 if file.exists() else 0o600
        descriptor, temporary = tempfile.mkstemp(dir=file.parent, prefix=".config-")
        try:
            with os.fdopen(descriptor, "wb") as new:
                os.fchmod(descriptor, mode)
                new.write(text.encode("utf-8"))
                new.flush()
                os.fsync(descriptor)
            Path(temporary).replace(file)
        except OSError:
            Path(temporary).unlink()
            raise
    except OSError as error:
        raise PathUnwritable(
            f"{file} cannot be written: {error.strerror}.", hint="Look at the modes of its folder."
        ) from None


def _no_toml(file: Path, error: ValueError) -> ConfigError:
    return ConfigError(f"{file} is no TOML: {error}.", hint="Correct the file, or move it away.")
