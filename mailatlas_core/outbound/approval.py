"""What an approval binds: the bytes of the message, and everybody who is to get them."""

from __future__ import annotations

import hashlib

from mailatlas_core.audit.chain import canonical
from mailatlas_core.outbound.model import Envelope

_VERSION = 1


def approval_digest(raw: bytes, envelope: Envelope) -> str:
    """SHA-256 over the canonical JSON of {v, raw, sender, recipients}, where `raw` is the hex SHA-256
    of the message, and the recipients are in the order of the envelope, Bcc among them."""
    content = {
        "v": _VERSION,
        "raw": hashlib.sha256(raw).hexdigest(),
        "sender": envelope.sender,
        "recipients": envelope.recipients,
    }
    return hashlib.sha256(canonical(content).encode()).hexdigest()
