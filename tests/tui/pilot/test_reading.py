"""What stands in the reader, and how dates are written."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mailatlas_core.errors import Cancelled
from mailatlas_core.models import Document
from mailatlas_core.text import cell_width, visible
from mailatlas_core.workspace import Workspace
from mailatlas_tui import dates
from mailatlas_tui.envelope import size
from mailatlas_tui.page import WIDEST
from mailatlas_tui.reading import header_lines, raw_lines, text_lines
from mailatlas_tui.widgets.line_view import Line

NOW = datetime(2026, 3, 14, 18, 0, tzinfo=UTC)


def ignore() -> None:
    """Nobody cancels."""


def written(lines: list[Line]) -> list[str]:
    return ["".join(text for text, _ in line.spans).rstrip() for line in lines]


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


@pytest.mark.parametrize("width", [1, 24, 37, 80, 500])
def test_no_line_is_wider_than_the_reader_or_than_what_reads_well(demo: Workspace, width: int) -> None:
    for row in demo.documents.page(limit=60):
        for line in text_lines(demo.get(row.id), width, ignore):
            assert cell_width("".join(text for text, _ in line.spans)) <= max(24, min(width, WIDEST))


def test_laying_out_stops_when_it_is_told_to(with_attachment: Document) -> None:
    def stop() -> None:
        raise Cancelled("Cancelled.")

    with pytest.raises(Cancelled):
        text_lines(with_attachment, 80, stop)
