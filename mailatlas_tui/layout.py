"""Reads a message and lays it out: what the bridge's threads do for the reader."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mailatlas_core.models import Document
from mailatlas_core.workspace import Workspace
from mailatlas_tui.bridge import Request
from mailatlas_tui.page import unwrapped
from mailatlas_tui.reading import (
    View,
    full_lines,
    header_lines,
    html_lines,
    html_text,
    quotes_of,
    raw_lines,
    text_lines,
    views,
)
from mailatlas_tui.wrapping import Lines

FIRST_CHARACTERS = 100_000
"""How much of a long text is laid out at once, to be looked at until the rest is."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Which message is to be laid out, in which view and width, and whether its quotes are folded.

    `source` asks for the full text even where it is no view of its own.
    """

    id: str
    view: View
    width: int
    folded: bool
    source: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """A message laid out: the view, its text as it came, its lines, and which views there are."""

    document: Document
    view: View
    views: tuple[View, ...]
    has_quotes: bool
    text: str
    lines: Lines


def lay_out(workspace: Workspace, wish: Wish, request: Request) -> Reading:
    """Lay a message out in the view that is wanted, or as text where it has not that view.

    Of a long text, the beginning goes ahead as the state of the request.
    """
    document = workspace.documents.get(wish.id, cancel=request.cancel)
    offered = views(document)
    view = wish.view if wish.source or wish.view in offered else "text"
    if view == "text":
        reading = Reading(document, view, offered, bool(quotes_of(document)), document.body_text, Lines())
        return _as_text(workspace, reading, wish, request)
    text, lines = _part(workspace, document, view, wish.width, request)
    return Reading(document, view, offered, False, text, lines)


def _as_text(workspace: Workspace, reading: Reading, wish: Wish, request: Request) -> Reading:
    size = len(workspace.documents.thread(reading.document.id, cancel=request.cancel))

    def lines(document: Document) -> Lines:
        return text_lines(document, wish.width, request.cancel.check, folded=wish.folded, thread_size=size)

    if len(reading.text) > FIRST_CHARACTERS:
        beginning = replace(reading.document, body_text=reading.text[:FIRST_CHARACTERS])
        request.progress(replace(reading, lines=lines(beginning)))
    return replace(reading, lines=lines(reading.document))


def _part(
    workspace: Workspace, document: Document, view: View, width: int, request: Request
) -> tuple[str, Lines]:
    """The text of a view that is not the first, and its lines."""
    documents, cancel, check = workspace.documents, request.cancel, request.cancel.check
    if view == "headers":
        lines = header_lines(document, width, check)
        return unwrapped(lines), lines
    if view == "raw":
        raw = documents.raw(document.id, cancel=cancel)
        return raw.decode("utf-8", "replace"), raw_lines(raw, width, check)
    if view == "html":
        text = html_text(documents.html(document.id, images=False, cancel=cancel) or "")
        return text, html_lines(document, text, width, check)
    text = documents.full_text(document.id, cancel=cancel)
    if view == "full":
        return text, full_lines(document, text, width, check)
    from mailatlas_tui.agent_view import agent_lines

    lines = agent_lines(document, text, width, check)
    return unwrapped(lines), lines
