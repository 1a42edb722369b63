"""Habits of the code that no linter of ours holds."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hygiene.tracked import python_files

LONGEST_MODULE = 400
REASON_FOR_LENGTH = "long because"

# The message boundary: whatever goes wrong in a parser becomes a defect of that one message.
BROAD_EXCEPTS_ALLOWED = {"mailatlas_core/ingest/parse_worker.py": 1}

BROAD = frozenset({"Exception", "BaseException"})
BLANKET_IGNORE = re.compile(r"#\s*(?:type:\s*ignore|noqa)(?![\[:])")


def broad_excepts(source: str) -> Iterator[int]:
    """The lines of handlers that take any exception and keep it."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.ExceptHandler):
            continue
        caught = (
            {name.id for name in ast.walk(node.type) if isinstance(name, ast.Name)} if node.type else BROAD
        )
        if caught & BROAD and not _passes_it_on(node):
            yield node.lineno


def _passes_it_on(handler: ast.ExceptHandler) -> bool:
    """Whether a handler ends by raising what it took again, or by giving it to a future, which does so."""
    match handler.body[-1]:
        case ast.Raise(exc=None):
            return True
        case ast.Expr(ast.Call(func=ast.Attribute(attr="set_exception"), args=[ast.Name(id=given)])):
            return given == handler.name
    return False


def sleeps(source: str) -> Iterator[int]:
    """The lines that sleep, or that import a sleep."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="time" | "asyncio"), attr="sleep")):
                yield node.lineno
            case ast.ImportFrom(module="time" | "asyncio", names=names) if "sleep" in {n.name for n in names}:
                yield node.lineno


def is_too_long(source: str) -> bool:
    """Whether a module is longer than it may be, and its docstring does not say why."""
    docstring = ast.get_docstring(ast.parse(source)) or ""
    return source.count("\n") > LONGEST_MODULE and REASON_FOR_LENGTH not in docstring


def blanket_ignores(source: str) -> list[str]:
    """The comments that silence a tool without naming what they silence."""
    return BLANKET_IGNORE.findall(source)


@pytest.mark.parametrize("caught", ["", " Exception", " BaseException as error", " (OSError, Exception)"])
def test_a_broad_except_is_found(caught: str) -> None:
    assert list(broad_excepts(f"try:\n    work()\nexcept{caught}:\n    pass\n")) == [3]


def test_an_except_that_only_tidies_up_is_left_alone() -> None:
    assert not list(broad_excepts("try:\n    work()\nexcept BaseException:\n    undo()\n    raise\n"))


@pytest.mark.parametrize(
    "source", ["import time\ntime.sleep(1)", "from time import sleep", "asyncio.sleep(0.1)"]
)
def test_a_sleep_is_found(source: str) -> None:
    assert list(sleeps(source))


def test_a_long_module_is_found_unless_it_says_why() -> None:
    body = "x = 1\n" * (LONGEST_MODULE + 1)
    assert is_too_long(body)
    assert is_too_long(f'"""Many things."""\n{body}')
    assert not is_too_long(f'"""A table, long because the standard is."""\n{body}')


@pytest.mark.parametrize("comment", ["type: ignore", "type:ignore  # why", "noqa", "noqa  # why"])
def test_a_blanket_ignore_is_found(comment: str) -> None:
    assert blanket_ignores(f"x = 1  # {comment}")


@pytest.mark.parametrize("comment", ["type: ignore[arg-type]", "noqa: B008"])
def test_an_ignore_with_its_code_is_left_alone(comment: str) -> None:
    assert not blanket_ignores(f"x = 1  # {comment}")


def test_only_the_message_boundary_catches_everything(repository: Path) -> None:
    found = {
        str(file.relative_to(repository)): len(lines)
        for file in python_files(repository)
        if (lines := list(broad_excepts(file.read_text("utf-8"))))
    }
    assert found == BROAD_EXCEPTS_ALLOWED


def test_no_test_sleeps(repository: Path) -> None:
    tests = (file for file in python_files(repository) if file.is_relative_to(repository / "tests"))
    assert not [f"{file}:{line}" for file in tests for line in sleeps(file.read_text("utf-8"))]


def test_a_long_module_says_why(repository: Path) -> None:
    assert not [str(file) for file in python_files(repository) if is_too_long(file.read_text("utf-8"))]


def test_every_ignore_names_what_it_ignores(repository: Path) -> None:
    files = (file for file in python_files(repository) if file != Path(__file__))
    assert not [str(file) for file in files if blanket_ignores(file.read_text("utf-8"))]
