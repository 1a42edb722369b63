"""Subjects of answers: `Re:` and `Fwd:` once, in whatever language they stand there already."""

from __future__ import annotations

import re

from mailatlas_core.mime.languages import FORWARD_PREFIXES, REPLY_PREFIXES
from mailatlas_core.outbound.compose.header_values import one_line

_MOST_BYTES = 800  # of a line of 998, so that the prefix and a little more fit
_PREFIX = re.compile(r"(?:\[[^\[\]]{1,64}\] ?)?([^\W\d_][\w-]{0,11})\s?(?:[\[(]\d{1,3}[\])])?\s?[:：]")


def answered(subject: str) -> str:
    """The subject of an answer to a message with this subject."""
    return _with_prefix("Re", subject, REPLY_PREFIXES)


def forwarded(subject: str) -> str:
    """The subject under which a message with this subject is passed on."""
    return _with_prefix("Fwd", subject, FORWARD_PREFIXES)


def _with_prefix(prefix: str, subject: str, known: tuple[str, ...]) -> str:
    line = one_line(subject).encode()[:_MOST_BYTES].decode("utf-8", "ignore").rstrip(" ")
    found = _PREFIX.match(line)
    if found is not None and found[1].casefold() in known:
        return line
    return f"{prefix}: {line}".rstrip(" ")
