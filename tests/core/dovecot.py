"""A real Dovecot on 127.0.0.2, as root or not, with accounts of its own; nothing of the system is touched."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import trustme
from imapclient import IMAPClient

from mailatlas_core.receive.model import Authentication, ImapConfig, Security

# Where client and server have the same address, Dovecot takes a connection in the clear for a safe one.
HOST = "127.0.0.2"
PASSWORD = "s3cret of Ada"
BEYOND_ASCII = "Passwört – 密码"
_JWT_SECRET = b"a secret that signs the tokens of the tests"
_USERS = 400
_START = b"starting up"

_CONFIG = """
base_dir = {root}/run
state_dir = {root}/run
log_path = {root}/log
protocols = imap
listen = {host}
ssl = yes
ssl_cert = <{root}/tls.crt
ssl_key = <{root}/tls.key
ssl_min_protocol = TLSv1.2
disable_plaintext_auth = yes
auth_mechanisms = {mechanisms}
auth_username_format = %Lu
auth_failure_delay = 0
mail_location = maildir:{root}/mail/%n:LAYOUT=fs
mail_uid = {user}
mail_gid = {group}
first_valid_uid = 1
default_login_user = {login_user}
default_internal_user = {internal_user}
default_internal_group = {internal_group}
mail_max_userip_connections = 50
imap_idle_notify_interval = 10s
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {root}/oauth2.conf
}}
passdb {{
  driver = passwd-file
  mechanisms = plain login
  args = {root}/users
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={root}/mail/%n
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Sent {{
    auto = subscribe
    special_use = \\Sent
  }}
}}
namespace one_file {{
  prefix = Files/
  separator = /
  location = mbox:{root}/files/%n
  list = yes
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
  chroot =
}}
service stats {{
  chroot =
}}
"""

_OAUTH2 = """
introspection_mode = local
local_validation_key_dict = fs:posix:prefix={root}/keys/
username_attribute = email
openid_configuration_url = https://accounts.example.test/.well-known/openid-configuration
"""


@dataclass
class Dovecot:
    """A server that runs. Each of its users has an account of its own, with `PASSWORD`."""

    root: Path
    port: int
    tls_port: int
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def new_user(self) -> str:
        """A user that no test has had."""
        return f"user-{next(self._numbers)}@example.com"

    def config(
        self,
        username: str,
        security: Security = "ssl",
        authentication: Authentication = "password",
        folders: tuple[str, ...] = ("INBOX",),
    ) -> ImapConfig:
        port = self.tls_port if security == "ssl" else self.port
        return ImapConfig(HOST, username, port, security, authentication, folders)

    @contextmanager
    def owner(self, username: str) -> Iterator[IMAPClient]:
        """The account as its owner has it, in another client that may change it."""
        context = ssl.create_default_context(cafile=str(self.root / "authority.pem"))
        client = IMAPClient(HOST, port=self.tls_port, ssl=True, ssl_context=context, timeout=30)
        with client:
            _log_in(client, username)
            yield client

    def files(self, username: str) -> dict[str, bytes]:
        """Every message file of an account, by name, which has the flags in it."""
        place = self.folder(username)
        return {
            f"{file.relative_to(place)}": file.read_bytes()
            for file in sorted(place.rglob("*"))
            if file.is_file() and file.parent.name in ("cur", "new", "tmp")
        }

    def folder(self, username: str) -> Path:
        return self.root / "mail" / username.partition("@")[0]

    def write_mbox(self, username: str, name: str, data: bytes) -> str:
        """Give an account a folder that is one file; returns the folder's name."""
        folder = self.root / "files" / username.partition("@")[0]
        folder.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)
        self.own(folder)
        return f"Files/{name}"

    def own(self, path: Path) -> None:
        """Give a folder and what is in it to the user that Dovecot reads mail as."""
        if os.geteuid() == 0:
            for one in (path, *path.rglob("*")):
                shutil.chown(one, "nobody", "nogroup")


def _log_in(client: IMAPClient, username: str) -> None:
    """By what every server here offers, whichever of the others it lacks."""
    if client.has_capability("AUTH=XOAUTH2"):
        client.oauth2_login(username, token(username))
    else:
        client.oauthbearer_login(username, token(username))


def token(username: str, *, valid: bool = True) -> str:
    """An access token of that user, signed as Dovecot wants it, or by somebody else."""
    now = int(time.time())
    header = {"alg": "HS256", "typ": "JWT"}
    claims = {"iss": "https://accounts.example.test", "email": username, "sub": username, "iat": now - 5}
    text = b".".join(_url_safe(json.dumps(one).encode()) for one in (header, claims | {"exp": now + 600}))
    key = _JWT_SECRET if valid else b"another secret, which nobody knows of"
    return (text + b"." + _url_safe(hmac.digest(key, text, hashlib.sha256))).decode()


def _url_safe(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


@contextmanager
def running(mechanisms: str = "plain login xoauth2 oauthbearer") -> Iterator[Dovecot]:
    """A server, stopped behind the block. Skips where Dovecot is absent."""
    program = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin")
    if program is None:
        pytest.skip("no dovecot here: `make integration-deps` brings dovecot-imapd")
    # Not below pytest's own folder: that is closed to Dovecot's users, and too long for its sockets.
    with TemporaryDirectory(prefix="dovecot-", ignore_cleanup_errors=True) as folder:
        root = Path(folder)
        root.chmod(0o755)
        server = Dovecot(root, _free_port(), _free_port())
        _write(server, mechanisms)
        command = [program, "-F", "-c", str(root / "dovecot.conf")]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            _await(server, process)
            yield server
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)


def _await(server: Dovecot, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 20
    while process.poll() is None and time.monotonic() < end:
        try:
            with socket.create_connection((HOST, server.tls_port), 1):
                return
        except OSError:
            process.poll()
    log = server.root / "log"
    pytest.fail(f"Dovecot does not start: {log.read_text() if log.exists() else process.returncode}")


def _write(server: Dovecot, mechanisms: str) -> None:
    root = server.root
    authority = trustme.CA()
    certificate = authority.issue_cert(HOST, "localhost")
    authority.cert_pem.write_to_path(str(root / "authority.pem"))
    certificate.private_key_pem.write_to_path(str(root / "tls.key"))
    (root / "tls.crt").write_bytes(b"".join(part.bytes() for part in certificate.cert_chain_pems))
    keys = root / "keys/default/HS256"
    keys.mkdir(parents=True)
    (keys / "default").write_bytes(base64.b64encode(_JWT_SECRET))
    for name in ("run", "mail", "files"):
        (root / name).mkdir()
    users = [f"user-{number}@example.com" for number in range(1, _USERS)]
    (root / "users").write_text("".join(f"{user}:{{PLAIN}}{PASSWORD}::::::\n" for user in users))
    with (root / "users").open("a") as file:
        file.write(f"beyond-ascii@example.com:{{PLAIN}}{BEYOND_ASCII}::::::\n")
    (root / "oauth2.conf").write_text(_OAUTH2.format(root=root))
    (root / "dovecot.conf").write_text(
        _CONFIG.format(
            root=root,
            host=HOST,
            mechanisms=mechanisms,
            port=server.port,
            tls_port=server.tls_port,
            **_system_users(),
        )
    )
    server.own(root / "mail")
    server.own(root / "files")


def _system_users() -> dict[str, str]:
    if os.geteuid() == 0:
        names = ("nobody", "nogroup", "dovenull", "dovecot", "dovecot")
    else:
        import grp
        import pwd

        user, group = pwd.getpwuid(os.geteuid()).pw_name, grp.getgrgid(os.getegid()).gr_name
        names = (user, group, user, user, group)
    return dict(zip(("user", "group", "login_user", "internal_user", "internal_group"), names, strict=True))


def _free_port() -> int:
    with closing(socket.create_server((HOST, 0))) as listener:
        port: int = listener.getsockname()[1]
    return port
