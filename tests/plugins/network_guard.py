"""Forbids every socket but loopback and Unix ones, for as long as the tests run.

An audit hook sees the call whichever library makes it. The attempt is refused where it is made, and
remembered, so that the test fails even where the refusal was swallowed or happened on another thread.
"""

from __future__ import annotations

import ipaddress
import socket
import sys
from collections.abc import Iterator

import pytest

WITH_ADDRESS = frozenset({"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"})
WITH_HOST = frozenset({"socket.getaddrinfo", "socket.gethostbyname"})

_attempts: list[str] = []


class NetworkForbidden(AssertionError):
    """A test reached for something outside this machine."""


def is_local_host(host: object) -> bool:
    """Whether a host is this machine; None is, as getaddrinfo() means loopback or nothing by it."""
    if isinstance(host, bytes | bytearray):
        host = host.decode("ascii", "replace")
    if host is None or host == "localhost":
        return True
    try:
        return ipaddress.ip_address(str(host)).is_loopback
    except ValueError:
        return False


def _refuse(event: str, target: object) -> None:
    attempt = f"{event} {target!r}"
    _attempts.append(attempt)
    raise NetworkForbidden(attempt)


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if event in WITH_ADDRESS:
        connection, address = arguments[0], arguments[1]
        internet = isinstance(connection, socket.socket) and connection.family in {
            socket.AF_INET,
            socket.AF_INET6,
        }
        if internet and isinstance(address, tuple) and not is_local_host(address[0]):
            _refuse(event, address)
    elif event in WITH_HOST and not is_local_host(arguments[0]):
        _refuse(event, arguments[0])


sys.addaudithook(_watch)


def take_attempts() -> list[str]:
    """The attempts since the last call, which are then forgotten."""
    attempts = _attempts.copy()
    _attempts.clear()
    return attempts


@pytest.fixture(autouse=True)
def network_guard() -> Iterator[None]:
    """Fails a test that reached for the network, even where nobody saw the refusal."""
    yield
    attempts = take_attempts()
    assert not attempts, f"the test reached for the network: {attempts}"
