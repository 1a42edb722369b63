"""HTML as a reader would see it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailatlas_core.mime.defects import Defects
from mailatlas_core.mime.html_text import MAX_DEPTH, MAX_HTML_CHARACTERS, html_to_text, strip_tags


def reduce(source: str) -> str:
    return html_to_text(source, Defects())


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("", ""),
        ("<p>Hello <b>you</b></p><p>there</p>", "Hello you\n\nthere"),
        ("one<br>two", "one\ntwo"),
        ("<p>wrapped\r\n   by the\n sender</p>", "wrapped by the sender"),
        ("<pre>kept\n  as it is</pre>", "kept\n  as it is"),
        ("<ul><li>one<li>two</ul>", "- one\n- two"),
        ("&eacute; &amp; &#233; &lt;b&gt;", "é & é <b>"),
        ("https://example.com/?a=1&copy=2", "https://example.com/?a=1&copy=2"),
        ("<a href='https://example.com/?a=1&copy=2'>here</a>", "here"),
        ("a<div style='display:none'>hidden</div>b", "ab"),
        ("nul\0l", "null"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("<p>unclosed <b>all <i>the way", "unclosed all the way"),
        ("<button>Yes</button> <nav>menu</nav>", "Yes\n\nmenu"),
    ],
)
def test_a_document_is_reduced_to_its_text(source: str, expected: str) -> None:
    assert reduce(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        "a<script>secret</script>b",
        "a<SCRIPT type='x'>secret</SCRIPT >b",
        "a<style>secret</style>b",
        "a<!-- secret -->b",
        "a<script>x<!-- secret</script>b",
        "a<title>secret</title>b",
        "a b<script>secret",
        "a b<!-- secret",
        "a<script>'</b>secret'</script>b",
    ],
)
@pytest.mark.parametrize("depth", [0, MAX_DEPTH + 1], ids=["converted", "stripped"])
def test_scripts_styles_and_comments_are_no_text(source: str, depth: int) -> None:
    text = reduce("<div>" * depth + source)
    assert "secret" not in text
    assert "a" in text
    assert "b" in text


@pytest.mark.parametrize("depth", [MAX_DEPTH, 50_000])
def test_text_at_any_depth_is_found(depth: int) -> None:
    assert reduce("<div>" * depth + "deep" + "</div>" * depth) == "deep"
    assert "deep" in reduce("<table><tr><td>" * depth + "deep")


def test_html_beyond_its_bound_is_cut_and_the_cut_is_said() -> None:
    defects = Defects()
    text = html_to_text("a" * MAX_HTML_CHARACTERS + "late", defects)
    assert "late" not in text
    assert defects.sentences() == ("The HTML is too long: its end is missing from the text.",)


def test_stripped_tags_leave_lines_where_blocks_were() -> None:
    assert strip_tags("<p>a</p><div>b<br>c &amp; d</div><b>e</b>") == "\na\n\nb\nc & d\ne"


@given(
    st.lists(
        st.sampled_from(
            ["<", ">", "/", "p", "script", "!--", "-->", "pre", "&", "#x", ";", " ", "\0", '"', "="]
        )
    )
)
def test_any_mixture_of_the_syntax_is_a_text(pieces: list[str]) -> None:
    reduce("".join(pieces)).encode("utf-8")
