"""HTML → markup that is well formed and harmless: by nh3, then by what mail may hold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape

import nh3

_KEPT_ELEMENTS = frozenset(
    "a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del "
    "details dfn div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main "
    "mark nav ol p pre q rp rt ruby s samp section small span strike strong sub summary sup table tbody td "
    "tfoot th thead time tr tt u ul var wbr".split()
)
# Elements that refer to something far away: they are read for their address and never kept.
_REFERRING_ELEMENTS = frozenset("audio embed input link meta object picture source track video".split())
_WITHOUT_CONTENT = frozenset("math script style svg template title".split())

_KEPT_ATTRIBUTES: dict[str, frozenset[str]] = {
    "*": frozenset(("dir", "lang", "align", "valign")),
    "abbr": frozenset(("title",)),
    "td": frozenset(("colspan", "rowspan")),
    "th": frozenset(("colspan", "rowspan", "scope")),
    "col": frozenset(("span",)),
    "colgroup": frozenset(("span",)),
    "table": frozenset(("border", "cellpadding", "cellspacing")),
    "ol": frozenset(("start", "type", "reversed")),
    "ul": frozenset(("type",)),
    "li": frozenset(("value",)),
}
_READ_ATTRIBUTES = frozenset(
    "alt background bgcolor border cellpadding cellspacing class color content data height hidden href "
    "http-equiv id poster rel role size src srcset style type width".split()
)
_SCHEMES = frozenset(
    "http https ftp mailto tel sms cid mid data file javascript vbscript webcal xmpp callto sip geo".split()
)
_HARMLESS_ADDRESS = re.compile(r"(?:https?://|mailto:|tel:|sms:|ftp://)[^\x00-\x20]", re.IGNORECASE)

_CLEANER = nh3.Cleaner(
    tags=_KEPT_ELEMENTS | _REFERRING_ELEMENTS | {"font"},
    clean_content_tags=_WITHOUT_CONTENT,
    attributes={
        "*": _KEPT_ATTRIBUTES["*"] | _READ_ATTRIBUTES,
        **{name: names for name, names in _KEPT_ATTRIBUTES.items() if name != "*"},
    },
    url_schemes=_SCHEMES,
    link_rel=None,
)


def well_formed(markup: str) -> str:
    """Markup as a browser would understand it, each element closed, each attribute in double quotes.

    What a script could come from is gone; addresses, classes and styles are still there to be read.
    The markup must not be too complex: see `html_bounds`.
    """
    return _CLEANER.clean(markup)


def start_tag(name: str, attributes: Mapping[str, str], style: str) -> str:
    """The start tag of an element as it is kept; empty for one that is not. Images are not written here."""
    if name == "font":
        name = "span"
    if name not in _KEPT_ELEMENTS or name == "img":
        return ""
    general, own = _KEPT_ATTRIBUTES["*"], _KEPT_ATTRIBUTES.get(name, frozenset())
    kept = {key: value for key, value in attributes.items() if key in general or key in own}
    if style:
        kept["style"] = style
    if name == "a" and (address := harmless_address(attributes.get("href", ""))):
        kept |= {"href": address, "rel": "noopener noreferrer"}
    return _tag(name, kept)


def end_tag(name: str) -> str:
    """The end tag that fits `start_tag`."""
    if name == "font":
        name = "span"
    return f"</{name}>" if name in _KEPT_ELEMENTS else ""


def image_tag(asset: str, attributes: Mapping[str, str]) -> str:
    """An image of the message itself."""
    kept = {"src": asset, "alt": attributes.get("alt", "")}
    kept |= {key: attributes[key] for key in ("width", "height") if key in attributes}
    return _tag("img", kept)


def _tag(name: str, attributes: Mapping[str, str]) -> str:
    written = [f'{key}="{escape(value)}"' for key, value in attributes.items()]
    return f"<{' '.join([name, *written])}>"


def harmless_address(address: str) -> str | None:
    """The address where a click on it can only open a page or write a message; else None."""
    address = address.strip()
    if address.startswith("//"):
        address = "https:" + address
    return address if _HARMLESS_ADDRESS.match(address) else None
