"""Paragraphs travel in short lines, and are whole again where they are read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailatlas_core.mime.flowed import unfold_flowed
from mailatlas_core.outbound.compose.flowed import WIDTH, flow

WORDS = "tide " * 40


def tidied(line: str) -> str:
    """A typed line as it is read: no space at its end, one between the marks of a quote and its words."""
    content = line.lstrip(">")
    marks = line[: len(line) - len(content)]
    if marks:
        content = content.removeprefix(" ")
    if content != "-- ":
        content = content.rstrip(" ")
    return f"{marks} {content}" if marks and content else marks + content


@given(
    st.text(st.sampled_from("> -a\t語") | st.characters(exclude_characters="\n"))
    | st.lists(
        st.sampled_from(["-- ", "--", ">", "> ", " ", "From ", "a", "tide " * 20, "\n", "x" * 80]),
        max_size=60,
    ).map("".join)
)
def test_what_is_folded_is_read_as_it_was_written(text: str) -> None:
    expected = "\n".join(map(tidied, text.split("\n")))
    assert unfold_flowed(flow(text), delete_space=False) == expected


@given(st.lists(st.text("abc語 ", max_size=30), max_size=60).map(" ".join), st.integers(0, 9))
def test_no_line_is_wider_than_it_should_be_but_for_a_long_word(text: str, depth: int) -> None:
    for line in flow(">" * depth + text).split("\n"):
        if " " in line.strip("> "):
            assert len(line.rstrip(" ")) <= WIDTH + 1  # with the space that stuffs it


@pytest.mark.parametrize("wide", ["語", "ａ"])
def test_wide_characters_take_two_columns(wide: str) -> None:
    folded = flow(f"{wide * 4} " * 20).split("\n")
    assert [len(line) for line in folded] == [40, 40, 19]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("", ""),
        ("one\n\ntwo", "one\n\ntwo"),
        ("one \ntwo", "one\ntwo"),
        ("-- \nAnn", "-- \nAnn"),
        ("--  \nAnn", "--\nAnn"),
        (" indented", "  indented"),
        ("From the start", " From the start"),
        (">quoted", "> quoted"),
        ("> quoted", "> quoted"),
        (">> deeper", ">> deeper"),
        (">", ">"),
        ("> ", ">"),
        (" >no quote", "  >no quote"),
        ("> -- ", "> -- "),
    ],
)
def test_a_line_is_folded_by_the_rules_of_rfc_3676(text: str, folded: str) -> None:
    assert flow(text) == folded


def test_a_long_quote_keeps_its_marks_in_every_line() -> None:
    lines = flow(">> " + WORDS).split("\n")
    assert len(lines) > 2
    assert all(line.startswith(">> ") for line in lines)


def test_no_word_becomes_a_quote_a_signature_or_the_start_of_an_mbox() -> None:
    text = "x" * 70 + " > y -- " + "z" * 71 + " From here -- " + "w" * 71
    lines = flow(text).split("\n")
    assert not [line for line in lines if line.startswith((">", "From ")) or line == "-- "]


def test_a_text_without_spaces_stays_whole() -> None:
    assert flow("語" * 500) == "語" * 500
    assert flow(">" * 100 + " " + WORDS).count("\n") == 0
