"""One walk over well-formed markup: what a reader sees of it, and what is kept of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape
from typing import Literal, NamedTuple

from mailatlas_core.mime.html_css import StyleSheet, addresses_in
from mailatlas_core.mime.html_images import alternative, is_tracking_address, placeholder
from mailatlas_core.mime.html_layout import Layout, Table
from mailatlas_core.mime.html_references import References, Remote
from mailatlas_core.mime.html_report import HiddenText, Links
from mailatlas_core.mime.html_sanitize import end_tag, image_tag, start_tag
from mailatlas_core.mime.html_style import PLAIN, Look, Style, is_pixel, look_inside, style_of

MAX_REMEMBERED = 5_000

_TAG = re.compile(r'<(/?)([a-z][a-z0-9]*+(?: [^\s="<>]++="[^"]*+")*+)>')
_ATTRIBUTE = re.compile(r' ([^\s="<>]++)="([^"]*+)"')
_VOID = frozenset("br col embed hr img input link meta source track wbr".split())
_SRCSET_ADDRESS = re.compile(r"[^\s,]\S*+")
_REFRESH_ADDRESS = re.compile(r"url\s*+=\s*+[\"']?+([^\"']++)", re.IGNORECASE)
_FETCHED_LINKS = frozenset("stylesheet icon preload prefetch preconnect dns-prefetch import".split())
_NOUNS = {"embed": "frame", "object": "object", "video": "video", "audio": "sound", "input": "image"}
_NUMBER = re.compile(r"-?\d{1,6}")

_GAPS: dict[str, Literal[1, 2]] = {
    **dict.fromkeys(("p", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "dl", "figure"), 2),
    **dict.fromkeys(
        "address article aside caption center dd details div dt figcaption footer header main nav "
        "section summary".split(),
        1,
    ),
}


class _Element(NamedTuple):
    """A start tag understood; mail repeats the same ones again and again."""

    name: str
    attributes: Mapping[str, str]
    style: Style
    fetched: tuple[str, ...]
    start: str
    end: str


class HtmlWalk:
    """Walks once, at its making; then holds what was found."""

    def __init__(self, markup: str, style_sheet: str, references: References) -> None:
        self.layout = Layout()
        self.links = Links(self.layout)
        self.hidden = HiddenText()
        self.remote = Remote()
        self.trackers = 0
        self._sheet = StyleSheet(style_sheet)
        self._references = references
        self._html: list[str] = []
        self._open: list[_Element] = []
        # Of the document, and of each element that is open.
        self._looks = [Look()]
        self._elements: dict[str, _Element] = {}
        self._starts: dict[str, Callable[[_Element], None]] = {
            "a": self._start_link,
            "blockquote": lambda _: self.layout.open_quote(),
            "li": lambda _: self.layout.open_item(),
            "ol": self._start_list,
            "ul": lambda _: self.layout.open_list(None),
            "table": self._start_table,
            "td": lambda _: self.layout.open_cell(is_heading=False),
            "th": lambda _: self.layout.open_cell(is_heading=True),
            "tr": lambda _: self.layout.open_row(),
        }
        self._ends: dict[str, Callable[[], None]] = {
            "a": self.links.end,
            "blockquote": self.layout.close_quote,
            "li": self.layout.close_item,
            "ol": self.layout.close_list,
            "ul": self.layout.close_list,
            "table": self.layout.close_table,
            "td": self.layout.close_cell,
            "th": self.layout.close_cell,
        }
        for address in addresses_in(style_sheet):
            self.remote.add(address)
        self._walk(markup)

    def html(self) -> str:
        return "".join(self._html).strip()

    def _walk(self, markup: str) -> None:
        pieces = iter(_TAG.split(markup))
        self._text(next(pieces))
        for closes, tag, text in zip(pieces, pieces, pieces, strict=True):
            if closes:
                self._end()
            else:
                self._start(self._elements.get(tag) or self._read(tag))
            if text:
                self._text(text)

    def _read(self, tag: str) -> _Element:
        name = tag.partition(" ")[0]
        attributes = {
            key: _unescape(value) if "&" in value else value for key, value in _ATTRIBUTE.findall(tag)
        }
        style = style_of(name, attributes, self._sheet)
        element = _Element(
            name,
            attributes,
            style,
            tuple(_fetched(name, attributes)),
            start_tag(name, attributes, style.kept),
            end_tag(name),
        )
        if len(self._elements) < MAX_REMEMBERED:
            self._elements[tag] = element
        return element

    def _start(self, element: _Element) -> None:
        name = element.name
        look = self._looks[-1]
        if element.style is not PLAIN:
            look = look_inside(look, element.style)
        if name == "img":
            self._image(element, look)
            return
        for address in element.fetched:
            self.remote.add(address)
        if name in _VOID:
            self._void(element, look)
            return
        self._open.append(element)
        self._looks.append(look)
        if look.gone:
            return
        self._html.append(element.start)
        if name in _NOUNS:
            self._stand_in(element, look)
        if gap := _GAPS.get(name):
            self.layout.flow.block(gap)
        elif start := self._starts.get(name):
            start(element)

    def _end(self) -> None:
        if not self._open:
            return
        element = self._open.pop()
        if self._looks.pop().gone:
            return
        self._html.append(element.end)
        if gap := _GAPS.get(element.name):
            self.layout.flow.block(gap)
        elif end := self._ends.get(element.name):
            end()

    def _text(self, written: str) -> None:
        look = self._looks[-1]
        text = _unescape(written) if "&" in written else written
        if look.hidden:
            self.hidden.add(text, look.hidden)
            return
        self._html.append(written)
        self.links.add(text)
        if look.preformatted:
            self.layout.flow.add_preformatted(text)
        else:
            self.layout.flow.add(text)
        if self.hidden.is_open and not text.isspace():
            self.hidden.close()

    def _void(self, element: _Element, look: Look) -> None:
        if look.gone:
            return
        if element.name == "br":
            self._html.append("<br>")
            self.layout.flow.break_line()
        elif element.name == "hr":
            self._html.append("<hr>")
            self.layout.flow.add_lines(["---"])
        else:
            self._html.append(element.start)
            if element.name in _NOUNS:
                self._stand_in(element, look)

    def _image(self, element: _Element, look: Look) -> None:
        attributes = element.attributes
        is_seen = look.visible and not look.gone
        source = attributes.get("src", "")
        asset = self._references.resolve(source)
        fetched = [address for address in element.fetched if not (asset and address == source)]
        remote = [address for address in fetched if self.remote.add(address)]
        address = remote[0] if remote else ""
        reports = address and (
            not is_seen or is_pixel(attributes, element.style) or is_tracking_address(address)
        )
        self.trackers += bool(reports)
        if not is_seen:
            return
        if asset:
            self._html.append(image_tag(asset, attributes))
        else:
            noun = "tracking image" if reports else "image"
            self._html.append(escape(placeholder(noun, attributes, address), quote=False))
        if not reports:
            self.links.add_image()
            self._words(alternative(attributes))

    def _stand_in(self, element: _Element, look: Look) -> None:
        """Words in the place of what is not fetched."""
        address = next((address for address in element.fetched if self.remote.add(address)), None)
        if address and look.visible:
            noun = _NOUNS[element.name]
            self._html.append(escape(placeholder(noun, element.attributes, address), quote=False))

    def _words(self, text: str) -> None:
        if text:
            self.links.add(text)
            self.layout.flow.add(text)

    def _start_link(self, element: _Element) -> None:
        self.links.start(element.attributes.get("href", ""))

    def _start_list(self, element: _Element) -> None:
        first = _NUMBER.fullmatch(element.attributes.get("start", "").strip())
        self.layout.open_list(int(first[0]) if first else 1)

    def _start_table(self, element: _Element) -> None:
        attributes = element.attributes
        is_layout = attributes.get("role") in ("presentation", "none") or any(
            attributes.get(name) == "0" for name in ("border", "cellpadding", "cellspacing")
        )
        has_border = attributes.get("border", "0") not in ("0", "none", "0px")
        self.layout.open_table(Table(is_layout=is_layout, has_border=has_border))


def _fetched(name: str, attributes: Mapping[str, str]) -> list[str]:
    """The addresses that a browser would fetch for an element, remote or not."""
    if name == "link":
        is_fetched = not _FETCHED_LINKS.isdisjoint(attributes.get("rel", "").lower().split())
        return [attributes["href"]] if is_fetched and "href" in attributes else []
    if name == "meta":
        is_refresh = attributes.get("http-equiv", "").lower() == "refresh"
        return _REFRESH_ADDRESS.findall(attributes.get("content", "")) if is_refresh else []
    addresses = [attributes[key] for key in ("src", "data", "poster", "background") if key in attributes]
    if "srcset" in attributes:
        addresses += _SRCSET_ADDRESS.findall(attributes["srcset"])
    if "style" in attributes:
        addresses += addresses_in(attributes["style"])
    return addresses


def _unescape(text: str) -> str:
    """The references that well-formed markup has, and no others."""
    text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", "\xa0").replace("&quot;", '"')
    return text.replace("&amp;", "&")
