"""What is installed is what is written: the locks, the versions, the pin."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

import mailatlas_core

LOCKS = ("requirements.lock", "requirements-dev.lock")

PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^\s;\\]+)", re.MULTILINE)


def pins(lock: str) -> dict[str, str]:
    """The version of every package of a lock."""
    return dict(PIN.findall(lock))


def unhashed(lock: str) -> list[str]:
    """The packages of a lock that would be installed whatever their bytes are."""
    logical_lines = lock.replace("\\\n", " ").splitlines()
    return [line for line in logical_lines if PIN.match(line) and "--hash=sha256:" not in line]


def named_hosts(lock: str) -> list[str]:
    """The lines of a lock that say where a package comes from."""
    return re.findall(r"^.*(?:://|--index|--find-links| @ ).*$", lock, re.MULTILINE)


@pytest.fixture
def project(repository: Path) -> dict[str, Any]:
    return dict(tomllib.loads((repository / "pyproject.toml").read_text("utf-8"))["project"])


@pytest.fixture(params=LOCKS)
def lock(repository: Path, request: pytest.FixtureRequest) -> str:
    return (repository / str(request.param)).read_text("utf-8")


def test_a_host_in_a_lock_is_found() -> None:
    assert named_hosts("--index-url https://packages.example/simple\n")
    assert named_hosts("rich @ file:///home/ada/rich\n")


def test_a_package_without_hash_is_found() -> None:
    assert unhashed("rich==15.0.0\n") == ["rich==15.0.0"]
    assert not unhashed("rich==15.0.0 \\\n    --hash=sha256:00\n")


def test_a_lock_names_no_host(lock: str) -> None:
    assert not named_hosts(lock)


def test_every_package_of_a_lock_has_its_hash(lock: str) -> None:
    assert pins(lock)
    assert not unhashed(lock)


def test_both_locks_agree(repository: Path) -> None:
    run, develop = (pins((repository / name).read_text("utf-8")) for name in LOCKS)
    assert run.items() <= develop.items()


def test_the_pinned_textual_is_the_locked_one(project: dict[str, Any], lock: str) -> None:
    assert f"textual=={pins(lock)['textual']}" in project["dependencies"]


def test_every_dependency_is_locked(project: dict[str, Any], lock: str) -> None:
    names = {re.split(r"[=<>!~;\[ ]", dependency)[0] for dependency in project["dependencies"]}
    assert names <= pins(lock).keys()


def test_the_package_says_the_version_of_the_project(project: dict[str, Any]) -> None:
    assert project["version"] == mailatlas_core.__version__
