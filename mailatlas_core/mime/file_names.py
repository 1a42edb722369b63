"""What a sender calls a file → a name under which it can be saved anywhere."""

from __future__ import annotations

import re
import unicodedata

MAX_NAME_BYTES = 200  # file systems take 255, some encrypting ones less
NAMELESS = "file"

_MAX_EXTENSION_BYTES = 24
# Separators of paths and of drives, and what Windows or a shell gives a meaning.
_UNSAFE = re.compile(r"""[/\\:*?"<>|\u2044\u2215\ufffd]""")
_SPACES = re.compile(r"\s+")
_EXTENSION = re.compile(r"(?:\.tar)?\.[^\W_]+\Z")
_RESERVED = re.compile(
    r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9\u00b9\u00b2\u00b3])\s*(?:\.|\Z)", re.IGNORECASE
)
_LEADING = ". -~"
_TRAILING = ". "
# Joiners have a meaning in Persian and in emoji, and no trick that a name can play.
_JOINERS = frozenset("\u200c\u200d")


def safe_name(filename: str | None, taken: set[str]) -> str:
    """A name for a file beside others: one path component, at most `MAX_NAME_BYTES` long in UTF-8.

    `taken` holds the keys of the names that were given out before, and gets the one of this name:
    two names that a file system may hold for one, in another case or normalization, have one key.
    """
    stem, extension = _split(_cleaned(filename or ""))
    name = _joined(stem, "", extension)
    number = 1
    while (key := _key(name)) in taken:
        number += 1
        name = _joined(stem, f" ({number})", extension)
    taken.add(key)
    return name


def _cleaned(filename: str) -> str:
    """The name in NFC, without control characters, changes of direction and separators."""
    # Spaces first: a tab or a line end between two words is one, and a control character otherwise.
    text = _SPACES.sub(" ", unicodedata.normalize("NFC", filename))
    text = "".join(character for character in text if _is_visible(character))
    text = _UNSAFE.sub("_", text).rstrip(_TRAILING).lstrip(_LEADING)
    return f"_{text}" if _RESERVED.match(text) else text


def _is_visible(character: str) -> bool:
    return unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Cn", "Co") or character in _JOINERS


def _split(name: str) -> tuple[str, str]:
    match = _EXTENSION.search(name)
    if match is None or not match.start() or len(match[0].encode()) > _MAX_EXTENSION_BYTES:
        return name or NAMELESS, ""
    return name[: match.start()], match[0]


def _joined(stem: str, number: str, extension: str) -> str:
    room = MAX_NAME_BYTES - len(number) - len(extension.encode())
    cut = stem.encode()[:room].decode("utf-8", "ignore").rstrip(_TRAILING)
    return f"{cut}{number}{extension}"


def _key(name: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
