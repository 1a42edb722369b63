"""What is offered at the cursor can stand there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailatlas_core.query.completion import Known, complete
from mailatlas_core.query.fields import NAMES
from mailatlas_core.query.parse import parse_query
from tests.core.unit.query.typed import TYPED

KNOWN = Known(tags=("Work", "to-do", "work-2026"), folders=("Inbox", "Sent Items"), accounts=("imap:ada",))


@pytest.mark.parametrize(
    ("query", "start", "candidates"),
    [
        ("fr", 0, ("from:",)),
        ("harbor -SU", 8, ("subject:",)),
        ("(be", 1, ("before:",)),
        ("a OR ne", 5, ("newer_than:",)),
        ("is:", 3, ("unread", "flagged", "archived", "sent", "forwarded")),
        ("is:f", 3, ("flagged", "forwarded")),
        ("has:", 4, ("attachment",)),
        ("source:m", 7, ("mbox", "maildir")),
        ("tag:w", 4, ("Work", "work-2026")),
        ("folder:", 7, ("Inbox", '"Sent Items"')),
        ('folder:"sent i', 7, ('"Sent Items"',)),
        ("account:i", 8, ('"imap:ada"',)),
        ("after:last w", 6, ('"last week"',)),
        ("newer_than:", 11, ("7d", "2w", "3m", "1y")),
    ],
)
def test_the_word_at_the_cursor_is_completed(query: str, start: int, candidates: tuple[str, ...]) -> None:
    found = complete(query, len(query), KNOWN)
    assert found is not None
    assert (found.start, found.end, found.candidates) == (start, len(query), candidates)


@pytest.mark.parametrize("query", ["", "harbor", "fr ", '"fr', "from:a", "is:unread", "is:x", "tag:z", "a)"])
def test_where_anything_can_stand_or_nothing_is_missing_nothing_is_offered(query: str) -> None:
    assert complete(query, len(query), KNOWN) is None


def test_what_stands_behind_the_cursor_stays() -> None:
    found = complete("is:un harbor", 5, KNOWN)
    assert found is not None
    assert "is:un harbor"[: found.start] + found.candidates[0] + "is:un harbor"[found.end :] == (
        "is:unread harbor"
    )


@given(TYPED, st.data())
def test_anything_typed_is_completed_within_the_query(query: str, data: st.DataObject) -> None:
    cursor = data.draw(st.integers(0, len(query)))
    found = complete(query, cursor, KNOWN)
    if found is not None:
        assert 0 <= found.start <= found.end == cursor
        assert found.candidates


@pytest.mark.parametrize("name", NAMES)
def test_every_value_that_is_offered_is_understood(name: str) -> None:
    found = complete(f"{name}:", len(name) + 1, KNOWN)
    for candidate in found.candidates if found is not None else ():
        parse_query(f"{name}:{candidate}")
