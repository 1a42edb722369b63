"""Which quotes are folded, and how the lines of a text look."""

from __future__ import annotations

from itertools import islice

import pytest

from mailatlas_core.meaning import DroppedLines, TextSpan
from mailatlas_core.mime.quotes import find_spans
from mailatlas_core.workspace import Workspace
from mailatlas_tui.quotes import cleaned_spans, folds, kept_lines, kinds
from mailatlas_tui.reading import quotes_of, text_lines
from tests.tui.pilot.test_reading import found, ignore, written


def folded(text: str) -> list[range]:
    return folds(text.split("\n"), find_spans(text))


def quote(lines: int) -> str:
    return "\n".join(f"> line {number}" for number in range(lines))


@pytest.mark.parametrize(("lines", "shown"), [(2, []), (3, [range(2, 5)]), (40, [range(2, 42)])])
def test_under_an_answer_a_quote_of_three_lines_is_folded(lines: int, shown: list[range]) -> None:
    assert folded(f"Yes.\n\n{quote(lines)}") == shown


@pytest.mark.parametrize(("lines", "shown"), [(6, []), (7, [range(7)])])
def test_above_an_answer_only_a_long_quote_is_folded(lines: int, shown: list[range]) -> None:
    assert folded(f"{quote(lines)}\n\nYes.") == shown


def test_among_answers_each_quote_is_judged_by_what_follows_it() -> None:
    text = f"{quote(4)}\n\nYes.\n\n{quote(9)}\n\nNo.\n\n{quote(4)}"
    assert folded(text) == [range(7, 16), range(19, 23)]


def test_a_signature_under_a_quote_is_no_answer_to_it() -> None:
    assert folded(f"Yes.\n\n{quote(4)}\n\n-- \nAda") == [range(2, 6)]


def test_a_message_of_nothing_but_quotes_is_not_folded() -> None:
    assert folded(f"{quote(30)}\n\n-- \nAda") == []


def test_spans_move_with_what_cleaning_left_out() -> None:
    dropped = (DroppedLines(0, 2, "a"), DroppedLines(4, 5, "b"), DroppedLines(8, 12, "c"))
    spans = [TextSpan("quote", 3, 6), TextSpan("quote", 8, 10), TextSpan("signature", 11, 14)]
    assert cleaned_spans(spans, dropped) == [TextSpan("quote", 1, 3), TextSpan("signature", 5, 7)]


def test_a_moved_span_holds_the_lines_that_it_held_before(demo: Workspace) -> None:
    for row in demo.documents.page(limit=400):
        document = demo.get(row.id)
        cleaning, spans = document.metadata.cleaning, document.metadata.spans
        numbers = list(islice(kept_lines(cleaning.dropped), document.body_text.count("\n") + 1))
        moved = [number for span in cleaned_spans(spans, cleaning.dropped) for number in _numbers(span)]
        kept = set(numbers)
        held = [number for span in spans for number in _numbers(span) if number in kept]
        assert [numbers[number] for number in moved] == held


def test_quotes_and_the_signature_are_asides() -> None:
    looks = kinds([TextSpan("quote", 1, 2), TextSpan("signature", 3, 4)])
    assert list(islice(looks, 6)) == ["plain", "aside", "plain", "aside", "plain", "plain"]


def test_a_folded_quote_is_one_line_that_counts_and_the_signature_stays(demo: Workspace) -> None:
    document = found(demo, "Re: Sensor 14", beginning="I have marked")
    shown = written(text_lines(document, 80, ignore))
    assert shown[-1] == "▸ 12 quoted lines"
    assert "Analytics Desk · https://analytics.example" in shown
    unfolded = written(text_lines(document, 80, ignore, folded=False))
    assert unfolded[: len(shown) - 1] == shown[:-1]
    assert len(unfolded) == len(shown) - 1 + len(quotes_of(document)[0])


def _numbers(span: TextSpan) -> range:
    return range(span.first, span.end)
