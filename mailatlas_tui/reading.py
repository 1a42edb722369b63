"""From a document to the lines that the reader shows; pure, and done by the bridge's threads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Literal

from mailatlas_core.models import Asset, Document, Source
from mailatlas_core.text import cell_width, fit, visible, visible_lines, wrap
from mailatlas_tui import dates
from mailatlas_tui.widgets.line_view import Kind, Line

View = Literal["text", "headers", "raw"]
VIEWS: tuple[View, ...] = ("text", "headers", "raw")

WIDEST = 100
"""Cells of the longest line: longer ones are hard to read."""

_LABEL = 9
_CHECKED_LINES = 500


class Page:
    """Lines in the making, none wider than `width` cells."""

    def __init__(self, width: int) -> None:
        self.lines: list[Line] = []
        self._width = max(24, min(width, WIDEST))
        self._paragraph = 0

    def add(self, text: str, kind: Kind = "plain", *, label: str = "") -> None:
        """One paragraph of visible text, wrapped; behind a label its lines stand under each other."""
        indent = min(max(_LABEL, cell_width(label) + 1), self._width // 3) if label else 0
        for number, piece in enumerate(wrap(text, self._width - indent)):
            spans: tuple[tuple[str, Kind], ...] = ((piece, kind),)
            if indent:
                margin = fit(label if number == 0 else "", indent - 1) + " "
                spans = ((margin, "quiet"), *spans)
            self.lines.append(Line(spans, self._paragraph))
        self._paragraph += 1


def message_lines(document: Document, view: View, width: int, check: Callable[[], None]) -> list[Line]:
    """The message as text or with all its headers. `check` is called often, and may raise to stop."""
    page = Page(width)
    headers = document.metadata.headers
    page.add(visible(headers.get("subject", document.subject)) or "(no subject)", "strong")
    page.add("")
    if view == "headers":
        page.add("All headers, decoded", "quiet")
        page.add("")
        for name, value in headers.items():
            for each in value.split("\n"):
                page.add(visible(each), label=visible(name.title()))
        return page.lines
    for label, value in _envelope(document, headers):
        page.add(visible(value), label=label)
    for asset in document.assets:
        page.add(visible(_attachment(asset)), label="⧉" if asset is document.assets[0] else " ")
    for defect in document.metadata.defects:
        page.add(visible(defect), "warning", label="Note")
    page.add("")
    _add_text(page, document.body_text, check)
    return page.lines


def raw_lines(raw: bytes, width: int, check: Callable[[], None]) -> list[Line]:
    """The original bytes as text; those that are not UTF-8 are shown as `\\xe9`."""
    page = Page(width)
    page.add(f"Raw source · {size(len(raw))}", "quiet")
    page.add("")
    _add_text(page, raw.decode("utf-8", "backslashreplace"), check)
    return page.lines


def _add_text(page: Page, text: str, check: Callable[[], None]) -> None:
    for number, line in enumerate(visible_lines(text)):
        if number % _CHECKED_LINES == 0:
            check()
        page.add(line, "quote" if line.startswith(">") else "plain")


def _envelope(document: Document, headers: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    yield "From", headers.get("from") or _mailbox(document.sender_name, document.sender_email)
    for name in ("to", "cc", "reply-to"):
        if value := headers.get(name):
            yield name.title(), value
    yield "Date", dates.exact(document.received_at)
    for source in document.sources:
        yield "Source", _sighting(source)


def _mailbox(name: str, email: str) -> str:
    return f"{name} <{email}>" if name and email else name or email or "not known"


def _sighting(source: Source) -> str:
    place = source.path or source.folder or source.account_id or ""
    number = "" if source.index is None else f"message {source.index + 1}"
    return " · ".join(part for part in (source.kind, place, number) if part)


def _attachment(asset: Asset) -> str:
    inline = "inline" if asset.kind == "inline" else ""
    name = asset.filename or "(no name)"
    return "  ".join(part for part in (name, size(asset.size), asset.mime_type, inline) if part)


def size(count: int) -> str:
    """A number of bytes for people: `812 B`, `2.1 kB`, `30.0 MB`."""
    if count < 1000:
        return f"{count} B"
    for unit in ("kB", "MB", "GB"):
        shown = count / 1000
        count = count // 1000
        if shown < 1000 or unit == "GB":
            return f"{shown:.1f} {unit}"
    raise AssertionError("the last unit returns")
