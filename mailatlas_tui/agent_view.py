"""What an agent, or a careful person, should know before believing the text of a message."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields

from mailatlas_core.meaning import DroppedLines, ParserConfig
from mailatlas_core.models import Document
from mailatlas_core.text import visible
from mailatlas_tui.deceptions import deceptions, excerpt, names
from mailatlas_tui.envelope import counted, said_of
from mailatlas_tui.reading import CHECKED_LINES, titled
from mailatlas_tui.wrapping import Kind, Lines

MOST_LINES = 100
"""How many lines with deceiving characters are listed."""

_PEOPLE = ("from", "to", "cc", "reply-to")
_FAILED = frozenset({"fail", "softfail", "permerror", "temperror"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to know, as mail text; `source` is the line of the full text that it is about."""

    text: str
    kind: Kind = "plain"
    source: int | None = None


def agent_lines(document: Document, full_text: str, width: int, check: Callable[[], None]) -> Lines:
    """The sections that have something to say. `check` is called often, and may raise to stop."""
    page = titled(document, width)
    page.add("Agent view · what to know before believing the text", "quiet")
    page.add("")
    heard = len(page)
    for title, found in _sections(document, full_text.split("\n"), check):
        entries = list(found)
        if entries:
            page.add(title, "strong")
        for number, entry in enumerate(entries):
            if number % CHECKED_LINES == 0:
                check()
            if entry.source is None:
                page.add(visible(entry.text), entry.kind)
            else:
                page.add_listed(visible(entry.text), entry.source, entry.kind)
        if entries:
            page.add("")
    if len(page) == heard:
        page.add("Nothing was found here that the text does not show by itself.")
    return page.lines


def _sections(
    document: Document, lines: list[str], check: Callable[[], None]
) -> Iterator[tuple[str, Iterator[Entry]]]:
    yield "Links that lie", _lying_links(document)
    yield "Hidden text", _hidden(document)
    yield "Deceiving characters", _deceiving(document, lines, check)
    yield "Authentication", _authentication(document)
    yield "Forwarded", _forwarded(document)
    yield "Not loaded", (Entry(address) for address in document.metadata.trust.remote)
    yield "Left out by cleaning", _left_out(document, lines)
    yield "Cleaning was told otherwise", _config(document.metadata.parser_config)


def _lying_links(document: Document) -> Iterator[Entry]:
    for link in document.metadata.trust.lying_links:
        yield Entry(f"{link.text} → {link.target}", "warning")


def _hidden(document: Document) -> Iterator[Entry]:
    for hidden in document.metadata.trust.hidden:
        yield Entry(f"{hidden.how}: {hidden.text}", "warning")


def _deceiving(document: Document, lines: list[str], check: Callable[[], None]) -> Iterator[Entry]:
    headers = document.metadata.headers
    yield from _deceiving_field("Subject", headers.get("subject", document.subject))
    for name in _PEOPLE:
        yield from _deceiving_field(name.title(), headers.get(name, ""))
    for asset in document.assets:
        yield from _deceiving_field("File name", asset.filename or "")
    yield from _deceiving_lines(lines, check)
    if count := document.metadata.cleaning.invisible:
        yield Entry(f"Cleaning took {counted(count, 'invisible character')} out of the text.", "quiet")


def _deceiving_lines(lines: list[str], check: Callable[[], None]) -> Iterator[Entry]:
    count = 0
    for number, line in enumerate(lines):
        if number % CHECKED_LINES == 0:
            check()
        if found := deceptions(line):
            count += 1
            if count <= MOST_LINES:
                yield Entry(f"line {number + 1}: {excerpt(line)} · {names(found)}", "warning", number)
    if count > MOST_LINES:
        yield Entry(f"and {counted(count - MOST_LINES, 'line')} more", "quiet")


def _deceiving_field(label: str, value: str) -> Iterator[Entry]:
    if found := deceptions(value.replace("\n", " ")):
        yield Entry(f"{label}: {excerpt(value)} · {names(found)}", "warning")


def _authentication(document: Document) -> Iterator[Entry]:
    results = document.metadata.trust.authentication
    if results:
        yield Entry("As the message says that these servers found; anybody can write it.", "quiet")
    for each in results:
        server = each.server or "a server without a name"
        said = " ".join(part for part in (each.method, each.result, each.detail) if part)
        yield Entry(f"said by {server}: {said}", "warning" if each.result in _FAILED else "plain")


def _forwarded(document: Document) -> Iterator[Entry]:
    chain = document.metadata.provenance.forwarded_chain
    if chain:
        yield Entry("As the text claims, outermost first; nobody has checked it.", "quiet")
    for step in chain:
        yield Entry(f"{said_of(step)}: {step.subject}" if step.subject else said_of(step))


def _left_out(document: Document, lines: list[str]) -> Iterator[Entry]:
    """The lines that say something, run by run; of the blank ones only how many they were."""
    blank = 0
    for run in document.metadata.cleaning.dropped:
        numbers = range(run.first, min(run.end, len(lines)))
        spoken = [number for number in numbers if lines[number].strip()]
        blank += len(numbers) - len(spoken)
        if spoken:
            yield Entry(f"{_numbers(run)}: {run.why}", "quiet")
        for number in spoken:
            yield Entry(lines[number], source=number)
    if blank and document.body_text:
        yield Entry(f"{counted(blank, 'blank line')} too", "quiet")


def _numbers(run: DroppedLines) -> str:
    if run.end - run.first == 1:
        return f"line {run.end}"
    return f"lines {run.first + 1} to {run.end}"


def _config(config: ParserConfig) -> Iterator[Entry]:
    usual = ParserConfig()
    for field in fields(config):
        value = getattr(config, field.name)
        if value != getattr(usual, field.name):
            yield Entry(f"{field.name} is {'on' if value else 'off'}")
