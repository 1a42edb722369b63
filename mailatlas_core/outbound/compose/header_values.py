"""What may stand in one line of a header: nothing that ends the line, or reads as something else there."""

from __future__ import annotations

import re

from mailatlas_core.errors import MessageRefused

LONGEST_LINE = 998  # octets, RFC 5322, section 2.1.1

_MOST_SHOWN = 80
# C0, DEL, C1, the two separators of Unicode, and what is no character at all.
_CONTROLS = re.compile("[\0-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
# Whoever reads mail decodes this, so it would be read as another text than was written and reviewed.
_ENCODED_WORD = re.compile(r"=\?[^?]*+\?[BbQq]\?")
_SPACES = re.compile(" {2,}")


def check_value(text: str, field: str, name: str) -> None:
    """Raise `MessageRefused` where a text cannot stand in one line; `name` is what people call the field."""
    if found := _CONTROLS.search(text):
        raise MessageRefused(
            f"{name} holds the control character U+{ord(found[0]):04X}: `{shown(text)}`.",
            field=field,
            hint="Take it out: a header is one line of text.",
        )
    if _ENCODED_WORD.search(text):
        raise MessageRefused(
            f"{name} holds an encoded word: `{shown(text)}`.",
            field=field,
            hint="Write the text itself; it is encoded for the way by itself.",
        )


def check_length(line: str, field: str, name: str) -> None:
    """Raise `MessageRefused` where a text, which was checked, would not fit into a line of a header."""
    if len(line.encode()) > LONGEST_LINE:
        raise MessageRefused(
            f"{name} is longer than a line of a header may be, which is {LONGEST_LINE} bytes.",
            field=field,
            hint="Make it shorter.",
        )


def single_spaced(text: str) -> str:
    """The text as it is read after folding: no space at its edges, and one where there were more."""
    return _SPACES.sub(" ", text).strip(" ")


def one_line(text: str) -> str:
    """What another message says, so that it passes the checks: controls are spaces, and what would
    read as an encoded word is taken apart."""
    return single_spaced(_CONTROLS.sub(" ", text).replace("=?", "= ?"))


def shown(text: str) -> str:
    """The beginning of any text, for a sentence about it."""
    from mailatlas_core.text import visible

    return visible(text if len(text) <= _MOST_SHOWN else text[: _MOST_SHOWN - 1] + "…")
