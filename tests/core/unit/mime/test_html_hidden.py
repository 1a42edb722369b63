"""Text that no reader sees is dropped, and said."""

from __future__ import annotations

import pytest

from mailatlas_core.mime.defects import Defects
from mailatlas_core.mime.html_reading import read_html
from mailatlas_core.mime.html_report import MAX_HIDDEN, MAX_HIDDEN_CHARACTERS
from mailatlas_core.mime.model import HtmlReading


def read(source: str) -> HtmlReading:
    return read_html(source, [], Defects())


@pytest.mark.parametrize(
    ("source", "how"),
    [
        ("<p style='display:none'>secret</p>", "not displayed"),
        ("<p style='DISPLAY : None !important'>secret</p>", "not displayed"),
        ("<p style='display:/**/none'>secret</p>", "not displayed"),
        ("<p style='d\\69splay:none'>secret</p>", "not displayed"),
        ("<div style='display:none'><p style='display:block'>secret</p></div>", "not displayed"),
        ("<p hidden>secret</p>", "marked as hidden"),
        ("<p style='visibility:hidden'>secret</p>", "made invisible"),
        ("<p style='opacity:0'>secret</p>", "transparent"),
        ("<p style='opacity:0.0'>secret</p>", "transparent"),
        ("<p style='font-size:0'>secret</p>", "letters of no size"),
        ("<p style='font-size:1px'>secret</p>", "letters of no size"),
        ("<p style='font:0/0 a'>secret</p>", "letters of no size"),
        ("<p style='font-size:0px'><b style='font-size:2em'>secret</b></p>", "letters of no size"),
        ("<div style='max-height:0;overflow:hidden'>secret</div>", "in a box of no size"),
        ("<div style='width:0px;height:0px;overflow:hidden'>secret</div>", "in a box of no size"),
        ("<p style='text-indent:-9999px'>secret</p>", "outside of the page"),
        ("<p style='position:absolute;left:-9999px'>secret</p>", "outside of the page"),
        ("<p style='position:absolute;clip:rect(0,0,0,0)'>secret</p>", "outside of the page"),
        ("<p style='color:transparent'>secret</p>", "transparent letters"),
        ("<p style='color:rgba(0,0,0,0)'>secret</p>", "transparent letters"),
        ("<p style='color:#fff'>secret</p>", "the colour of its background"),
        ("<font color=white>secret</font>", "the colour of its background"),
        ("<font color=#FDFDFD>secret</font>", "the colour of its background"),
        ("<p style='color:rgb(250, 250, 250)'>secret</p>", "the colour of its background"),
        ("<table><tr><td bgcolor=black><b>secret</b></table>", "the colour of its background"),
        ("<body bgcolor='#000080'><p style='color:navy'>secret</p></body>", "the colour of its background"),
        ("<div style='color:#fff'><p><i>secret</i></p></div>", "the colour of its background"),
        (
            "<div style='background:#eee'><p style='color:#efefef'>secret</div>",
            "the colour of its background",
        ),
        ("<style>.x{display:none}</style><p class='a x'>secret</p>", "not displayed"),
        ("<style>p{color:#fff}</style><p>secret</p>", "the colour of its background"),
        ("<style>p.x, #y{font-size:0}</style><p id=y>secret</p>", "letters of no size"),
        (
            "<style><!-- .x{display:none!important} --></style><p class=x style='display:block'>secret",
            "not displayed",
        ),
        ("<style>@import 'a.css'; .x{display:none}</style><p class=x>secret</p>", "not displayed"),
    ],
)
def test_hidden_text_is_neither_in_the_text_nor_in_the_html_but_reported(source: str, how: str) -> None:
    reading = read(f"seen {source}<p style='color:black;background:white'>too</p>")
    assert "secret" not in reading.text + reading.html
    assert reading.text.split() == ["seen", "too"]
    assert [(hidden.text, hidden.how) for hidden in reading.hidden] == [("secret", how)]


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("<td style='font-size:0'><div style='font-size:16px'>seen</div>", id="size given back"),
        pytest.param("<p style='font-size:0.8em'>seen</p>", id="smaller"),
        pytest.param(
            "<p style='visibility:hidden'><b style='visibility:visible'>seen</b>", id="visible in it"
        ),
        pytest.param("<table bgcolor=navy><tr><td style='color:white'>seen</table>", id="white on navy"),
        pytest.param("<div style='background:url(x.png)'><p style='color:#fff'>seen</div>", id="on an image"),
        pytest.param(
            "<table background='x.png'><tr><td><font color=white>seen</table>", id="on an old image"
        ),
        pytest.param(
            "<style>.a .b{background:#000}</style><p class=b style='color:#fff'>seen",
            id="background by a rule not understood",
        ),
        pytest.param(
            "<style>@media (max-width:600px){.m{display:none}}</style><p class=m>seen", id="small screens"
        ),
        pytest.param(
            "<style>@media x{.m{color:red} .n{display:none}}</style><p class=n>seen", id="second rule"
        ),
        pytest.param("<style>.m:hover{display:none}</style><p class=m>seen", id="state"),
        pytest.param("<p style='height:0;overflow:visible'>seen</p>", id="overflowing"),
        pytest.param("<p style='color:#999'>seen</p>", id="grey"),
        pytest.param("<body style='background:#000;color:#fff'>seen</body>", id="dark body"),
        pytest.param(
            "<a href='https://a.example' style='mso-hide:all'>seen</a>", id="hidden in one reader only"
        ),
        pytest.param("<p style='text-indent:-20px'>seen</p>", id="hanging indent"),
        pytest.param("<style>p{display:none</style><p>seen</p>", id="rule without end"),
    ],
)
def test_text_that_can_be_seen_is_not_taken_for_hidden(source: str) -> None:
    reading = read(source)
    assert "seen" in reading.text
    assert "seen" in reading.html
    assert reading.hidden == ()


def test_a_preview_filled_up_with_invisible_characters_is_reported_without_them() -> None:
    reading = read("<div style='display:none'>Sale &zwnj;&nbsp;&zwnj;&nbsp;&#847;</div><p>Hello</p>")
    assert [hidden.text for hidden in reading.hidden] == ["Sale"]


def test_hidden_space_is_not_reported() -> None:
    assert read("<p>a</p><div style='display:none'>&nbsp;&zwnj; — </div>").hidden == ()


def test_stretches_of_hidden_text_are_apart_where_seen_text_is_between() -> None:
    reading = read("<p hidden>a</p><p hidden>b</p>seen<p hidden>c</p>")
    assert [hidden.text for hidden in reading.hidden] == ["a b", "c"]


def test_the_report_of_hidden_text_is_bounded() -> None:
    reading = read(("<p hidden>" + "word " * 1_000 + "</p>seen") * 100)
    assert len(reading.hidden) == MAX_HIDDEN
    assert max(len(hidden.text) for hidden in reading.hidden) <= MAX_HIDDEN_CHARACTERS
