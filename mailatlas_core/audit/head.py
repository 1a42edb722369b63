"""`audit.head`: the end of the chain kept outside the database, so that a cut tail is noticed."""

from __future__ import annotations

import json
from pathlib import Path

from filelock import FileLock

from mailatlas_core.audit.chain import Head
from mailatlas_core.store.files import replace_file
from mailatlas_core.store.opening import HEAD


def encode(head: Head) -> bytes:
    return json.dumps({"hash": head.hash.hex(), "seq": head.seq}).encode() + b"\n"


def read(root: Path) -> Head | None:
    """The head as it was last written; None where the file is missing or is not one."""
    try:
        content = json.loads((root / HEAD).read_bytes())
        return Head(int(content["seq"]), bytes.fromhex(content["hash"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def advance(root: Path, head: Head, scratch: Path) -> None:
    """Write the head after the commit of its event, but never to an earlier one: processes
    that write at once may come here in another order than they committed."""
    with FileLock(root / "locks" / "audit.lock", mode=0o600):
        written = read(root)
        if written is None or written.seq < head.seq:
            replace_file(root / HEAD, encode(head), scratch)
