"""Keychains for tests: one in this process, and a real one of the system that only the tests know of."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from keyring.backend import KeyringBackend

PROGRAMS = {
    "dbus-daemon": "dbus-daemon",
    "dbus-send": "dbus-bin",
    "gnome-keyring-daemon": "gnome-keyring",
}
"""Of each program that a real keychain needs its package."""

_BUS = "org.freedesktop.DBus"
_SECRETS = "org.freedesktop.secrets"
_SECONDS = 30


class KeychainInMemory(KeyringBackend):
    """A backend of keyring that keeps what it is given as long as it lives."""

    priority = -1.0  # never taken but where it is set

    def __init__(self) -> None:
        self.passwords: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.passwords.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.passwords[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.passwords[service, username]


class SecretService:
    """gnome-keyring with an unlocked collection, on a bus of its own."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.address = environment["DBUS_SESSION_BUS_ADDRESS"]
        self._environment = environment

    def lock(self) -> None:
        """Lock the collection; without a display, nobody can unlock it any more."""
        collection = "array:objpath:/org/freedesktop/secrets/collection/login"
        self._call(_SECRETS, "/org/freedesktop/secrets", "org.freedesktop.Secret.Service.Lock", collection)

    def wait(self) -> None:
        """Return when it is on the bus: who asks earlier has the bus start another one, locked."""
        end = time.monotonic() + _SECONDS
        while "true" not in self._call(_BUS, "/", f"{_BUS}.NameHasOwner", f"string:{_SECRETS}"):
            assert time.monotonic() < end, "gnome-keyring-daemon does not start"

    def _call(self, who: str, path: str, method: str, argument: str) -> str:
        call = ["dbus-send", "--session", "--print-reply", f"--dest={who}", path, method, argument]
        done = subprocess.run(call, env=self._environment, check=True, capture_output=True, text=True)
        return done.stdout


@contextmanager
def running_secret_service(folder: Path) -> Iterator[SecretService]:
    """A service that ends with the block; skips the test where there is no program for it."""
    for program, package in PROGRAMS.items():
        if shutil.which(program) is None:
            pytest.skip(f"{package} is not installed: make integration-deps")
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder)}
    for name in ("RUNTIME_DIR", "DATA_HOME", "CONFIG_HOME"):
        (folder / name).mkdir(mode=0o700)
        environment[f"XDG_{name}"] = str(folder / name)
    bus = ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=1"]
    with _started(bus, environment) as daemon:
        assert daemon.stdout is not None
        environment["DBUS_SESSION_BUS_ADDRESS"] = daemon.stdout.readline().decode().strip()
        keyring = ["gnome-keyring-daemon", "--unlock", "--components=secrets", "--foreground"]
        with _started(keyring, environment) as service:
            assert service.stdin is not None
            service.stdin.write(b"a password of the tests")
            service.stdin.close()
            running = SecretService(environment)
            running.wait()
            yield running


@contextmanager
def _started(command: list[str], environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            yield process
        finally:
            process.terminate()
