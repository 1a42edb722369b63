r"""Taking secrets out of a text: what a server answered, an error, a line of the log.

A secret comes back in more shapes than the one it was read in, and so it is looked for

- in any case, with any white space in it: an answer has lines, and an app password is shown in groups;
- in base64, alone or inside of more, as AUTH PLAIN sends it between zeros, behind a user;
- with any of its characters as the hex digits of their bytes, as URLs (`%40`), quoted-printable (`=40`, and
  `=` before a line end), SMTP's own xtext (`+40`) and dumps (`\x40`, `40`) have them;
- with other characters where a server could not read those beyond ASCII.

No text is read in two ways by one of these patterns, as far as a secret allows it: who knows the secret could
write one that takes for ever.
"""

from __future__ import annotations

import re
from binascii import b2a_base64
from collections.abc import Iterable

from mailatlas_core.secrets.secret import Secret, held

HIDDEN = "[secret]"

_FEWEST_CHARACTERS = 4
_LEAST_IN_BASE64 = 3  # bytes; what is shorter would be found in any word


def without(text: str, secrets: Iterable[Secret]) -> str:
    """The text with `HIDDEN` in the place of each of these secrets."""
    for secret in sorted({secret.reveal() for secret in secrets}, key=len, reverse=True):
        if words := secret.split():
            text = re.sub("|".join(_shapes(secret, words)), HIDDEN, text, flags=re.IGNORECASE)
    return text


def without_any(text: str) -> str:
    """The text without any secret that this process holds; those of a few characters are in every text,
    and would be told by what is missing."""
    return without(text, (secret for secret in held() if len(secret.reveal()) >= _FEWEST_CHARACTERS))


def _shapes(secret: str, words: list[str]) -> list[str]:
    plain = _SPACE.join(map(_word, words))
    shapes = []
    for kept in (secret, "".join(words)):
        data = _as_sent(kept)
        if len(data) >= _LEAST_IN_BASE64:
            shapes += [_in_base64(data, before) for before in range(3)]
    return [*shapes, plain]


def _word(word: str) -> str:
    return _BREAK.join(_character(run) if run.isascii() else _run(run) for run in _RUN.findall(word))


def _character(character: str) -> str:
    return rf"(?:{_in_hex(character)}|\\?{re.escape(character)})"


def _run(run: str) -> str:
    """Characters beyond ASCII: they themselves, or as many as their bytes may have been taken for."""
    return f"(?:{_in_hex(run)}|{_UNREAD}(?:{_BREAK}{_UNREAD}){{{len(run) - 1},{4 * len(run) - 1}}})"


def _in_hex(text: str) -> str:
    return _BREAK.join(f"{_ESCAPE}{byte >> 4:x}{_BREAK}{byte & 15:x}" for byte in _as_sent(text))


def _as_sent(text: str) -> bytes:
    """In UTF-8; what was read from bytes of another encoding is those again."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half a character, which nobody can send
        return text.encode("utf-8", "surrogatepass")


def _in_base64(data: bytes, before: int) -> str:
    """The characters that `data` has to itself when so many bytes (modulo 3) stand before it, with up to
    three at either end: it shares the next one with what stands there, and where it repeats itself it
    may be found beside its place."""
    encoded = b2a_base64(bytes(before) + data, newline=False).decode()
    first, end = -(-8 * before // 6), 8 * (before + len(data)) // 6
    own = _BREAK.join(_BASE64.get(one, one) for one in encoded[first:end])
    return f"[a-z0-9+/_-]{{0,3}}{own}[a-z0-9+/_-]{{0,3}}={{0,2}}"


_BREAK = r"(?:=?\s)*"  # between two characters, where lines end
_ESCAPE = rf"(?:=|(?:[%+]|\\x){_BREAK})?"  # before hex digits
# Between the words of a secret: also none.
_SPACE = rf"(?:=?\s|[+_]|(?:=|(?:%|\\x){_BREAK})?2{_BREAK}0)*"
_RUN = re.compile(r"[\x00-\x7f]|[^\x00-\x7f]+")
_UNREAD = r"(?-i:[^\x00-\x7f\s]|\?)"  # whatever the case, `İ` and the sign of Kelvin would be ASCII
_BASE64 = {"+": "[+-]", "/": "[/_]"}  # as usual, and as in URLs
