"""What every way to a server needs: whether a name is a host, and what a server did, in words."""

from __future__ import annotations

import ssl
from socket import gaierror

BROKE_OFF = "broke the connection off"


def is_host(name: str) -> bool:
    """Whether a name can be that of a host, also of an international one."""
    try:
        return bool(name.encode("idna")) and name.isprintable() and " " not in name
    except UnicodeError:
        return False


def what_it_did(error: OSError) -> str:
    """What a server did that ended in this error, to be said behind its name."""
    match error:
        case ssl.SSLCertVerificationError():
            return f"has a certificate that cannot be verified: {error.verify_message.rstrip('.')}"
        case ssl.SSLEOFError() | ssl.SSLZeroReturnError():
            return BROKE_OFF
        case ssl.SSLError():
            return "does not speak TLS as it should"
        case TimeoutError():
            return "did not answer in time"
        case gaierror():
            return "cannot be found"
        case ConnectionRefusedError():
            return "refuses connections"
        case ConnectionError():
            return BROKE_OFF
        case _:
            return f"cannot be reached: {error.strerror or type(error).__name__}"
