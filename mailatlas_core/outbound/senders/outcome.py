"""What becomes of an attempt, by the step at which it ended.

    connect  ehlo  starttls  auth  mail  rcpt  data  content │ end
    ──────── lost here: certainly not taken ──────────────── │ lost here: nobody knows

A server may take a message only once it has read the line with the dot behind it. So the `end` begins with
the first byte of that line, which is written by itself. An answer, wherever it comes, is believed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from mailatlas_core.outbound.model import Delivery, Refusal
from mailatlas_core.secrets.sources import Credential

Step = Literal["connect", "ehlo", "starttls", "auth", "mail", "rcpt", "data", "content", "end"]

STEPS: Mapping[Step, str] = {
    "connect": "the connection",
    "ehlo": "EHLO",
    "starttls": "STARTTLS",
    "auth": "the log-in",
    "mail": "the sender",
    "rcpt": "a recipient",
    "data": "DATA",
    "content": "the message",
    "end": "the message",
}
"""The steps in their order, and how people call what was asked for."""

_QUEUE_ID = re.compile(r"(?:queued as|\bid=)\s*<?([\w.@-]+)", re.IGNORECASE | re.ASCII)


def lost(place: str, step: Step, what: str, *, retryable: bool) -> Delivery:
    """The connection, or an answer, was lost: `place` did `what`."""
    if step == "end":
        error = f"{place} {what}, when it had the whole message: it may have taken it."
        return Delivery("unknown", error=error)
    at = "" if step == "connect" else f" ({STEPS[step]})"
    return Delivery("error", error=f"{place} {what}{at}.", retryable=retryable)


def refused(place: str, step: Step, code: int, answer: str, credential: Credential | None = None) -> Delivery:
    """The answer was no: for now where the code is below 500."""
    by = f" with the password from {credential.where}" if credential and step == "auth" else ""
    error = f"{place} refused {STEPS[step]}{by}: {answer}"
    return Delivery("error", error=error, retryable=code < 500)


def none_left(place: str, refusals: Sequence[Refusal]) -> Delivery:
    """Every recipient was refused, so that nothing was handed over."""
    for_now = all(refusal.code is not None and refusal.code < 500 for refusal in refusals)
    error = f"{place} refused every recipient."
    return Delivery("error", refused=tuple(refusals), error=error, retryable=for_now)


def taken(place: str, refusals: Sequence[Refusal], answer: str) -> Delivery:
    """The message was taken for all recipients but those refused."""
    error = f"{place} took the message, but not for every recipient." if refusals else None
    found = _QUEUE_ID.search(answer)
    return Delivery("sent", found and found[1], tuple(refusals), error=error)
