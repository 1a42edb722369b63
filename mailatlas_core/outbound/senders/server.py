"""An SMTP server as it was settled on, and how it is asked."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import Literal

from mailatlas_core.errors import SenderNotConfigured
from mailatlas_core.network import is_host
from mailatlas_core.secrets.sources import Credential, is_same_host

Encryption = Literal["starttls", "ssl", "none"]

_LAST_PORT = 65535


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where to connect, how that is encrypted, and who logs in: nobody, where there is no `credential`.

    Only a server on this machine can have the encryption "none". Raises `SenderNotConfigured` for that,
    and for what can be no host or no port.
    """

    host: str
    port: int
    encryption: Encryption = "starttls"
    username: str = ""
    credential: Credential | None = None

    def __post_init__(self) -> None:
        if not is_host(self.host):
            raise SenderNotConfigured(
                "The SMTP server that is named is no host.", hint="Write it as mail.example.org."
            )
        if not 0 < self.port <= _LAST_PORT:
            raise SenderNotConfigured(f"There is no port {self.port}.", hint="SMTP has 587, with SSL 465.")
        if self.encryption == "none" and not _is_this_machine(self.host):
            raise SenderNotConfigured(
                f"Nothing is sent to {self.host} in the clear: that is for a server on this machine alone.",
                hint="Use STARTTLS or SSL, or a tunnel that ends on localhost.",
            )

    @property
    def place(self) -> str:
        """The server as people call it."""
        return f"{self.host}:{self.port}"


def _is_this_machine(host: str) -> bool:
    if is_same_host(host, "localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
