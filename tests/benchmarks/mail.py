"""The mail of a size, as an mbox and as a Maildir: made once, and kept."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks import mailbox
from tests.benchmarks.mailbox import Mailbox, write_maildir, write_mbox
from tests.benchmarks.programs import Form

SIZES = {"1k": 1_000, "10k": 10_000, "100k": 100_000, "1M": 1_000_000}
LARGEST_KEPT = 100_000
"""More than that is never there at once: see `growing`."""


@dataclass(frozen=True, slots=True)
class Mail:
    """Where the mail of a size lies; `bytes` are those of the messages."""

    size: str
    mbox: Path
    maildir: Path

    @property
    def count(self) -> int:
        return SIZES[self.size]

    @property
    def bytes(self) -> int:
        return self.mbox.stat().st_size

    def at(self, form: Form) -> Path:
        return self.mbox if form == "mbox" else self.maildir


def mail_of(size: str, folder: Path) -> Mail:
    """The mail of a size in `folder`, made now unless it is there; both forms hold the same messages."""
    name = f"{size}-{design()}"
    mail = Mail(size, folder / f"{name}.mbox", folder / f"{name}.maildir")
    folder.mkdir(parents=True, exist_ok=True)
    _remove_others(folder, mail)
    if not mail.mbox.exists():
        unfinished = mail.mbox.with_suffix(".part")
        write_mbox(unfinished, Mailbox(mail.count).messages())
        unfinished.rename(mail.mbox)
    if not mail.maildir.exists():
        unfinished = mail.maildir.with_suffix(".part")
        shutil.rmtree(unfinished, ignore_errors=True)
        write_maildir(unfinished, Mailbox(mail.count).messages())
        unfinished.rename(mail.maildir)
    return mail


def _remove_others(folder: Path, mail: Mail) -> None:
    """Mail of this size that is made otherwise is never read again, and large."""
    for other in folder.glob(f"{mail.size}-*"):
        if other.is_dir() and other != mail.maildir:
            shutil.rmtree(other)
        elif other.is_file() and other != mail.mbox:
            other.unlink()


def design() -> str:
    """Names the code that makes the mail, so that a change of it is never measured on old mail."""
    return hashlib.sha256(Path(mailbox.__file__).read_bytes()).hexdigest()[:8]
