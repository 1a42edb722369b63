"""Address fields → mailboxes (RFC 5322, section 3.4), whatever the sender made of them.

A scanner in one pass, since `email.utils.getaddresses` recurses with every parenthesis.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mailatlas_core.mime.defects import Defects
from mailatlas_core.mime.encoded_words import collapse, decode_raw, decode_words
from mailatlas_core.models import Address

MAX_ADDRESSES = 10_000
MAX_ENTRIES = 100_000  # of one field, the empty ones between two commas too

_TOKEN = re.compile(
    r"""
      (?P<word>=\?[^?\s]{1,80}\?[bBqQ]\?[^?\s]*+\?=)   # may hold a comma, a quote or a parenthesis
    | (?P<quoted_address>"(?:[^"\\]|\\.)*+"@[^\s<>,;:()"]++)
    | "(?P<quoted>(?:[^"\\]|\\.)*+)"
    | <(?P<angle>[^<>]*+)>
    | (?P<special>[,;:()])
    | (?P<text>[^"<>,;:()=]++|.)
    """,
    re.VERBOSE | re.DOTALL,
)
# What nearly every address is: `a@b`, `Name <a@b>` or `"Name" <a@b>`, up to a comma or the end.
_PLAIN = r'[^\s"<>()\[\],:;@\\=]++'
_USUAL = re.compile(
    rf"""
      \s*+(?:
        (?: "(?P<quoted>[^"\\=]*+)"\s*+ | (?P<bare>[^"<>()\[\],:;@\\=]*+) ) <(?P<angle>{_PLAIN}@{_PLAIN})>
      | (?P<alone>{_PLAIN}@{_PLAIN})
      )\s*+(?:,|\Z)
    """,
    re.VERBOSE,
)
_COMMENT_EDGE = re.compile(r"[()]|\\.", re.DOTALL)
_QUOTED_PAIR = re.compile(r"\\(.)", re.DOTALL)
_WHITE_SPACE = re.compile(r"\s+")
_ROUTE = re.compile(r"\A\s*@[^:]*+:")
_COMMENT = re.compile(r"\([^()]*+\)")


class _Token(NamedTuple):
    kind: str
    text: str


class _Mailbox:
    """What has been read of one mailbox so far."""

    def __init__(self) -> None:
        self.phrase: list[str] = []
        self.comments: list[str] = []
        self.angle: str | None = None
        self.quoted_address: str | None = None
        self.has_at = False

    def add(self, text: str) -> None:
        self.phrase.append(text)
        self.has_at = self.has_at or "@" in text

    def address(self, defects: Defects) -> Address | None:
        phrase = "".join(self.phrase)
        comment = " ".join(self.comments)
        if self.angle is not None:
            email, name = _without_route(self.angle), phrase
        elif self.quoted_address is not None:
            email, name = self.quoted_address, phrase.replace(self.quoted_address, " ")
        else:
            email, name = _split_bare(phrase)
        name = collapse(decode_words(name, defects)) or collapse(decode_words(comment, defects))
        return Address(name, email) if name or email else None


def read_addresses(values: Sequence[bytes], defects: Defects) -> tuple[Address, ...]:
    """The mailboxes of all fields of one name; groups are dissolved into their members."""
    found: list[Address] = []
    for raw in values:
        value = decode_raw(raw, defects)
        usual = _usual_addresses(value)
        if usual is not None and len(found) + len(usual) <= MAX_ADDRESSES:
            found += usual
            continue
        for number, mailbox in enumerate(_mailboxes(value)):
            if len(found) == MAX_ADDRESSES or number == MAX_ENTRIES:
                defects.add("A header has too many addresses: its end was left out.")
                return tuple(found)
            address = mailbox.address(defects)
            if address is not None:
                found.append(address)
    return tuple(found)


def _usual_addresses(value: str) -> list[Address] | None:
    """The addresses of a value that holds nothing unusual; None where it does."""
    found: list[Address] = []
    position = 0
    while position < len(value):
        match = _USUAL.match(value, position)
        if match is None:
            return None
        quoted, bare, angle, alone = match.groups()
        found.append(Address(collapse(quoted or bare or ""), angle or alone))
        position = match.end()
    return found


def _mailboxes(value: str) -> Iterator[_Mailbox]:
    mailbox = _Mailbox()
    for kind, text in _tokens(value):
        if kind == "angle":
            if mailbox.angle is None or not mailbox.angle.strip():
                mailbox.angle = text
        elif kind == "comment":
            mailbox.comments.append(text)
        elif kind == "quoted_address":
            mailbox.add(text)
            mailbox.quoted_address = text
        elif kind != "special":
            mailbox.add(text)
        elif text in ",;":
            yield mailbox
            mailbox = _Mailbox()
        elif mailbox.angle is None and not mailbox.has_at:
            mailbox = _Mailbox()  # the phrase before a colon is a group's name
        else:
            mailbox.add(text)
    yield mailbox


def _tokens(value: str) -> Iterator[_Token]:
    """Split a value; a quote, a bracket or a comment that never ends is taken as what it stands for."""
    position = 0
    while position < len(value):
        match = _TOKEN.match(value, position)
        if match is None:
            return
        kind, text = match.lastgroup or "text", match[match.lastgroup or 0]
        position = match.end()
        if kind == "special" and text == "(":
            end = _comment_end(value, position)
            yield _Token("comment", value[position : end - 1])
            position = end
        elif kind == "quoted":
            yield _Token("quoted", _QUOTED_PAIR.sub(r"\1", text))
        elif kind == "text" and text == '"':
            # Nothing closes it, and so nothing closes a later one.
            value = value[:position] + value[position:].replace('"', " ")
        elif text not in (")", "<", ">") or kind in ("angle", "quoted"):
            yield _Token(kind, text)


def _comment_end(value: str, position: int) -> int:
    """Where the comment ends whose opening parenthesis is just before `position`; the position
    after the end of the value where nothing closes it."""
    depth = 1
    for edge in _COMMENT_EDGE.finditer(value, position):
        depth += {"(": 1, ")": -1}.get(edge[0], 0)
        if depth == 0:
            return edge.end()
    return len(value) + 1


def _without_route(angle: str) -> str:
    """The address between angle brackets, without comments, white space and a source route."""
    return _WHITE_SPACE.sub("", _ROUTE.sub("", _COMMENT.sub("", angle)))


def _split_bare(phrase: str) -> tuple[str, str]:
    """Address and name of a mailbox without angle brackets; white space may lie around `.` and `@`."""
    phrase = collapse(phrase)
    if "@" in phrase:
        phrase = phrase.replace(" @", "@").replace("@ ", "@").replace(" . ", ".").replace(" .", ".")
    words = phrase.split()
    at = next((index for index, word in enumerate(words) if "@" in word), None)
    if at is not None and not words[at].startswith("=?"):
        return words[at], " ".join(words[:at] + words[at + 1 :])
    if len(words) == 1 and not words[0].startswith("=?"):
        return words[0], ""
    return "", phrase
