"""Which invisible characters a text needs, and which only deceive or pad."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailatlas_core.mime.invisible import strip_invisible


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pass\u200bword", "password"),
        ("pass\u200cword", "password"),
        ("pass\u200dword", "password"),
        ("in\u00advoice", "invoice"),
        ("\ufeffHello", "Hello"),
        ("gpj.\u202eexe\u202c", "gpj.exe"),
        ("\u2066a\u2069\u200e\u200f\u061c", "a"),
        ("\u3164\u115f\uffa0name", "name"),
        ("word\u2060s", "words"),
        ("\u034f \u200c \u00ad \u034f", "   "),
        ("Hello\U000e0068\U000e0069", "Hello"),
        ("a\ufe00\ufe01\ufe02", "a\ufe00"),
        (" \U000e0100", " "),
        ("می\u200c\u200c\u200cخواهم", "می\u200cخواهم"),
        ("\U0001f3f4" + "\U000e0061" * 40, "\U0001f3f4"),
    ],
)
def test_what_only_deceives_or_pads_is_taken_and_counted(text: str, expected: str) -> None:
    assert strip_invisible(text) == (expected, len(text) - len(expected))


@pytest.mark.parametrize(
    "text",
    [
        "می\u200cخواهم",
        "ه\u200d",
        "क्\u200dष क्\u200cष",
        "ශ්\u200dරී",
        "👩\u200d👩\u200d👧",
        "🏳\ufe0f\u200d🌈",
        "👩🏽\u200d🚀",
        "❤\ufe0f",
        "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
        "葛\U000e0100城",
        "ភាសា\u200bខ្មែរ",
        "[image: a lighthouse]",
        "\u00a0\u3000\t",
        "plain",
    ],
)
def test_what_a_script_or_an_emoji_needs_stays(text: str) -> None:
    assert strip_invisible(text) == (text, 0)


CHARACTERS = (
    st.sampled_from("aی👩क\u200b\u200c\u200d\ufe0f\u00ad\u202e\U000e0061\U0001f3f4 \n") | st.characters()
)


@given(st.text(CHARACTERS))
def test_lines_stay_as_many_as_they_were_and_every_loss_is_counted(text: str) -> None:
    stripped, count = strip_invisible(text)
    assert stripped.count("\n") == text.count("\n")
    assert len(stripped) + count == len(text)
