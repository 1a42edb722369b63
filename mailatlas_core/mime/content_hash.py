"""A digest over what transport does not change, by which two sightings of one message are known.

It covers no header that a relay adds and nothing that a parser decides but where the header
ends. What is hashed, by SHA-256:

- for each name of `HASHED_FIELDS`, in that order, for each field of that name, in the
  message's order: the name, a space, the length of the value in decimal, a line end (LF),
  the value, a line end. The value is raw and unfolded, without white space around it;
- then one more line end and the raw body, its line ends as LF and without those at its end.

The lengths make it unambiguous: no two different lists of fields give the same bytes.
"""

from __future__ import annotations

import hashlib

from mailatlas_core.mime.fields import Fields

HASHED_FIELDS = (
    "from",
    "to",
    "cc",
    "reply-to",
    "subject",
    "date",
    "message-id",
    "in-reply-to",
    "references",
)


def content_hash(fields: Fields, body: bytes) -> str:
    """The lower-case hex digest of a message, given its header and its raw body."""
    lines = [
        b"%s %d\n%s\n" % (name.encode("ascii"), len(value), value)
        for name, values in fields.among(HASHED_FIELDS)
        for value in values
    ]
    digest = hashlib.sha256(b"".join(lines) + b"\n")
    digest.update(_with_line_feeds(body).rstrip(b"\n"))
    return digest.hexdigest()


def _with_line_feeds(body: bytes) -> bytes:
    return body.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in body else body
