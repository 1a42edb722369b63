"""The way in and out of every call.

This module is loaded by every call, and so loads as little as it can: `typing` alone, or `pathlib`,
takes as long as half the start of Python.
"""

from __future__ import annotations

import gc
import io
import os
import sys

from mailatlas_core import __version__
from mailatlas_core.cli.settings import Settings

TYPE_CHECKING = False  # the one of typing would load it
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import NoReturn

    from click import Group

# Modules make objects that stay: to look through them for garbage, every 700 objects as Python would,
# takes a sixth of a search.
_OBJECTS_A_COLLECTION = 50_000


def core_group() -> Group:
    """The commands of the core, which need no TUI."""
    from mailatlas_core.cli.group import cli

    return cli


def run(load: Callable[[], Group] = core_group, arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a call to its end and exit: 0 success, 1 the work failed, 2 wrong usage, 130 cancelled.

    `load` imports the group of commands, of which to say the version takes none.
    """
    gc.set_threshold(_OBJECTS_A_COLLECTION)
    settings = Settings()
    _open_stdout()
    _speak_utf8()
    try:
        code = _called(load, sys.argv[1:] if arguments is None else arguments, settings)
        sys.stdout.flush()
    except BrokenPipeError:
        code = ended_by_reader(settings)
    except OSError as error:
        if error.filename is not None:
            raise
        code = 1
        _leave_stdout()
        sys.stderr.write(f"mailatlas: The output cannot be written: {error.strerror}.\n")
    gc.freeze()  # the end of the process frees all at once; nothing is to be searched for in it
    sys.exit(code)


def main() -> NoReturn:
    """The core's own command line."""
    run()


def _called(load: Callable[[], Group], arguments: Sequence[str], settings: Settings) -> int:
    if [*arguments] == ["--version"]:
        sys.stdout.write(f"mailatlas, version {__version__}\n")
        return 0
    from mailatlas_core.cli.calling import called

    return called(load(), arguments, settings)


def ended_by_reader(settings: Settings) -> int:
    """Whoever read us has read enough, which is a failure only where work was still going on."""
    _leave_stdout()
    return 1 if settings.open_json else 0


def _open_stdout() -> None:
    """Where stdout is closed, open it towards nowhere: no file of ours may be taken for it."""
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115 - as long as the program runs


def _speak_utf8() -> None:
    """JSON is UTF-8, whatever the locale would have it be; no text is refused for its characters."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _leave_stdout() -> None:
    """What is still to be written to stdout goes nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
