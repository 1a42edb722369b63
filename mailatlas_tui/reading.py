"""From a document to the lines that the reader shows; pure, and done by the bridge's threads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import count
from typing import Literal

from mailatlas_core.meaning import DroppedLines
from mailatlas_core.models import Document
from mailatlas_core.text import visible, visible_lines
from mailatlas_tui.envelope import envelope, size
from mailatlas_tui.page import Page
from mailatlas_tui.widgets.line_view import Kind, Line

View = Literal["text", "full", "agent", "headers", "raw"]
VIEWS: tuple[View, ...] = ("text", "full", "agent", "headers", "raw")

CHECKED_LINES = 500
"""How many lines are laid out between two looks at whether somebody has cancelled."""

_LEFT_OUT = "−"


def views(document: Document) -> tuple[View, ...]:
    """The views of a message, in the order in which they turn."""
    if differs(document):
        return VIEWS
    return tuple(view for view in VIEWS if view != "full")


def differs(document: Document) -> bool:
    """Whether a person would see that the full text is another one than the cleaned."""
    cleaning = document.metadata.cleaning
    # Cleaning empties no text that says something: what is empty now was blank before.
    return bool(document.body_text and (cleaning.dropped or cleaning.invisible))


def kept_lines(dropped: Sequence[DroppedLines]) -> Iterator[int]:
    """The numbers, in the full text, of the lines of the cleaned one: without end."""
    number = 0
    for run in dropped:
        yield from range(number, run.first)
        number = max(number, run.end)
    yield from count(number)


def text_lines(document: Document, width: int, check: Callable[[], None]) -> list[Line]:
    """The message as one reads it. `check` is called often, and may raise to stop."""
    page = titled(document, width)
    label = ""
    for field in envelope(document):
        page.add(visible(field.value), field.kind, label=field.label if field.label != label else " ")
        label = field.label
    page.add("")
    numbers = kept_lines(document.metadata.cleaning.dropped)
    for number, line in zip(numbers, _checked(document.body_text, check), strict=False):
        page.add(line, _kind(line), source=number)
    return page.lines


def full_lines(document: Document, full_text: str, width: int, check: Callable[[], None]) -> list[Line]:
    """The text before cleaning, with a sign before what cleaning left out."""
    page = titled(document, width)
    page.add(f"Full text, before cleaning · {_LEFT_OUT} what cleaning left out", "quiet")
    page.add("")
    kept = kept_lines(document.metadata.cleaning.dropped)
    next_kept = next(kept)
    for number, line in enumerate(_checked(full_text, check)):
        if number == next_kept:
            page.add_listed(line, number, _kind(line))
            next_kept = next(kept)
        else:
            page.add_listed(line, number, "quiet", sign=_LEFT_OUT)
    return page.lines


def header_lines(document: Document, width: int, check: Callable[[], None]) -> list[Line]:
    """All headers of the message."""
    page = titled(document, width)
    page.add("All headers, decoded", "quiet")
    page.add("")
    for name, value in document.metadata.headers.items():
        check()
        for each in value.split("\n"):
            page.add(visible(each), label=visible(name.title()))
    return page.lines


def raw_lines(raw: bytes, width: int, check: Callable[[], None]) -> list[Line]:
    """The original bytes as text; those that are not UTF-8 are shown as `\\xe9`."""
    page = Page(width)
    page.add(f"Raw source · {size(len(raw))}", "quiet")
    page.add("")
    for line in _checked(raw.decode("utf-8", "backslashreplace"), check):
        page.add(line, _kind(line))
    return page.lines


def titled(document: Document, width: int) -> Page:
    """A page that begins with the subject as it was sent."""
    page = Page(width)
    subject = document.metadata.headers.get("subject", document.subject)
    page.add(visible(subject) or "(no subject)", "strong")
    page.add("")
    return page


def _checked(text: str, check: Callable[[], None]) -> Iterator[str]:
    for number, line in enumerate(visible_lines(text)):
        if number % CHECKED_LINES == 0:
            check()
        yield line


def _kind(line: str) -> Kind:
    return "quote" if line.startswith(">") else "plain"
