"""Images and other things that HTML shows: what stands for them in text, and which of them only report."""

from __future__ import annotations

import re
from collections.abc import Mapping

from mailatlas_core.mime.html_links import host_of

MAX_ALTERNATIVE_CHARACTERS = 200
MAX_PLACEHOLDER_CHARACTERS = 60

_SPACES = re.compile(r"\s+")
_FILE_NAME = re.compile(r"[^\s/]{1,100}\.(?:png|jpe?g|gif|webp|bmp|svg)", re.IGNORECASE)
# What programs write where a person wrote nothing.
_SAYS_NOTHING = frozenset(
    "image img picture photo pic logo icon spacer blank pixel banner graphic bild grafik imagen "
    "immagine divider shim inline-image".split()
) | {"inline image", "image removed by sender", "image.png"}
_TRACKING = re.compile(
    r"/wf/open|/track(?:ing)?/open|/open/track|/e?o(?:pen)?\.(?:gif|png|php|aspx?)\b|/open\?|/pixel\b|[/._-]pixel\.|"
    r"/beacon\b|[/.]beacon[./]|/trk/|//(?:pixel|beacon|open|track(?:ing)?|trk)\.|\btrack(?:er|ing)?\.(?:gif|png|php)\b|"
    r"mailtrack|/imp\?|[?&](?:event|action)=open\b",
    re.IGNORECASE,
)


def alternative(attributes: Mapping[str, str]) -> str:
    """What stands for an image: its alternative text in brackets, an emoji as itself, or nothing."""
    alt = _SPACES.sub(" ", attributes.get("alt", "")).strip()[:MAX_ALTERNATIVE_CHARACTERS]
    if alt and len(alt) <= 12 and not alt.isascii() and not any(letter.isalnum() for letter in alt):
        return alt
    return f"[{alt}]" if _says_something(alt) else ""


def placeholder(noun: str, attributes: Mapping[str, str], address: str) -> str:
    """What stands where something remote is not loaded: `[image not loaded: Our shop — example.com]`."""
    alt = _SPACES.sub(" ", attributes.get("alt", "")).strip()[:MAX_PLACEHOLDER_CHARACTERS]
    what = " — ".join(part for part in (alt, host_of(address)[:MAX_PLACEHOLDER_CHARACTERS]) if part)
    return f"[{noun} not loaded: {what}]" if what else f"[{noun} not loaded]"


def is_tracking_address(address: str) -> bool:
    """Whether an address says that it is there to be fetched, not to be seen."""
    return _TRACKING.search(address[:500]) is not None


def _says_something(alt: str) -> bool:
    return (
        any(letter.isalnum() for letter in alt)
        and alt.lower() not in _SAYS_NOTHING
        and not _FILE_NAME.fullmatch(alt)
    )
