"""Who imports the core pays for the core alone."""

from __future__ import annotations

import subprocess
import sys

import pytest

FRONT_ENDS = ("click", "mailatlas_tui", "rich", "textual")

LOADED = "import {module}, sys; print(' '.join({{name.partition('.')[0] for name in sys.modules}}))"


def loaded_by(module: str) -> set[str]:
    """The top-level packages that a fresh interpreter has loaded after one import."""
    command = [sys.executable, "-c", LOADED.format(module=module)]
    return set(subprocess.run(command, capture_output=True, check=True, text=True).stdout.split())


@pytest.mark.parametrize("front_end", FRONT_ENDS)
def test_a_loaded_front_end_is_seen(front_end: str) -> None:
    assert front_end in loaded_by(front_end)


@pytest.mark.parametrize("module", ["mailatlas_core", "mailatlas_core.workspace", "mailatlas_core.demo"])
def test_the_core_loads_no_front_end(module: str) -> None:
    assert not loaded_by(module) & set(FRONT_ENDS)


def test_the_package_itself_loads_nothing_but_the_standard_library() -> None:
    already_there = loaded_by("sys")
    assert loaded_by("mailatlas_core") - already_there <= {"mailatlas_core", *sys.stdlib_module_names}
