"""Message-ID, In-Reply-To, References, Content-ID: the ids without their brackets."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mailatlas_core.mime.defects import Defects
from mailatlas_core.mime.encoded_words import decode_raw

LAST_REFERENCES = 99

_ANGLE = re.compile(r"<([^<>]*+)>")
_WHITE_SPACE = re.compile(r"\s+")


def read_identifier(values: Sequence[bytes], defects: Defects) -> str | None:
    """The first id of a field, None where there is none or it is empty."""
    found = read_identifiers(values, defects)
    return found[0] if found else None


def read_identifiers(values: Sequence[bytes], defects: Defects) -> tuple[str, ...]:
    """All ids of all fields of one name, in order, without empty ones."""
    found: list[str] = []
    for raw in values:
        text = decode_raw(raw, defects)
        bracketed = [_WHITE_SPACE.sub("", angle) for angle in _ANGLE.findall(text)]
        found += [each for each in bracketed if each] if bracketed else _bare(text)
    return tuple(found)


def read_references(values: Sequence[bytes], defects: Defects) -> tuple[str, ...]:
    """The ids of References: the first, which began the conversation, and the last ones."""
    found = read_identifiers(values, defects)
    if len(found) <= 1 + LAST_REFERENCES:
        return found
    defects.add("The message names too many references: the middle ones were left out.")
    return found[:1] + found[-LAST_REFERENCES:]


def _bare(text: str) -> list[str]:
    """Ids that were written without brackets: every word is one, or this is prose."""
    words = [word.strip("<>") for word in text.split()]
    words = [word for word in words if word]
    return words if all("@" in word for word in words) or len(words) == 1 else []
