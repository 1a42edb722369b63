"""What every way to a server needs: whether a name is a host, whose certificates are believed, and what a
server did, in words."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from socket import gaierror

BROKE_OFF = "broke the connection off"
ITS_ABSENCE = "Without it, the system's own authorities are believed."


def is_host(name: str) -> bool:
    """Whether a name can be that of a host, also of an international one."""
    try:
        return bool(name.encode("idna")) and name.isprintable() and " " not in name
    except UnicodeError:
        return False


def missing_authorities(environ: Mapping[str, str]) -> str | None:
    """What is wrong with the file that `SSL_CERT_FILE` names, which OpenSSL passes over in silence; None
    where nothing is, or no file is named."""
    file = environ.get("SSL_CERT_FILE")
    if not file:
        return None
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(file)
    except ssl.SSLError:
        return f"SSL_CERT_FILE names {file}, in which there is no certificate."
    except OSError as error:
        return f"SSL_CERT_FILE names {file}, which cannot be read: {error.strerror}."
    return None


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
