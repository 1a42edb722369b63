"""Whether a message and a server go together: nothing is changed in a message to make it fit."""

from __future__ import annotations

import re
import smtplib
from collections.abc import Mapping

from mailatlas_core.outbound.model import Outgoing

_LONE_LINE_END = re.compile(rb"\r(?!\n)|(?<!\r)\n")
_LONGEST_ADDRESS = 320  # 64 before the @, 255 behind it
_MOST_DIGITS = 18


class Unsuitable(Exception):
    """Said in a sentence, without an address."""


def require_sendable(outgoing: Outgoing) -> None:
    """Raises `Unsuitable` for what could not arrive byte for byte, or where it should.

    A lone CR or LF is a line end to some servers and none to others, so that a dot behind it could end
    the message for the one and not for the other.
    """
    if _LONE_LINE_END.search(outgoing.raw) or not outgoing.raw.endswith(b"\r\n"):
        raise Unsuitable("The message has a line that does not end in CRLF, and cannot be sent as it is.")
    if not outgoing.envelope.recipients:
        raise Unsuitable("The message has no recipient.")
    for address in (outgoing.envelope.sender, *outgoing.envelope.recipients):
        if not _is_sayable(address):
            raise Unsuitable("The sender or a recipient is no address that can be said in SMTP.")


def mail_options(outgoing: Outgoing, features: Mapping[str, str], place: str) -> list[str]:
    """What MAIL says of the message beside its sender. Raises `Unsuitable` where the server, whose
    `features` are those of its EHLO, cannot take it."""
    options = []
    if (most := features.get("size")) is not None:
        _require_size(len(outgoing.raw), most, place)
        options.append(f"SIZE={len(outgoing.raw)}")
    if not outgoing.raw.isascii():
        if "8bitmime" not in features:
            raise Unsuitable(f"{place} takes only messages in 7 bits, and this one has 8.")
        options.append("BODY=8BITMIME")
    if _is_international(outgoing):
        if "smtputf8" not in features:
            raise Unsuitable(f"{place} takes no addresses or headers beyond ASCII, and this message has one.")
        options.append("SMTPUTF8")
    return options


def _require_size(size: int, most: str, place: str) -> None:
    if most.isdecimal() and len(most) <= _MOST_DIGITS and 0 < int(most) < size:
        raise Unsuitable(f"{place} takes messages of at most {int(most):,} bytes, and this one has {size:,}.")


def _is_international(outgoing: Outgoing) -> bool:
    """Whether it needs RFC 6531."""
    header = outgoing.raw.partition(b"\r\n\r\n")[0]
    addresses = (outgoing.envelope.sender, *outgoing.envelope.recipients)
    return not (header.isascii() and all(map(str.isascii, addresses)))


def _is_sayable(address: str) -> bool:
    """Whether smtplib names this address in a command, and not what it takes it for."""
    return (
        0 < len(address) <= _LONGEST_ADDRESS
        and address.isprintable()
        and smtplib.quoteaddr(address) == f"<{address}>"
    )
