"""What is made of an original whenever it is wanted: the page of its HTML, its attachments and images.

Attachments are most of the bytes of mail, and hardly any is ever opened, so that keeping them
beside the originals would double what a workspace takes. Their files are made when somebody is
given their paths, and a sanitizer that has learned something serves old mail too.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Callable
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from mailatlas_core.errors import IndexOutdated
from mailatlas_core.models import Asset, Document
from mailatlas_core.store.files import Placement, asset_path, write_file

if TYPE_CHECKING:
    from mailatlas_core.mime import ParsedMessage

# The HTML is sanitized already; a browser is told once more that nothing may be fetched or run.
_PAGE_HEAD = (
    '<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy"'
    " content=\"default-src 'none'; img-src 'self' file: data:; style-src 'unsafe-inline'\">\n"
)

_EMBEDDED = 32 << 20
"""Bytes of images in one page: the same image may be referred to a thousand times."""


class Derived:
    """What can be made of the original `raw` of a document."""

    def __init__(self, document: Document, raw: bytes) -> None:
        self._document = document
        self._raw = raw

    def page(self, *, images: bool = True) -> str | None:
        """The sanitized HTML as a page that fetches and runs nothing, with its images in it unless these
        are not wanted; None where the message has none."""
        room = _EMBEDDED if images else 0

        def data(ordinal: int) -> str:
            nonlocal room
            part = self._parsed.assets[ordinal]
            room -= len(part.content)
            if room < 0:
                return "data:,"
            return f"data:{escape(part.mime_type)};base64,{b64encode(part.content).decode('ascii')}"

        return self._page(data)

    def content(self, asset: Asset) -> bytes:
        """The bytes of an attachment or image. Raises `IndexOutdated`."""
        found = self._contents.get(asset.sha256)
        if found is None:
            raise IndexOutdated(
                f"The attachment {asset.ordinal} of {asset.document_id[:12]} is no part of its original as"
                " this version reads it.",
                hint="`mailatlas reparse` brings the index up to date.",
            )
        return found

    def make_files(self, root: Path, scratch: Path) -> None:
        """Make the files that the document names where they are not as they should be, by way of the
        folder `scratch`. Raises `IndexOutdated` and `WorkspaceFull`."""
        assets = self._document.assets
        files = {asset.file_path: self.content(asset) for asset in assets if not _is_file_of(root, asset)}
        page = self._page(self._as_file)
        if self._document.body_html_path is not None and page is not None:
            files[self._document.body_html_path] = page.encode()
        placement = Placement(root)
        for number, (path, content) in enumerate(files.items()):
            write_file(scratch / str(number), content)
            placement.place(scratch / str(number), path)

    @cached_property
    def _parsed(self) -> ParsedMessage:
        from mailatlas_core.mime import parse

        return parse(self._raw, config=self._document.metadata.parser_config)

    @cached_property
    def _digests(self) -> list[bytes]:
        return [hashlib.sha256(part.content).digest() for part in self._parsed.assets]

    @cached_property
    def _contents(self) -> dict[str, bytes]:
        parts = zip(self._digests, self._parsed.assets, strict=True)
        return {digest.hex(): part.content for digest, part in parts}

    def _page(self, reference: Callable[[int], str]) -> str | None:
        html = self._parsed.html
        if html is None:
            return None
        from mailatlas_core.mime.model import ASSET_SCHEME

        body = re.sub(rf'"{ASSET_SCHEME}(\d+)"', lambda match: f'"{reference(int(match[1]))}"', html.html)
        return _PAGE_HEAD + body

    def _as_file(self, ordinal: int) -> str:
        """An asset relative to where the page of a document lies."""
        return f"../../{asset_path(self._digests[ordinal])}"


def _is_file_of(root: Path, asset: Asset) -> bool:
    """Whether there is a file of an asset: one whose writing was cut short has another SHA-256."""
    try:
        with (root / asset.file_path).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == asset.sha256
    except OSError:
        return False
