"""What HTML refers to: the message's own files, images written into it, and what is far away."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator, Sequence
from urllib.parse import unquote, unquote_to_bytes

from mailatlas_core.mime.model import ASSET_SCHEME, ParsedAsset

MAX_REMOTE = 500
MAX_ADDRESS_CHARACTERS = 2_000
MAX_DATA_IMAGES = 200

# Images of dots; never SVG, which is a document with scripts of its own.
_DATA_IMAGE = re.compile(
    r"data:(image/(?:png|jpe?g|gif|webp|bmp|avif|x-icon))((?:;[\w.=-]{1,50})*+),"
    r"([A-Za-z0-9+/=%_\-.~!*$&:@?]*+(?:[\r\n]++[\t ]*+[A-Za-z0-9+/=%_-]++)*+)",
    re.IGNORECASE,
)
_DATA_ORDINAL = re.compile(r"data:(\d{1,6})")
_REMOTE = re.compile(r"(?:https?|ftp):|//|\\\\", re.IGNORECASE)
_ATTRIBUTE_WITH_ADDRESS = re.compile(
    r"""\b(?:src|background|poster|srcset)\s*+=\s*+["']?+((?:https?:)?//[^\s"'<>]++)""", re.IGNORECASE
)


def data_images(source: str) -> list[ParsedAsset]:
    """The images that HTML holds in `data:` addresses, each once, as files without a name.

    `read_html` finds them among its assets by their content.
    """
    images: dict[bytes, str] = {}
    for found in _data_images(source):
        if len(images) == MAX_DATA_IMAGES:
            break
        if content := _decode(found):
            images.setdefault(content, found[1].lower())
    return [ParsedAsset("inline", None, mime_type, None, content) for content, mime_type in images.items()]


def with_data_ordinals(source: str, assets: Sequence[ParsedAsset]) -> str:
    """HTML with each `data:` image shortened to `data:N`, or to `data:` where it is no asset."""
    if next(_data_images(source), None) is None:
        return source
    ordinals = {asset.content: ordinal for ordinal, asset in reversed(list(enumerate(assets)))}
    return _DATA_IMAGE.sub(lambda found: f"data:{ordinals.get(_decode(found), '')}", source)


def remote_addresses(source: str) -> tuple[str, ...]:
    """What markup would fetch that is not understood as elements."""
    remote = Remote()
    for found in _ATTRIBUTE_WITH_ADDRESS.finditer(source):
        remote.add(found[1])
    return remote.addresses()


def is_remote(address: str) -> bool:
    return _REMOTE.match(address.lstrip()) is not None


class Remote:
    """The distinct remote addresses of a document, in order, of bounded number and length."""

    def __init__(self) -> None:
        self._addresses: dict[str, None] = {}

    def add(self, address: str) -> bool:
        """Remember the address if it is a remote one, and say whether it is."""
        if not is_remote(address):
            return False
        if len(self._addresses) < MAX_REMOTE:
            self._addresses[address.strip()[:MAX_ADDRESS_CHARACTERS]] = None
        return True

    def addresses(self) -> tuple[str, ...]:
        return tuple(self._addresses)


class References:
    """The message's own assets by the names that HTML has for them."""

    def __init__(self, assets: Sequence[ParsedAsset]) -> None:
        self._count = len(assets)
        self._by_cid: dict[str, int] = {}
        self._by_location: dict[str, int] = {}
        self._by_end_of_location: dict[str, int] = {}
        for ordinal, asset in enumerate(assets):
            if asset.parent is not None:
                continue
            if asset.cid:
                self._by_cid.setdefault(asset.cid.strip("<> "), ordinal)
            if asset.location:
                location = unquote(asset.location.strip())
                self._by_location.setdefault(location, ordinal)
                self._by_end_of_location.setdefault(location.rpartition("/")[2], ordinal)

    def resolve(self, address: str) -> str | None:
        """`asset:N` for an address of one of the assets, else None."""
        address = address.strip()
        ordinal = self._ordinal(address)
        return None if ordinal is None else f"{ASSET_SCHEME}{ordinal}"

    def _ordinal(self, address: str) -> int | None:
        scheme = address[:5].lower()
        if scheme.startswith("cid:"):
            name = address[4:]
            found = self._by_cid.get(name.strip("<> "))
            return self._by_cid.get(unquote(name).strip("<> ")) if found is None else found
        if scheme == "data:":
            written = _DATA_ORDINAL.fullmatch(address)
            return int(written[1]) if written and int(written[1]) < self._count else None
        if not self._by_location or not address:
            return None
        address = unquote(address)
        found = self._by_location.get(address)
        if found is None and "/" not in address:
            # Relative to a base that is not told: the folder of the part it names.
            return self._by_end_of_location.get(address)
        return found


def _data_images(source: str) -> Iterator[re.Match[str]]:
    return _DATA_IMAGE.finditer(source) if "data:" in source.lower() else iter(())


def _decode(found: re.Match[str]) -> bytes:
    content = unquote_to_bytes(found[3])
    if ";base64" not in found[2].lower():
        return content
    letters = content.translate(None, b" \t\r\n=")
    try:
        return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))
    except binascii.Error:
        return b""
