"""What a file is, told by its name only where that settles it, else by its first bytes."""

from __future__ import annotations

import re
from typing import Literal

Kind = Literal["eml", "mbox"]

SNIFFED_BYTES = 16_384

_HEADER = re.compile(rb"[!-9;-~]{1,76}[ \t]*:")
# One of these is in the header block of anything that was ever mail.
_MAIL_HEADER = re.compile(
    rb"^(?:from|to|cc|bcc|subject|date|sender|reply-to|return-path|received|message-id|delivered-to"
    rb"|mime-version|content-type|x-[a-z-]*mail[a-z-]*)[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)


def kind_of(name: str, head: bytes) -> Kind | None:
    """What a file with this name and these first bytes is; None for no mail.

    A file named .eml is one message whatever is in it. Any other is mail where its first line
    begins an mbox or a header block with at least one header that only mail has: the first
    line of many other files looks like a header, too.
    """
    if name.lower().endswith(".eml"):
        return "eml"
    if head.startswith(b"From "):
        return "mbox"
    if not _HEADER.match(head):
        return None
    block = re.split(rb"\r?\n\r?\n|\r\r", head, maxsplit=1)[0]
    return "eml" if _MAIL_HEADER.search(block) else None
