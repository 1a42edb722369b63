"""HTML as a reader would see it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailatlas_core.mime.defects import Defects
from mailatlas_core.mime.html_reading import data_images, read_html
from mailatlas_core.mime.html_source import MAX_HTML_CHARACTERS


def text_of(source: str) -> str:
    return read_html(source, [], Defects()).text


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("", "", id="nothing"),
        pytest.param("<p>Hello <b>you</b></p><p>there</p>", "Hello you\n\nthere", id="paragraphs"),
        pytest.param("one<br>two<br><br>three", "one\ntwo\n\nthree", id="line ends"),
        pytest.param("a<br><br><br><br>b", "a\n\nb", id="many line ends"),
        pytest.param("<p>wrapped\r\n   by the\n sender</p>", "wrapped by the sender", id="wrapped source"),
        pytest.param("<div>a<div>b</div></div>c", "a\nb\nc", id="blocks"),
        pytest.param("<h1>Title</h1>text<h2>More</h2>text", "Title\n\ntext\n\nMore\n\ntext", id="headings"),
        pytest.param("<pre>kept\n  as it\n\n\n is</pre>", "kept\n  as it\n\n\n is", id="preformatted"),
        pytest.param("<div style='white-space: pre-wrap'>a\n  b</div>c\nd", "a\n  b\nc d", id="pre by style"),
        pytest.param("&eacute; &amp; &#233; &lt;b&gt; a&nbsp;b", "é & é <b> a b", id="references"),
        pytest.param("<b>1 < 2 and 3 > 2</b>", "1 < 2 and 3 > 2", id="signs that are no markup"),
        pytest.param("<p>unclosed <b>all <i>the way", "unclosed all the way", id="unclosed"),
        pytest.param("<b>nul\0l</b>", "null", id="NUL"),
        pytest.param("<p>\ud800</p>", "?", id="lone surrogate"),
        pytest.param("<button>Yes</button> <nav>menu</nav>", "Yes\nmenu", id="buttons"),
        pytest.param("<p>1</p><hr><p>2</p>", "1\n\n---\n\n2", id="rule"),
        pytest.param("a<noscript><p>no script</p></noscript>", "a\n\nno script", id="noscript"),
        pytest.param(
            "<p>(c) a</p><p>می\u200cخواهم 👩\u200d🚀</p>", "(c) a\n\nمی\u200cخواهم 👩\u200d🚀", id="joiners"
        ),
    ],
)
def test_a_document_is_reduced_to_its_text(source: str, expected: str) -> None:
    assert text_of(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("<ul><li>one<li>two</ul>", "- one\n- two", id="bullets"),
        pytest.param("<ol start=3><li>a<li>b</ol>", "3. a\n4. b", id="numbers"),
        pytest.param("<ul><li>a<ul><li>b</ul><li>c</ul>", "- a\n  - b\n- c", id="nested"),
        pytest.param("<ol><li><p>a</p><p>b</p></ol>", "1. a\n\n   b", id="paragraphs in an item"),
        pytest.param("<ul><li><li>a</ul>", "- a", id="empty item"),
        pytest.param("x<blockquote>a<br>b</blockquote>y", "x\n> a\n> b\n\ny", id="quote"),
        pytest.param(
            "<blockquote><p>a</p><blockquote>b</blockquote></blockquote>",
            "> a\n>\n> > b",
            id="quote in a quote",
        ),
    ],
)
def test_lists_and_quotes_keep_their_marks(source: str, expected: str) -> None:
    assert text_of(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("<table><tr><th>A<th>B<tr><td>1<td>2</table>", "A | B\n1 | 2", id="headings"),
        pytest.param("<table border=1><tr><td>1<td>2</table>", "1 | 2", id="border"),
        pytest.param("<table border=1><tr><td>1<td><td>3</table>", "1 |  | 3", id="empty cell"),
        pytest.param("<table><tr><td>a<td>1<tr><td>b<td>2</table>", "a | 1\nb | 2", id="columns"),
        pytest.param(
            "<table cellpadding=0><tr><td>Total<td>12<tr><td>VAT<td>2</table>",
            "Total  12\nVAT  2",
            id="layout",
        ),
        pytest.param(
            "<table role=presentation><tr><td>a<td>1<tr><td>b<td>2</table>", "a  1\nb  2", id="presentation"
        ),
        pytest.param(
            "<table><tr><td><table><tr><td>a</table><td>b<tr><td>c<td>d</table>", "a  b\nc  d", id="nested"
        ),
        pytest.param(
            "<table><tr><td><p>a</p><p>b</p><td>c<tr><td>d<td>e</table>", "a\n\nb\n\nc\nd  e", id="paragraphs"
        ),
    ],
)
def test_a_table_of_data_has_bars_and_one_of_layout_has_none(source: str, expected: str) -> None:
    assert text_of(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<a href='https://a.example/x?a=1&copy=2'>here</a>.", "here <https://a.example/x?a=1&copy=2>."),
        ("<b>https://a.example/?a=1&copy=2</b>", "https://a.example/?a=1&copy=2"),
        ("<a href='https://a.example/'>https://a.example</a>", "https://a.example"),
        ("<a href='https://www.a.example/'>a.example</a>", "a.example"),
        ("<a href='mailto:a@b.example'>a@b.example</a>", "a@b.example"),
        ("<a href='mailto:a@b.example?subject=x'>write</a>", "write <a@b.example>"),
        ("<a href='tel:+4912345'>+49 12345</a>", "+49 12345"),
        ("<a href='#top'>up</a> <a name=x>anchor</a>", "up anchor"),
        ("<a href='javascript:f()'>run</a>", "run"),
        ("<a href='https://a.example/'><div>block</div></a>next", "block <https://a.example/>\nnext"),
        ("<a href='https://a.example/'></a>none", "none"),
        ("<a href='https://a.example/'><img src='cid:x'></a>", "<https://a.example/>"),
    ],
)
def test_the_target_of_a_link_follows_its_text_where_it_differs(source: str, expected: str) -> None:
    assert text_of(source) == expected


def test_a_long_target_is_kept_whole() -> None:
    target = "https://click.example/" + "x" * 5_000
    assert text_of(f"<a href='{target}'>here</a>") == f"here <{target}>"


@pytest.mark.parametrize(
    ("alternative", "expected"),
    [
        ("Chart of the week", "[Chart of the week]"),
        ("", ""),
        ("image", ""),
        ("logo-2.PNG", ""),
        (" * ", ""),
        ("😀", "😀"),
    ],
)
def test_an_image_is_its_alternative_text_where_that_says_something(alternative: str, expected: str) -> None:
    assert text_of(f"<img src='cid:x' alt='{alternative}'>") == expected


@pytest.mark.parametrize(
    "source",
    [
        "a<script>secret</script>b",
        "a<SCRIPT type='x'>secret</SCRIPT >b",
        "a<style>secret</style>b",
        "a<!-- secret -->b",
        "a<!--[if mso]><p>secret</p><![endif]-->b",
        "a<script>x<!-- secret</script>b",
        "a<title>secret</title>b",
        "<b>a b<script>secret",
        "<b>a b<!-- secret",
        "a<script>'</b>secret'</script>b",
    ],
)
@pytest.mark.parametrize("depth", [0, 1_000], ids=["with layout", "without"])
def test_scripts_styles_and_comments_are_no_text(source: str, depth: int) -> None:
    text = text_of("<div>" * depth + source)
    assert "secret" not in text
    assert "a" in text
    assert "b" in text


@pytest.mark.parametrize(
    "source", ["a<!-->b<!--->c", "a<!--[if !mso]><!-->bc<!--<![endif]-->", "a<![if !x]>bc<![endif]>"]
)
def test_what_only_looks_like_a_comment_hides_nothing(source: str) -> None:
    assert text_of(source) == "abc"


def test_plain_text_that_is_labelled_html_keeps_its_lines_and_its_addresses() -> None:
    reading = read_html("News <http://a.example/x>\n\n  1 < 2\n", [], Defects())
    assert reading.text == "News <http://a.example/x>\n\n  1 < 2"
    assert reading.html == "<pre>News &lt;http://a.example/x&gt;\n\n  1 &lt; 2</pre>"


def test_html_beyond_its_bound_is_cut_and_the_cut_is_said() -> None:
    defects = Defects()
    reading = read_html("<p>" + "a" * MAX_HTML_CHARACTERS + "late", [], defects)
    assert "late" not in reading.text
    assert defects.sentences() == ("The HTML is too long: its end is missing from the text.",)


_WORDS = """< > / & ; = ' : # <p <div <table> <tr> <td> </td> </table> <li> <ul> </ul> <blockquote> </a> <b>
    </b> <a href= <img src= <pre> </pre> <script </script> <style> </style> <!-- --> display:none color:#fff {
    } .a url( https://a.test data:image/png;base64,AAAA cid: // \\ @ xn-- é font-size:0 class=a
    hidden &#x <select> <svg> <math> <template> <body <iframe word"""
_SYNTAX = [*_WORDS.split(), "\0", " ", "\n", '"', "\ud800", " style='"]


@given(st.lists(st.sampled_from(_SYNTAX), max_size=60).map("".join) | st.text(max_size=200))
def test_any_mixture_of_the_syntax_is_read(source: str) -> None:
    reading = read_html(source, data_images(source), Defects())
    (reading.text + reading.html).encode("utf-8")
    for hidden in reading.hidden:
        hidden.text.encode("utf-8")
