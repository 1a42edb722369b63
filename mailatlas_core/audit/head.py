"""`audit.head`: the end of the chain kept outside the database, so that a cut tail is noticed."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

from mailatlas_core.audit.chain import Head
from mailatlas_core.store.files import file_lock, replace_file
from mailatlas_core.store.opening import HEAD

_FORM = re.compile(rb'\{"hash": "([0-9a-f]{64})", "seq": (\d{1,18})\}\n')


def encode(head: Head) -> bytes:
    """The content of the file: one line of JSON, always spelled the same."""
    return f'{{"hash": "{head.hash.hex()}", "seq": {head.seq}}}\n'.encode()


def decode(content: bytes) -> Head | None:
    """The head that was encoded so; None where none was."""
    written = _FORM.fullmatch(content)
    return written and Head(int(written[2]), bytes.fromhex(written[1].decode()))


def read(root: Path) -> Head | None:
    """The head as it was last written; None where the file is missing or is not one."""
    try:
        return decode((root / HEAD).read_bytes())
    except OSError:
        return None


def advance(root: Path, head: Head, scratch: Path, connection: sqlite3.Connection) -> None:
    """Write the head after the commit of its event, but never to an earlier one: processes
    that write at once may come here in another order than they committed. A head that the
    chain does not hold is left as it is: nothing else tells that the log was cut or replaced."""
    with file_lock(root / "locks" / "audit.lock"):
        written = read(root)
        if written is None or (written.seq < head.seq and _is_event(written, connection)):
            replace_file(root / HEAD, encode(head), scratch)


def _is_event(head: Head, connection: sqlite3.Connection) -> bool:
    row = connection.execute("SELECT hash FROM events WHERE seq = ?", (head.seq,)).fetchone()
    return row is not None and row[0] == head.hash
