"""The guards of every test run guard."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from tests.plugins.network_guard import NetworkForbidden, is_local_host, take_attempts

OUTSIDE = "192.0.2.1"

SKIPS = """
import pytest

@pytest.mark.skip(reason="the program is absent")
def test_skipped(): ...

@pytest.mark.may_skip("nobody has it")
@pytest.mark.skip(reason="expected")
def test_expected(): ...

def test_run(): ...
"""


def outcomes(folder: Path, strict: str) -> dict[str, int]:
    """Runs pytest on SKIPS, with only the plugin under test, and counts what came of it."""
    (folder / "test_skips.py").write_text(SKIPS, "utf-8")
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = may_skip(reason): …\n", "utf-8")
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-p",
            "tests.plugins.strict_skips",
            "-p",
            "no:cacheprovider",
            "-q",
            ".",
        ],
        cwd=folder,
        env={**os.environ, "MAILATLAS_FAIL_ON_SKIP": strict, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        check=False,
        text=True,
    )
    words = run.stdout.splitlines()[-1].replace(",", "").split()
    return {word: int(count) for count, word in pairwise(words) if count.isdigit()}


def test_a_skip_fails_where_everything_can_run(tmp_path: Path) -> None:
    assert outcomes(tmp_path, strict="1") == {"error": 1, "passed": 1, "skipped": 1}


def test_a_skip_is_a_skip_elsewhere(tmp_path: Path) -> None:
    assert outcomes(tmp_path, strict="") == {"passed": 1, "skipped": 2}


@pytest.mark.parametrize("kind", [socket.SOCK_STREAM, socket.SOCK_DGRAM])
def test_a_connection_to_the_outside_is_refused_and_remembered(kind: socket.SocketKind) -> None:
    with socket.socket(socket.AF_INET, kind) as connection, pytest.raises(NetworkForbidden):
        connection.connect((OUTSIDE, 25))
    assert take_attempts()


def test_a_name_is_not_looked_up() -> None:
    with pytest.raises(NetworkForbidden):
        socket.getaddrinfo("mail.example.org", 25)
    assert take_attempts()


def test_a_server_for_everybody_is_refused() -> None:
    with socket.socket() as server, pytest.raises(NetworkForbidden):
        server.bind(("", 0))
    assert take_attempts()


def test_loopback_is_free() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        assert not take_attempts()


@pytest.mark.parametrize("host", ["127.0.0.2", "::1", b"localhost", None])
def test_this_machine_is_local(host: object) -> None:
    assert is_local_host(host)


@pytest.mark.parametrize("host", ["", "0.0.0.0", "::", OUTSIDE, "localhost.example.org"])
def test_everything_else_is_not(host: object) -> None:
    assert not is_local_host(host)


def test_a_test_sees_neither_the_home_nor_the_settings_of_a_person(home: Path) -> None:
    assert Path.home() == home == Path.cwd()
    assert "MAILATLAS_HOME" not in os.environ
