"""The way out into a folder: each message as an .eml, for demos, tests and air gaps."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from mailatlas_core.errors import OutputExists, PathUnwritable
from mailatlas_core.export.destination import take, written
from mailatlas_core.outbound.model import Delivery, Outgoing, ProviderName
from mailatlas_core.store.files import fsync


class FileSender:
    """Writes the bytes of a message into `folder`, which is made where it is not there.

    A file is called by the SHA-256 of its bytes, so that the same message is one file however often it is
    sent, and no file is ever written over. The envelope is not in it, and with it Bcc.
    """

    provider: ProviderName = "file"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, outgoing: Outgoing, /) -> Delivery:
        name = f"{hashlib.sha256(outgoing.raw).hexdigest()}.eml"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            how = self._placed(self._folder / name, outgoing.raw)
        except (OutputExists, PathUnwritable) as error:
            return Delivery("error", error=error.message)
        except OSError as error:
            return Delivery("error", error=f"{self._folder} cannot be made: {error.strerror}.")
        try:
            fsync(self._folder)
        except OSError as error:
            lost = f"{self._folder / name} is there, but may not outlast a power cut: {error.strerror}."
            return Delivery("unknown", name, error=lost)
        return Delivery("sent", name, response={"file": f"{name} {how}"})

    def _placed(self, file: Path, content: bytes) -> str:
        """How the file came to be there. Raises `OutputExists` where another is in its place."""
        with written(self._folder, content) as temporary:
            try:
                take(temporary, file, force=False)
            except OutputExists:
                if not _holds(file, content):
                    raise
                return "was there already, with the same bytes"
        return "was written"


def _holds(file: Path, content: bytes) -> bool:
    """Whether a file, which is no link, has this content."""
    try:
        descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        return False
    with os.fdopen(descriptor, "rb") as opened:
        return opened.read(len(content) + 1) == content
