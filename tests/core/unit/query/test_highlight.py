"""Snippets are cut from the original text, and their spans lie on what was found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailatlas_core.fold import fold
from mailatlas_core.query.highlight import find, snippet
from mailatlas_core.query.parse import parse_query
from mailatlas_core.query.tree import Everything, Query, Text, all_of
from tests.growth import grows_at_most

ANY_TEXT = st.text(
    st.one_of(st.sampled_from(" \n\té\u0301語ｶﾞक्षि㍿ﬁß\u200cab_"), st.characters(codec=None)), max_size=400
)
TEXTS = st.builds(Text, ANY_TEXT.filter(bool), prefix=st.booleans())
QUERIES = st.lists(TEXTS).map(all_of)


def marked(text: str, query: str) -> str:
    """The snippet with its spans in brackets."""
    shown, spans = snippet(text, parse_query(query))
    for low, high in sorted(spans, reverse=True):
        shown = f"{shown[:low]}[{shown[low:high]}]{shown[high:]}"
    return shown


@pytest.mark.parametrize(
    ("text", "query", "shown"),
    [
        ("the harbor report", "harbor", "the [harbor] report"),
        ("the Harbor, REPORT", '"harbor report"', "the [Harbor, REPORT]"),
        ("harbors and harbor", "harbor*", "[harbors] and [harbor]"),
        ("harbors and harbor", "harbor", "harbors and [harbor]"),
        ("Grüße aus Łódź", "lodz", "Grüße aus [Łódź]"),
        ("Cafe\u0301 au lait", "café", "[Cafe\u0301] au lait"),
        ("die Straße hier", "strasse", "die [Straße] hier"),
        ("ご請求書です", "請求書", "ご[請求書]です"),
        ("नमस्ते हिन्दी भाषा", "हिन्दी", "नमस्ते [हिन्दी] भाषा"),
        ("शांति", "शांति", "[शांति]"),
        ("สวัสดีครับ", "สวัสดี", "[สวัสดี]ครับ"),
        ("한국어 메일", "국어", "한[국어] 메일"),
        ("ｶﾞｲﾄﾞ本", "ガイド", "[ｶﾞｲﾄﾞ]本"),
        ("snake_case_name", "case", "snake_[case]_name"),
        ("two\n\n  words\there", "here", "two words [here]"),
        ("nothing of it", "elsewhere", "nothing of it"),
        ("not the हन्दी", "हिन्दी", "not the हन्दी"),
        ("the harbor report", "body:report", "the harbor [report]"),
        ("the harbor report", "harbor OR (tag:x report)", "the [harbor] [report]"),
        ("the harbor report", "subject:harbor -report", "the harbor report"),
    ],
)
def test_spans_point_at_the_words_in_the_original_text(text: str, query: str, shown: str) -> None:
    assert marked(text, query) == shown


def test_a_find_deep_in_the_text_is_shown_with_a_little_before_it() -> None:
    shown, spans = snippet("word " * 5_000 + "the harbor report " + "more " * 5_000, parse_query("harbor"))
    assert 100 <= len(shown) <= 120
    assert [shown[low:high] for low, high in spans] == ["harbor"]
    assert 1 <= spans[0][0] <= 30


@pytest.mark.parametrize("at", [0, 1_080, 1_090, 2_042, 2_045, 2_050, 60_000])
def test_wherever_the_find_stands_what_follows_is_shown_with_it(at: int) -> None:
    shown, spans = snippet("語" * at + " harborage " + "more harbor " * 100, parse_query("harbor"))
    assert [shown[low:high] for low, high in spans] == ["harbor"] * len(spans)
    assert len(shown) >= 110
    assert len(spans) >= 7


def test_everything_shows_the_beginning_without_spans() -> None:
    assert snippet("  first\nsecond", Everything()) == (" first second", ())


@given(ANY_TEXT, QUERIES)
def test_spans_lie_inside_the_snippet_whatever_the_text(text: str, query: Query) -> None:
    shown, spans = snippet(text, query)
    assert len(shown) <= 120
    assert all(0 <= low < high <= len(shown) for low, high in spans)


@given(ANY_TEXT, QUERIES)
def test_white_space_is_squeezed_and_nothing_else_is_changed(text: str, query: Query) -> None:
    shown, _ = snippet(text, query)
    assert "".join(shown.split()) in "".join(text.split())
    assert "  " not in shown


@given(st.lists(st.text("abcé語ß", min_size=1, max_size=5), min_size=1, max_size=8), st.data())
def test_each_word_of_a_text_is_found_in_it_and_folds_to_the_query(
    words: list[str], data: st.DataObject
) -> None:
    text, word = " ".join(words), data.draw(st.sampled_from(words))
    spans = find(text, parse_query(word))
    assert spans
    assert all(fold(text[low:high]).split() == fold(word).split() for low, high in spans)


@given(
    st.text("abAB01_ -\n.", max_size=60), st.builds(Text, st.text("aB0_é.", min_size=1), prefix=st.booleans())
)
def test_a_text_of_ascii_alone_is_searched_by_a_short_cut_that_finds_the_same(text: str, query: Text) -> None:
    assert find(text, query) == find(f"{text} ☃", query)


@given(
    st.text(
        # A sign that folds to letters, as ℃ does, is no word where words are taken apart.
        st.one_of(
            st.sampled_from("語说 。-a1_ｶﾞ⼀각ᆨ\u200d\ue000"),
            st.characters(exclude_categories=["Cs", "Co", "So"]),
        ),
        max_size=60,
    ),
    st.builds(Text, st.text("語说⼀각", min_size=1, max_size=3), prefix=st.booleans()),
)
def test_characters_of_unspaced_scripts_are_searched_by_a_short_cut_that_finds_the_same(
    text: str, query: Text
) -> None:
    bound = "e\N{COMBINING ACUTE ACCENT}"  # with which words have to be taken apart
    assert find(text, query) == find(f"{text} {bound}", query)


@pytest.mark.parametrize("prefix", [False, True])
@pytest.mark.parametrize("piece", ["a", "a ", "-", "語 ", "語e\u0301"])
@pytest.mark.parametrize("wanted", ["a", "a a", "a b", "語語"])
def test_the_cost_of_finding_grows_no_faster_than_the_text_made_of(
    piece: str, wanted: str, prefix: bool
) -> None:
    small, large = (piece * (size // len(piece)) for size in (5_000, 50_000))
    query = Text(wanted, prefix=prefix)
    assert grows_at_most(15, lambda: find(small, query), lambda: find(large, query))
