"""The files of mail that goes out: written once under the name of their SHA-256, durable before any row
names them, and checked whenever they are read."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from mailatlas_core.errors import AttachmentUnreadable, WorkspaceDamaged
from mailatlas_core.outbound.compose.checking import attachment_name
from mailatlas_core.outbound.model import Enclosure, OutboundAttachment
from mailatlas_core.paths import expanded
from mailatlas_core.store.files import (
    Placement,
    SnapshotKind,
    attachment_path,
    make_folder,
    snapshot_path,
    write_file,
)

Digests = Mapping[SnapshotKind, bytes | None]


class Snapshots:
    """The folder `outbound` of a workspace; `scratch` is a folder for files on their way."""

    def __init__(self, root: Path, scratch: Path) -> None:
        self._root = root
        self._scratch = scratch

    def keep(self, raw: bytes, text: str | None, html: str | None) -> Digests:
        """Keep a message and its texts; the digests by kind, None for what it has not."""
        contents: dict[SnapshotKind, bytes | None] = {
            "raw": raw,
            "text": None if text is None else text.encode(),
            "html": None if html is None else html.encode(),
        }
        digests = {
            kind: None if content is None else hashlib.sha256(content).digest()
            for kind, content in contents.items()
        }
        self._place(
            (snapshot_path(kind, digest), content)
            for kind, content in contents.items()
            if content is not None and (digest := digests[kind]) is not None
        )
        return digests

    def attach(self, attachments: Sequence[OutboundAttachment]) -> tuple[Enclosure, ...]:
        """Copy files that are to be attached. Raises `AttachmentUnreadable` and `MessageRefused`."""
        enclosures, placed = [], []
        for ordinal, attachment in enumerate(attachments):
            content = _content(expanded(attachment.path))
            digest = hashlib.sha256(content).digest()
            path = attachment_path(digest)
            name = attachment_name(attachment)
            mime_type = attachment.mime_type or _type_of(name)
            enclosures.append(Enclosure(ordinal, name, mime_type, len(content), digest.hex(), path))
            placed.append((path, content))
        self._place(placed)
        return tuple(enclosures)

    def _place(self, files: Iterable[tuple[str, bytes]]) -> None:
        placement = Placement(self._root)
        placed = []
        for path, content in files:
            make_folder((self._root / path).parent.parent)
            temporary = self._scratch / os.urandom(8).hex()
            write_file(temporary, content)
            placement.place(temporary, path)
            placed.append(path)
        placement.make_durable(placed)


def read(root: Path, path: str) -> bytes:
    """The bytes of a file of mail that goes out, which has the name of its SHA-256. Raises
    `WorkspaceDamaged` where they are not as they were."""
    try:
        content = (root / path).read_bytes()
    except OSError as error:
        raise WorkspaceDamaged(f"The file {path} cannot be read: {error.strerror}.") from None
    if hashlib.sha256(content).hexdigest() != Path(path).stem:
        raise WorkspaceDamaged(
            f"The file {path} is not as it was stored: its SHA-256 is not its name.",
            hint="`mailatlas audit verify` says what else was changed.",
        )
    return content


def _content(path: Path) -> bytes:
    try:
        if path.exists() and not path.is_file():
            raise AttachmentUnreadable(
                f"The attachment {path} is no file.", field="attachments", hint="Attach files one by one."
            )
        return path.read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "that is no path"
        raise AttachmentUnreadable(
            f"The attachment {path} cannot be read: {reason}.",
            field="attachments",
            hint="Name a file that is there, and that you may read.",
        ) from None


def _type_of(name: str) -> str:
    from mimetypes import MimeTypes

    guessed, encoding = MimeTypes().guess_type(name)
    return guessed if guessed and encoding is None else "application/octet-stream"
