"""Authentication-Results (RFC 8601), read as receivers write it, not only as they should."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mailatlas_core.mime.model import Authentication

MAX_RESULTS = 100
MAX_CHARACTERS = 65_536
MAX_DETAIL_CHARACTERS = 500

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"?|\\.|[^"()\\;]++|[();\\]', re.DOTALL)
_RESULT = re.compile(
    r"([a-z][a-z0-9-]{0,40})(?:\s*/\s*\d{1,5})?\s*=\s*\"?([a-z]{2,30})\"?(?![^\s(;])\s*", re.IGNORECASE
)
_SERVER = re.compile(r'\s*(?:"([^"]{1,255})"|([^\s;="]{1,255}))(?:\s+\d{1,5})?(?=\s|$)(?!\s*=)')


def read_authentication(value: str) -> tuple[Authentication, ...]:
    """The results in the decoded values of the headers, joined by LF, in order.

    `server` is empty where a header does not name who checked. `detail` is what follows the
    result, comments and all. Nobody has checked that the header is to be believed.
    """
    results: list[Authentication] = []
    for header in value[:MAX_CHARACTERS].split("\n"):
        server = ""
        for number, part in enumerate(_parts(header)):
            if number == 0 and (named := _SERVER.match(_without_comments(part))):
                server = named[1] or named[2]
                continue
            found = _RESULT.match(part.lstrip())
            if found is None:
                continue
            detail = " ".join(part.lstrip()[found.end() :].split())[:MAX_DETAIL_CHARACTERS]
            results.append(Authentication(server, found[1].lower(), found[2].lower(), detail))
            if len(results) == MAX_RESULTS:
                return tuple(results)
    return tuple(results)


def _parts(header: str) -> Iterator[str]:
    """What semicolons part, outside quotes and comments."""
    part: list[str] = []
    depth = 0
    for piece in _TOKEN.findall(header):
        if piece == ";" and depth == 0:
            yield "".join(part)
            part.clear()
            continue
        depth = max(0, depth + (piece == "(") - (piece == ")"))
        part.append(piece)
    yield "".join(part)


def _without_comments(part: str) -> str:
    text: list[str] = []
    depth = 0
    for piece in _TOKEN.findall(part):
        depth = max(0, depth + (piece == "(") - (piece == ")"))
        if depth == 0 and piece != ")":
            text.append(piece)
    return "".join(text)
