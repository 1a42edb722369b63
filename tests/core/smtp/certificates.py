"""Certificates of an authority of the tests' own, for the name localhost and the address 127.0.0.1."""

from __future__ import annotations

import ssl
from datetime import datetime
from pathlib import Path

import trustme

_AUTHORITY = trustme.CA()
_STRANGER = trustme.CA()


def trust(folder: Path) -> Path:
    """A file with the authority, for SSL_CERT_FILE."""
    file = folder / "authority.pem"
    _AUTHORITY.cert_pem.write_to_path(str(file))
    return file


def context(*names: str, by_stranger: bool = False, until: datetime | None = None) -> ssl.SSLContext:
    """What a server of these names shows, until its certificate expires."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority = _STRANGER if by_stranger else _AUTHORITY
    authority.issue_cert(*(names or ("localhost", "127.0.0.1")), not_after=until).configure_cert(made)
    return made
