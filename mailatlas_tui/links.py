"""All links of a message with where they really lead; pure, and done by the bridge's threads."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import islice

from mailatlas_core.meaning import Link
from mailatlas_core.mime.html_links import host_of, lies
from mailatlas_core.models import Document

MOST_LINKS = 2_000
MOST_TEXT_CHARACTERS = 300

_ADDRESS = re.compile(r"(?:https?|ftp)://[^\s<>\"]{1,2000}", re.IGNORECASE)
_SPACES = re.compile(r"\s+")
_BEHIND = ".,;:!?'*_]"


def links_of(document: Document, html: str | None, full_text: str) -> list[Link]:
    """The links of the sanitized HTML in their order, those that were taken out of it, the addresses
    that only the text spells, and where one can unsubscribe: at most `MOST_LINKS`, each once."""
    return list(islice(dict.fromkeys(_all_links(document, html, full_text)), MOST_LINKS))


def hosts(target: str) -> tuple[str, ...]:
    """The host that a target leads to, in letters and as the network spells it: one where they agree."""
    host = host_of(target)
    labels = host.split(".")
    return tuple(dict.fromkeys((".".join(map(_in_letters, labels)), ".".join(map(_on_network, labels)))))


def _all_links(document: Document, html: str | None, full_text: str) -> Iterator[Link]:
    trust = document.metadata.trust
    of_html = list(_of_html(html or ""))
    kept = {link.target for link in of_html}
    of_html += [link for link in trust.lying_links if link.target not in kept]
    yield from of_html
    # What a link says is no link of its own, and a lie least of all.
    known = {link.target for link in of_html} | {link.text for link in of_html}
    for target in _spelled(full_text):
        if target not in known:
            yield Link("", target, lies("", target))
    for target in trust.unsubscribe:
        yield Link("List-Unsubscribe", target, lies("", target))


def _spelled(text: str) -> Iterator[str]:
    for match in _ADDRESS.finditer(text):
        yield _without_end(match[0])


def _without_end(address: str) -> str:
    """An address without the punctuation behind it, and without a parenthesis that it does not open."""
    closed = address.count(")") - address.count("(")
    end = len(address)
    while address[end - 1] in _BEHIND or (address[end - 1] == ")" and closed > 0):
        closed -= address[end - 1] == ")"
        end -= 1
    return address[:end]


def _of_html(html: str) -> Iterator[Link]:
    parser = _Anchors()
    parser.feed(html)
    parser.close()
    yield from parser.links


class _Anchors(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[Link] = []
        self._target = ""
        self._pieces: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag == "a":
            self._target = attributes.get("href") or ""
            self._pieces.clear()
        elif tag == "img" and self._target:
            self._pieces.append(f"[{attributes.get('alt') or 'image'}]")

    def handle_data(self, data: str) -> None:
        if self._target:
            self._pieces.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._target and len(self.links) < MOST_LINKS:
            text = _SPACES.sub(" ", "".join(self._pieces)).strip()[:MOST_TEXT_CHARACTERS]
            self.links.append(Link(text, self._target, lies(text, self._target)))
            self._target = ""


def _in_letters(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        return label


def _on_network(label: str) -> str:
    if label.isascii():
        return label
    normalized = unicodedata.normalize("NFKC", label).lower()
    return "xn--" + normalized.encode("punycode", "replace").decode("ascii")
