"""Paragraphs that were folded for the way are whole again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailatlas_core.mime.flowed import unfold_flowed
from mailatlas_core.mime.parse import parse


@pytest.mark.parametrize(
    ("text", "unfolded"),
    [
        ("one \ntwo\nthree", "one two\nthree"),
        ("one \n\ntwo", "one \n\ntwo"),
        ("> one \n> two\n>> deeper \n>> still", "> one two\n>> deeper still"),
        (">> one \n> two", ">> one \n> two"),
        (">\n> a", ">\n> a"),
        ("text \n-- \nAnn \nBo", "text \n-- \nAnn Bo"),
        (" From the start", "From the start"),
        (" >not a quote", " >not a quote"),
        ("  indented", " indented"),
        ("", ""),
        ("ends softly ", "ends softly "),
    ],
)
def test_a_line_that_ends_with_a_space_flows_on(text: str, unfolded: str) -> None:
    assert unfold_flowed(text, delete_space=False) == unfolded


def test_under_delsp_the_space_that_marks_a_fold_is_no_part_of_the_text() -> None:
    assert unfold_flowed("再会の \nご案内\n> 引 \n> 用", delete_space=True) == "再会のご案内\n> 引用"


def test_a_message_in_format_flowed_is_read_in_paragraphs() -> None:
    message = parse(
        b"Content-Type: text/plain; format=flowed\n\nA long \r\nparagraph.\r\n\r\n> quoted \r\n> too\r\n\r\n"
        b"-- \r\nAnn\r\n"
    )
    assert message.text == "A long paragraph.\n\n> quoted too\n\n-- \nAnn"


@given(st.text(alphabet="> a-\n"), st.booleans())
def test_no_word_is_lost_in_unfolding(text: str, delete_space: bool) -> None:
    unfolded = unfold_flowed(text, delete_space=delete_space)
    assert unfolded.count("a") == text.count("a")
    assert unfolded.count("\n") <= text.count("\n")
