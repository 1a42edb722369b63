"""Display text: harmless, straight in its columns, and still readable."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailatlas_core.text import MOST_MARKS, cell_width, fit, visible, visible_lines, wrap
from tests.hostile import HOSTILE, harmful

# Every code point, lone surrogates too, and the ones that make trouble oftener.
TRICKY = st.sampled_from(
    "\u200d\u200c\ufe0f\u0301\u20e3👩🏽🏳❤🌈🇩ह्षمی語ｱ\u3000 \t\r\n\x1b\u202e\u00ad\u3164⟨a"
)
TEXT = st.text(st.one_of(TRICKY, st.characters(codec=None)))


@given(TEXT)
def test_visible_text_holds_no_character_that_acts(text: str) -> None:
    assert harmful(visible(text)) == set()


@given(TEXT)
def test_visible_lines_hold_no_character_that_acts(text: str) -> None:
    assert set().union(*(harmful(line) for line in visible_lines(text))) == set()


@given(TEXT)
def test_visible_text_is_left_as_it_is_when_made_visible_again(text: str) -> None:
    assert visible(visible(text)) == visible(text)


@given(TEXT, st.integers(1, 40))
def test_fitted_text_is_exactly_as_wide_as_asked(text: str, width: int) -> None:
    assert cell_width(fit(text, width)) == width


@given(TEXT, st.integers(2, 40))
def test_wrapped_lines_are_never_wider_than_asked(text: str, width: int) -> None:
    assert max(cell_width(line) for line in wrap(visible(text), width)) <= width


@given(TEXT, st.integers(2, 40))
def test_wrapping_loses_nothing_but_spaces(text: str, width: int) -> None:
    line = visible(text)
    assert "".join(wrap(line, width)).replace(" ", "") == line.replace(" ", "")


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_harmless_and_keeps_the_column(text: str) -> None:
    assert harmful(visible(text)) == set()
    assert cell_width(fit(text, 20)) == 20


def test_there_are_forty_hostile_strings() -> None:
    assert len(set(HOSTILE)) == 40


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("invoice\u202efdp.exe", "invoice⟨U+202E⟩fdp.exe"),
        ("\x1b]52;c;x\x07", "⟨U+001B⟩]52;c;x⟨U+0007⟩"),
        ("a\x00b", "a⟨U+0000⟩b"),
        ("first\rsecond", "first⟨U+000D⟩second"),
        ("one\r\ntwo\nthree\tfour", "one two three four"),
        ("zero\u200bwidth", "zero⟨U+200B⟩width"),
        ("a\u200db", "a⟨U+200D⟩b"),
        ("tag\U000e0068", "tag⟨U+E0068⟩"),
        ("raw \udc80", "raw ⟨U+DC80⟩"),
        ("no\u00a0break", "no break"),
        ("Pay\u00adPal", "PayPal"),
        ("\u3164", "⟨U+3164⟩"),
    ],
)
def test_a_neutralized_character_shows_its_code_point(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "Grüße aus Łódź",
        "می\u200cخواهم",
        "हिन्दी",
        "שָׁלוֹם",
        "再会のご案内\u3000北極星",
        "👩🚒 🇩🇪",
        "\ue000 private",
        "⧉ ▸ … ⟨U+202E⟩",
    ],
)
def test_ordinary_text_of_any_script_stays_as_it_is(text: str) -> None:
    assert visible(text) == text


def test_a_flood_of_marks_is_cut_and_said() -> None:
    assert visible("a" + "\u0301" * 400) == "a" + "\u0301" * MOST_MARKS + f"⟨+{400 - MOST_MARKS}⟩"


def test_a_joiner_does_not_start_the_count_of_marks_anew() -> None:
    flood = "\u0628" + "\u0651" * MOST_MARKS + "\u200c" + "\u0651" * 3
    assert visible(flood).count("\u0651") == MOST_MARKS


@pytest.mark.parametrize(
    ("text", "shown"),
    [("👩🏽\u200d🚒", "👩🚒"), ("👨\u200d👩\u200d👧", "👨👩👧"), ("🏳\ufe0f\u200d🌈", "🏳🌈"), ("👍🏿", "👍")],
)
def test_emoji_whose_width_terminals_dispute_are_drawn_apart_and_plain(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_a_mark_without_a_letter_gets_one_to_sit_on() -> None:
    assert visible("\u0301x") == "◌\u0301x"


def test_a_cut_never_parts_a_grapheme() -> None:
    assert fit("e\u0301e\u0301e\u0301e\u0301", 3) == "e\u0301e\u0301…"
    assert fit("語語語", 4) == "語… "
    assert fit("🇩🇪🇩🇪", 3) == "🇩🇪…"
    assert fit("🇩🇪🇩🇪", 2) == "… "


def test_lines_end_at_line_feeds_only_and_keep_their_indentation() -> None:
    assert visible_lines("one\r\n\ttwo\n\nfour\u2028five") == ["one", "        two", "", "four⟨U+2028⟩five"]


def test_lines_are_wrapped_at_words_and_long_words_are_chopped() -> None:
    assert wrap("the quick brown fox", 10) == ["the quick", "brown fox"]
    assert wrap("  indented text", 10) == ["  indented", "text"]
    assert wrap("abcdefghij", 4) == ["abcd", "efgh", "ij"]
    assert wrap("see 再会のご案内", 8) == ["see 再会", "のご案内"]
    assert wrap("", 8) == [""]


def test_ten_megabytes_without_a_line_end_are_wrapped_in_linear_time() -> None:
    def seconds(size: int) -> float:
        started = time.perf_counter()
        wrap("x" * size, 76)
        return time.perf_counter() - started

    assert seconds(4_000_000) < 40 * max(seconds(400_000), 0.001)
