"""What stands in the reader, and how dates are written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from mailatlas_core.errors import Cancelled
from mailatlas_core.models import Document, Source
from mailatlas_core.text import cell_width, visible
from mailatlas_core.workspace import Workspace
from mailatlas_tui import dates
from mailatlas_tui.envelope import size
from mailatlas_tui.page import NARROWEST, WIDEST, Page, unwrapped
from mailatlas_tui.reading import header_lines, html_lines, html_text, raw_lines, text_lines, views
from mailatlas_tui.wrapping import Line

NOW = datetime(2026, 3, 14, 18, 0, tzinfo=UTC)


def ignore() -> None:
    """Nobody cancels."""


def written(lines: Sequence[Line]) -> list[str]:
    return ["".join(text for text, _ in line.spans).rstrip() for line in lines]


def found(demo: Workspace, subject: str, *, beginning: str = "") -> Document:
    rows = demo.documents.page(limit=400)
    documents = (demo.get(row.id) for row in rows if subject in row.sent_subject)
    return next(document for document in documents if document.body_text.startswith(beginning))


@pytest.fixture
def with_attachment(demo: Workspace) -> Document:
    ref = next(row for row in demo.documents.page(limit=200) if row.attachment_count)
    return demo.get(ref.id)


@pytest.mark.parametrize(
    ("iso", "shown"),
    [
        ("2026-03-14T08:05:00+00:00", "08:05"),
        ("2026-03-13T23:59:00+00:00", "Fri"),
        ("2026-03-08T00:00:00+00:00", "Sun"),
        ("2026-03-07T23:59:00+00:00", "7 Mar"),
        ("2025-12-31T12:00:00+00:00", "Dec 2025"),
        ("2099-01-01T00:00:00+00:00", "Jan 2099"),
        (None, "no date"),
    ],
)
def test_a_date_in_a_list_is_as_short_as_its_age_allows(iso: str | None, shown: str) -> None:
    assert dates.relative(iso, NOW) == shown
    assert len(shown) <= dates.WIDTH


def test_a_date_in_the_reader_is_exact_and_in_the_senders_zone() -> None:
    assert dates.exact("2024-03-13T16:44:00+00:00") == "Wed 13 Mar 2024 16:44 UTC"
    assert dates.exact("2026-02-27T18:00:00+13:00") == "Fri 27 Feb 2026 18:00 +1300"
    assert dates.exact(None) == "not known"


@pytest.mark.parametrize(
    ("count", "shown"), [(0, "0 B"), (999, "999 B"), (2100, "2.1 kB"), (30_000_000, "30.0 MB")]
)
def test_a_size_is_written_for_people(count: int, shown: str) -> None:
    assert size(count) == shown


def test_the_reader_names_people_date_source_and_attachments(with_attachment: Document) -> None:
    shown = "\n".join(written(text_lines(with_attachment, 80, ignore)))
    for label in ("From", "To", "Date", "Source", "⧉"):
        assert f"\n{label} " in shown
    asset = with_attachment.assets[0]
    assert visible(asset.filename or "(no name)") in shown
    assert asset.mime_type in shown


def test_the_reader_shows_what_was_malformed(demo: Workspace) -> None:
    documents = (demo.get(row.id) for row in demo.documents.page(limit=400))
    malformed = next(document for document in documents if document.metadata.defects)
    lines = text_lines(malformed, WIDEST, ignore)
    notes = [line for line in lines if any(kind == "warning" for _, kind in line.spans)]
    assert malformed.metadata.defects[0][:20] in " ".join(written(notes))


def test_the_header_view_shows_every_header(with_attachment: Document) -> None:
    shown = "\n".join(written(header_lines(with_attachment, 80, ignore))).lower()
    for name in with_attachment.metadata.headers:
        assert f"\n{name[:24]}" in shown


def test_raw_bytes_that_are_no_text_are_shown_as_numbers() -> None:
    assert written(raw_lines(b"a\xe9\x00b\r\n\x1b[31m", 80, ignore))[2:] == [
        "a\\xe9⟨U+0000⟩b",
        "⟨U+001B⟩[31m",
    ]


def test_html_as_text_shows_where_links_lead_and_names_what_is_not_loaded(demo: Workspace) -> None:
    document = found(demo, "Blue, but which blue?")
    text = html_text(demo.documents.html(document.id) or "")
    shown = written(html_lines(document, text, 100, ignore))
    assert "Street names of the sea <https://click.mapline.example/31/1?utm_source=letter>" in shown
    assert "[image not loaded: images.mapline.example]" in shown
    assert "[tracking image not loaded: track.mapline.example]" in shown


def test_html_is_a_view_only_where_the_message_has_html(demo: Workspace) -> None:
    assert "html" in views(found(demo, "Blue, but which blue?"))
    assert "html" not in views(found(demo, "Sensor 14"))


def test_a_conversation_and_tags_are_told_but_not_that_it_is_unread(with_attachment: Document) -> None:
    document = replace(with_attachment, tags=("flagged", "harbor", "unread"))
    shown = written(text_lines(document, 80, ignore, thread_size=3))
    assert "Thread      3 messages" in shown
    assert "Tags        flagged, harbor" in shown
    alone = "\n".join(written(text_lines(replace(document, tags=("unread",)), 80, ignore)))
    assert "\nThread " not in alone
    assert "\nTags " not in alone


def test_of_many_sources_and_notes_the_first_are_shown_and_all_in_the_headers(
    with_attachment: Document,
) -> None:
    sources = tuple(Source("eml", path=f"/mail/{number}.eml") for number in range(9))
    defects = tuple(f"Defect {number}." for number in range(9))
    metadata = replace(with_attachment.metadata, defects=defects)
    document = replace(with_attachment, sources=sources, metadata=metadata)
    shown = " ".join(written(text_lines(document, 80, ignore)))
    assert "/mail/2.eml" in shown
    assert "/mail/3.eml" not in shown
    assert "Defect 2." in shown
    assert "Defect 3." not in shown
    assert shown.count("and 6 more, in the headers view") == 2
    headers = " ".join(written(header_lines(document, 80, ignore)))
    assert all(f"/mail/{number}.eml" in headers and f"Defect {number}." in headers for number in range(9))


def test_of_a_crowd_of_recipients_the_header_block_shows_the_first(with_attachment: Document) -> None:
    crowd = ", ".join(f"reader{number}@lists.example" for number in range(400))
    metadata = replace(with_attachment.metadata, headers={**with_attachment.metadata.headers, "to": crowd})
    shown = " ".join(written(text_lines(replace(with_attachment, metadata=metadata), 80, ignore)))
    assert "reader0@lists.example, reader1@lists.example" in " ".join(shown.split())
    assert "and more, in the headers view" in shown
    assert "reader399" not in shown


@pytest.mark.parametrize(
    ("starts", "ends", "shown"),
    [
        (
            "2026-03-13T10:00:00+00:00",
            "2026-03-13T11:00:00+00:00",
            "Fri 13 Mar 2026 10:00 to 11:00 UTC",
        ),
        ("2026-03-13T10:00:00", "2026-03-13T11:00:00", "Fri 13 Mar 2026 10:00 to 11:00"),
        (
            "2026-03-13T22:00:00+00:00",
            "2026-03-14T01:00:00+00:00",
            "Fri 13 Mar 2026 22:00 UTC to Sat 14 Mar 2026 01:00 UTC",
        ),
        (
            "2026-03-13T10:00:00+00:00",
            "2026-03-13T12:00:00+01:00",
            "Fri 13 Mar 2026 10:00 UTC to Fri 13 Mar 2026 12:00 +0100",
        ),
        ("2026-03-13", "2026-03-14", "Fri 13 Mar 2026"),
        ("2026-03-13", "2026-03-16", "Fri 13 Mar 2026 to Sun 15 Mar 2026"),
        ("2026-03-13", "2026-03-13", "Fri 13 Mar 2026"),
        ("2026-03-13T10:00:00+00:00", "", "Fri 13 Mar 2026 10:00 UTC"),
        ("soon", "later", "soon to later"),
        ("0001-01-01", "0001-01-01", "Mon 1 Jan 1"),
        ("", "", ""),
    ],
)
def test_a_period_names_its_day_once(starts: str, ends: str, shown: str) -> None:
    assert dates.period(starts, ends) == shown


@pytest.mark.parametrize("width", [1, 8, 16, 24, 37, 80, 500])
def test_no_line_is_wider_than_the_reader_or_than_what_reads_well(demo: Workspace, width: int) -> None:
    for row in demo.documents.page(limit=60):
        for line in text_lines(demo.get(row.id), width, ignore):
            assert cell_width("".join(text for text, _ in line.spans)) <= max(NARROWEST, min(width, WIDEST))


def test_laying_out_stops_when_it_is_told_to(with_attachment: Document) -> None:
    def stop() -> None:
        raise Cancelled("Cancelled.")

    with pytest.raises(Cancelled):
        text_lines(with_attachment, 80, stop)


def test_a_quoted_line_that_is_wrapped_stands_behind_its_marks_again() -> None:
    page = Page(20)
    page.add_quoted("> > The keepers of lock seven", "aside")
    page.add_quoted("no quote, and longer than that", "plain")
    shown = ["".join(text for text, _ in line.spans) for line in page.lines]
    assert shown == ["> > The keepers of", "> > lock seven", "no quote, and longer", "than that"]
    assert unwrapped(page.lines) == "> > The keepers of lock seven\nno quote, and longer than that"


def test_a_very_long_paragraph_parts_between_graphemes() -> None:
    page = Page(100)
    text = "x" + "e\u0301" * 10_000
    page.add(text)
    shown = written(page.lines)
    assert "".join(shown) == text
    assert not any(line.startswith("\u0301") for line in shown)
