"""How an attempt's end is told: what a server said without anything private, and errors in words."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Iterable, Sequence

from mailatlas_core.network import BROKE_OFF, what_it_did
from mailatlas_core.outbound.senders.connection import NotSmtp
from mailatlas_core.secrets import Secret
from mailatlas_core.secrets.redaction import without

RECIPIENT = "[a recipient]"

_MOST_CHARACTERS = 500
_AT = r"\s*(?:@|[%=+]40)\s*"  # also where a line ended, and in a URL
_CONTROL = re.compile(r"[\x00-\x20\x7f-\x9f]+")


def kept_text(text: bytes | str, secrets: Iterable[Secret], recipients: Sequence[str]) -> str:
    """What a server said, in one line of bounded length, without these secrets and recipients."""
    read = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    read = without(_CONTROL.sub(" ", read), secrets)
    if recipients:
        named = "|".join(map(re.escape, sorted(recipients, key=len, reverse=True)))
        read = re.sub(named.replace("@", _AT), RECIPIENT, read, flags=re.IGNORECASE)
    read = read.strip()
    return read if len(read) <= _MOST_CHARACTERS else f"{read[:_MOST_CHARACTERS]}…"


def in_words(error: OSError) -> tuple[str, bool]:
    """What a server did, and whether it may be another time that it does not."""
    match error:
        case ssl.SSLEOFError() | ssl.SSLZeroReturnError():
            return what_it_did(error), True
        case ssl.SSLError():
            return what_it_did(error), False
        case NotSmtp():
            return "answered with what is not SMTP", False
        case smtplib.SMTPServerDisconnected():
            return BROKE_OFF, True
        case _:
            return what_it_did(error), True
