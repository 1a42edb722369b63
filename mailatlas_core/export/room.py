"""The exports room of a workspace: documents and their attachments as files of one's own."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from mailatlas_core.audit.chain import Data
from mailatlas_core.audit.ledger import Entry
from mailatlas_core.errors import AssetNotFound
from mailatlas_core.export.destination import own_folder, take, take_first_free, written
from mailatlas_core.export.json import document_json, dumps
from mailatlas_core.export.pages import html_page, markdown
from mailatlas_core.models import Asset, Document, ExportFormat
from mailatlas_core.store.room import Documents

_EXTENSIONS: dict[ExportFormat, str] = {
    "json": "json", "markdown": "md", "html": "html", "text": "txt", "raw": "eml",
}  # fmt: skip


class Exports:
    """Documents in other shapes, and their attachments.

    What is saved to a file is an event of the audit log, in one transaction with the file's taking
    its name, and so is what is given to a command; other bytes are read, which is no event. A
    workspace on a read-only medium can take none, so what goes out from there leaves none.

    An `id` may be an unambiguous beginning. Every method raises `DocumentNotFound`,
    `DocumentAmbiguous`, and `WorkspaceDamaged` where a file of the workspace is missing or was changed;
    those that save also `OutputExists`, `PathUnwritable`, `WorkspaceBusy` and `WorkspaceReadOnly`.
    """

    def __init__(
        self, root: Path, documents: Documents, entry: Callable[[], AbstractContextManager[Entry]] | None
    ) -> None:
        """`entry` begins a transaction with its events; None where nothing can be written."""
        self._root = root
        self._documents = documents
        self._entry = entry

    def document(
        self,
        id: str,
        format: ExportFormat,
        to: Path | None = None,
        *,
        force: bool = False,
    ) -> Path:
        """Save a document and return where: as the file `to`, which must not exist unless `force` is
        given; in the folder `to`, or in the workspace's `exports`, under a name that is free there."""
        document = self._documents.get(id)
        content = self._rendered(document, format)
        name = f"{document.subject.strip() or 'no subject'}.{_EXTENSIONS[format]}"
        return self._save(content, to, name, force, "export.document", document.id, {"format": format})

    def document_bytes(self, id: str, format: ExportFormat) -> bytes:
        """What `document` would save."""
        return self._rendered(self._documents.get(id), format)

    def asset(self, id: str, ordinal: int, to: Path | None = None, *, force: bool = False) -> Path:
        """Save an attachment or image of a document as `document` does; also raises `AssetNotFound`."""
        asset = self._asset(id, ordinal)
        content, name = self._documents.asset(asset), asset.filename or _name_by_type(asset.mime_type)
        return self._save(content, to, name, force, "export.asset", asset.document_id, {"ordinal": ordinal})

    def asset_bytes(self, id: str, ordinal: int) -> bytes:
        """An attachment or image of a document, checked against its SHA-256; also raises `AssetNotFound`."""
        return self._documents.asset(self._asset(id, ordinal))

    def given(self, id: str, ordinal: int | None = None) -> bytes:
        """The original of a document, or an attachment or image of it, to be given to a command of the
        user's: it may go anywhere from there. Also raises `AssetNotFound` and `WorkspaceBusy`."""
        document = self._documents.get(id)
        data: Data = {} if ordinal is None else {"ordinal": ordinal}
        content = (
            self._documents.raw(document.id)
            if ordinal is None
            else self._documents.asset(self._asset(document.id, ordinal))
        )
        if self._entry is not None:
            with self._entry() as event:
                self._record(event, "export.command", document.id, content, data)
        return content

    def _rendered(self, document: Document, shape: ExportFormat) -> bytes:
        match shape:
            case "json":
                return dumps(document_json(document), indent=2).encode() + b"\n"
            case "markdown":
                return markdown(document, self._documents.html(document.id)).encode()
            case "html":
                return html_page(document, self._documents.html(document.id)).encode()
            case "text":
                return document.body_text.encode()
            case "raw":
                return self._documents.raw(document.id)

    def _asset(self, id: str, ordinal: int) -> Asset:
        document = self._documents.get(id)
        for asset in document.assets:
            if asset.ordinal == ordinal:
                return asset
        count = len(document.assets)
        raise AssetNotFound(
            f"The document {document.id[:12]} has no attachment or image {ordinal}.",
            hint=f"It has {count}, counted from 0." if count else "It has none.",
        )

    def _save(
        self, content: bytes, to: Path | None, name: str, force: bool, kind: str, id: str, data: Data
    ) -> Path:
        place = own_folder(self._root, read_only=self._entry is None) if to is None else to
        is_folder = os.path.isdir(place)  # noqa: PTH112 - Path.is_dir raises where it may not look
        folder = place if is_folder else place.parent
        entry = nullcontext() if self._entry is None else self._entry()
        with written(folder, content) as temporary, entry as event:
            if event is not None:
                self._record(event, kind, id, content, data)
            if is_folder:
                return take_first_free(temporary, (folder / free for free in _numbered(name)))
            take(temporary, place, force=force)
        return place

    def _record(self, event: Entry, kind: str, id: str, content: bytes, data: Data) -> None:
        digest = hashlib.sha256(content).hexdigest()
        event.record(kind, id, {**data, "bytes": len(content), "sha256": digest})


def _numbered(name: str) -> Iterator[str]:
    """The name made safe, then with (2), (3) and so on in it."""
    from mailatlas_core.mime.file_names import safe_name

    taken: set[str] = set()
    while True:
        yield safe_name(name, taken)


def _name_by_type(mime_type: str) -> str:
    """A name for a file that its sender gave none."""
    from mimetypes import MimeTypes

    return f"file{MimeTypes().guess_extension(mime_type) or ''}"
