"""An SSH server on loopback with keys of its own, and how to log in to it."""

from __future__ import annotations

import getpass
import os
import shlex
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_CONFIG = """\
ListenAddress 127.0.0.1:{port}
HostKey {folder}/host_key
AuthorizedKeysFile {folder}/user_key.pub
PidFile {folder}/sshd.pid
StrictModes no
UsePAM no
PasswordAuthentication no
"""


class Login:
    """A way to run commands on the server as the user who runs the tests, in a terminal of their own."""

    def __init__(self, folder: Path, port: int) -> None:
        self._options = [
            "-p", str(port), "-i", str(folder / "user_key"), "-F", "none",
            "-o", f"UserKnownHostsFile={folder / 'known_hosts'}", "-o", "StrictHostKeyChecking=accept-new",
            "-o", "LogLevel=ERROR", "-t", f"{getpass.getuser()}@127.0.0.1",
        ]  # fmt: skip

    def command(self, *arguments: str, **environment: str) -> list[str]:
        """The call of ssh that runs a command with these variables set; SSH hands none on but TERM."""
        assignments = [f"{name}={value}" for name, value in environment.items()]
        return ["ssh", *self._options, shlex.join(["env", *assignments, *arguments])]


@contextmanager
def running_sshd(folder: Path) -> Iterator[Login]:
    """A server that ends with the block; skips the test where there is no program for it, or no root."""
    program = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None or shutil.which("ssh") is None:
        pytest.skip("openssh-server is not installed: make integration-deps")
    if os.getuid() != 0:
        pytest.skip("only root can start an SSH server that lets anybody in")
    for key in ("host_key", "user_key"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / key], check=True)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    config = folder / "sshd_config"
    config.write_text(_CONFIG.format(port=port, folder=folder))
    Path("/run/sshd").mkdir(exist_ok=True)  # where sshd gives its privileges up; it says so if it lacks
    with subprocess.Popen([program, "-D", "-e", "-f", config], stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        try:
            assert "listening" in server.stderr.readline(), "sshd does not start"
            yield Login(folder, port)
        finally:
            server.terminate()
            server.stderr.close()
