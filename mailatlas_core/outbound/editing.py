"""A draft as one text for an editor, header lines and then the body, and back."""

from __future__ import annotations

from dataclasses import replace

from mailatlas_core.errors import MessageRefused
from mailatlas_core.outbound.model import Typed

_FIELDS = {
    "From": "sender",
    "To": "to",
    "Cc": "cc",
    "Bcc": "bcc",
    "Reply-To": "reply_to",
    "Subject": "subject",
}


def as_text(typed: Typed) -> str:
    """What stands in the fields, a line each, an empty line, and the text."""
    lines = [f"{name}: {getattr(typed, field)}".rstrip() for name, field in _FIELDS.items()]
    return "\n".join([*lines, "", typed.text])


def from_text(text: str, before: Typed) -> Typed:
    """The draft that such a text says; what it does not show stays as it was `before`, but for the identity
    of another sender. Raises `MessageRefused` for a header line that is none of those above."""
    head, _, body = text.replace("\r\n", "\n").partition("\n\n")
    said = dict.fromkeys(_FIELDS.values(), "")
    for line in head.splitlines():
        name, colon, value = line.partition(":")
        field = _FIELDS.get(name.strip())
        if not colon or field is None or said[field]:
            raise MessageRefused(
                f"The line {line!r} is no header line that can be edited here.",
                field="headers",
                hint=f"There are {', '.join(_FIELDS)}, once each, an empty line, and the text.",
            )
        said[field] = value.strip()
    return replace(
        before,
        sender=said["sender"],
        to=said["to"],
        cc=said["cc"],
        bcc=said["bcc"],
        reply_to=said["reply_to"],
        subject=said["subject"],
        text=body,
        identity=before.identity if said["sender"] == before.sender else None,
    )
