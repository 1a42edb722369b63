"""From a document to the lines that the reader shows; pure, and done by the bridge's threads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal

from mailatlas_core.models import Document
from mailatlas_core.text import visible, visible_lines
from mailatlas_tui.envelope import Field, counted, envelope, lists, size
from mailatlas_tui.glyphs import FOLDED, LEFT_OUT
from mailatlas_tui.page import Page
from mailatlas_tui.quotes import cleaned_spans, folds, kept_lines, kinds
from mailatlas_tui.wrapping import Lines

View = Literal["text", "full", "agent", "html", "headers", "raw"]
VIEWS: tuple[View, ...] = ("text", "full", "agent", "html", "headers", "raw")

CHECKED_LINES = 500
"""How many lines are laid out between two looks at whether somebody has cancelled."""


def views(document: Document) -> tuple[View, ...]:
    """The views of a message, in the order in which they turn."""
    has = {"full": differs(document), "html": document.body_html_path is not None}
    return tuple(view for view in VIEWS if has.get(view, True))


def differs(document: Document) -> bool:
    """Whether a person would see that the full text is another one than the cleaned."""
    cleaning = document.metadata.cleaning
    # Cleaning empties no text that says something: what is empty now was blank before.
    return bool(document.body_text and (cleaning.dropped or cleaning.invisible))


def quotes_of(document: Document) -> list[range]:
    """The lines of the text that stand folded, quote by quote."""
    metadata = document.metadata
    spans = cleaned_spans(metadata.spans, metadata.cleaning.dropped)
    return folds(document.body_text.split("\n"), spans) if spans else []


def text_lines(
    document: Document,
    width: int,
    check: Callable[[], None],
    *,
    folded: bool = True,
    thread_size: int = 1,
) -> Lines:
    """The message as one reads it, with its long quotes as one line each where it is `folded`.

    `check` is called often, and may raise to stop.
    """
    page = titled(document, width)
    _add_fields(page, envelope(document, thread_size))
    page.add("")
    metadata = document.metadata
    numbers = kept_lines(metadata.cleaning.dropped)
    looks = kinds(cleaned_spans(metadata.spans, metadata.cleaning.dropped))
    quotes = {quote.start: quote for quote in quotes_of(document)} if folded else {}
    shown_from = 0
    lines = zip(numbers, looks, _checked(document.body_text, check), strict=False)
    for index, (number, kind, line) in enumerate(lines):
        if index in quotes:
            shown_from = quotes[index].stop
            page.add(f"{FOLDED} {counted(len(quotes[index]), 'quoted line')}", "quiet", source=number)
        elif index < shown_from:
            page.pass_over()
        else:
            page.add_quoted(line, kind, source=number)
    return page.lines


def full_lines(document: Document, full_text: str, width: int, check: Callable[[], None]) -> Lines:
    """The text before cleaning, with a sign before what cleaning left out."""
    page = titled(document, width)
    page.add(f"Full text, before cleaning · {LEFT_OUT} what cleaning left out", "quiet")
    page.add("")
    kept = kept_lines(document.metadata.cleaning.dropped)
    next_kept = next(kept)
    lines = zip(kinds(document.metadata.spans), _checked(full_text, check), strict=False)
    for number, (kind, line) in enumerate(lines):
        if number == next_kept:
            page.add_listed(line, number, kind)
            next_kept = next(kept)
        else:
            page.add_listed(line, number, "aside", sign=LEFT_OUT)
    return page.lines


def html_text(sanitized: str) -> str:
    """A sanitized page as text: the targets of its links and what it does not load stand in it."""
    from mailatlas_core.mime.defects import Defects
    from mailatlas_core.mime.html_reading import read_html

    return read_html(sanitized, (), Defects()).text


def html_lines(document: Document, text: str, width: int, check: Callable[[], None]) -> Lines:
    """What `html_text` has made of the HTML."""
    page = titled(document, width)
    page.add("HTML as text · each link with its target, nothing loaded", "quiet")
    page.add("")
    for line in _checked(text, check):
        page.add_quoted(line, "aside" if line.startswith(">") else "plain")
    return page.lines


def header_lines(document: Document, width: int, check: Callable[[], None]) -> Lines:
    """All headers of the message, and all of what the header block has only the first of."""
    page = titled(document, width)
    page.add("All headers, decoded", "quiet")
    page.add("")
    for name, value in document.metadata.headers.items():
        check()
        for each in value.split("\n"):
            page.add(visible(each), label=visible(name.title()))
    page.add("")
    for fields in lists(document):
        check()
        _add_fields(page, fields)
    return page.lines


def raw_lines(raw: bytes, width: int, check: Callable[[], None]) -> Lines:
    """The original bytes as text; those that are not UTF-8 are shown as `\\xe9`."""
    page = Page(width)
    page.add(f"Raw source · {size(len(raw))}", "quiet")
    page.add("")
    for line in _checked(raw.decode("utf-8", "backslashreplace"), check):
        page.add(line)
    return page.lines


def titled(document: Document, width: int) -> Page:
    """A page that begins with the subject as it was sent."""
    page = Page(width)
    subject = document.metadata.headers.get("subject", document.subject)
    page.add(visible(subject) or "(no subject)", "strong")
    page.add("")
    return page


def _add_fields(page: Page, fields: Iterator[Field]) -> None:
    """Fields under each other; of several with one label, the first bears it."""
    label = ""
    for field in fields:
        page.add(visible(field.value), field.kind, label=field.label if field.label != label else " ")
        label = field.label


def _checked(text: str, check: Callable[[], None]) -> Iterator[str]:
    for number, line in enumerate(visible_lines(text)):
        if number % CHECKED_LINES == 0:
            check()
        yield line
