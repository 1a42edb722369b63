"""HTML that is kept can do no harm, and refers to nothing but the message's own files."""

from __future__ import annotations

import base64
import re
from html.parser import HTMLParser

import nh3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailatlas_core.mime.defects import Defects
from mailatlas_core.mime.html_reading import data_images, read_html
from mailatlas_core.mime.html_references import MAX_ADDRESS_CHARACTERS, MAX_REMOTE
from mailatlas_core.mime.model import HtmlReading, ParsedAsset


def read(source: str, *assets: ParsedAsset) -> HtmlReading:
    return read_html(source, assets, Defects())


def image(cid: str | None = None, location: str | None = None, content: bytes = b"dots") -> ParsedAsset:
    return ParsedAsset("inline", None, "image/png", cid, content, None, location)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p onclick='f()'>a</p>", "<p>a</p>"),
        ("<script>f()</script><p>a</p>", "<p>a</p>"),
        ("<form action='https://x.test'><input name=a><button>Go</button></form>", "Go"),
        ("<base href='https://x.test/'>a", "a"),
        ("<svg><a xlink:href='javascript:f()'>a</a></svg>b", "b"),
        ("<a href='javascript:f()'>a</a>", "<a>a</a>"),
        ("<a href=' java\nscript:f()'>a</a>", "<a>a</a>"),
        ("<a href='data:text/html,x'>a</a>", "<a>a</a>"),
        ("<a href='/relative'>a</a>", "<a>a</a>"),
        ("<a href='//a.example'>a</a>", '<a href="https://a.example" rel="noopener noreferrer">a</a>'),
        ("<a title='bank.example' href='tel:1'>a</a>", '<a href="tel:1" rel="noopener noreferrer">a</a>'),
        ("<b id=x class=y>a</b>", "<b>a</b>"),
        (
            "<p style='text-align:center;position:fixed;color:red;background:url(x)'>a</p>",
            '<p style="text-align:center">a</p>',
        ),
        ("<font color=red size=7>a</font>", "<span>a</span>"),
        ("<td>a", "a"),
        ("<table border=1><tr><td colspan=2 width=9>a</table>",
         '<table border="1"><tbody><tr><td colspan="2">a</td></tr></tbody></table>'),
        ("<p dir=rtl lang='\"><script>'>a</p>", '<p dir="rtl" lang="&quot;&gt;&lt;script&gt;">a</p>'),
        ("<object data='x.swf'><param name=a>a</object>", "a"),
    ],
)  # fmt: skip
def test_only_harmless_markup_is_kept(source: str, expected: str) -> None:
    assert read(source).html == expected


@pytest.mark.parametrize(
    ("source", "asset"),
    [
        ("<img src='cid:a@b.example'>", image(cid="a@b.example")),
        ("<img src='CID:a%40b.example'>", image(cid="a@b.example")),
        ("<img src='cid:&lt;a@b.example&gt;'>", image(cid="a@b.example")),
        ("<img src='cid:50%25'>", image(cid="50%")),
        ("<img src='https://a.example/i.png'>", image(location="https://a.example/i.png")),
        ("<img src='i%20j.png'>", image(location="i j.png")),
        ("<img src='i.png'>", image(location="https://a.example/i.png")),
        ("<img src='file:///C:/clip/i.png'>", image(location="file:///C:/clip/i.png")),
    ],
)
def test_a_reference_to_a_part_becomes_a_reference_to_its_asset(source: str, asset: ParsedAsset) -> None:
    reading = read(source, image(), asset)
    assert reading.html == '<img src="asset:1" alt="">'
    assert reading.remote == ()


def test_an_attached_message_lends_no_image() -> None:
    inner = ParsedAsset("inline", None, "image/png", "a", b"x", parent=0)
    assert read("<img src='cid:a'>", inner).html == "[image not loaded]"


def test_images_within_the_html_are_assets_found_by_their_content() -> None:
    content = bytes(range(256)) * 20
    written = base64.b64encode(content).decode()
    folded = "\n ".join(re.findall(".{1,76}", written))
    source = f"<img src='data:image/png;base64,{written}' alt=a><img src=\"data:image/png;base64,{folded}\">"
    images = data_images(source)
    assert [(asset.kind, asset.mime_type, asset.content) for asset in images] == [
        ("inline", "image/png", content)
    ]
    reading = read(source, image(content=b"another"), *images)
    assert reading.html == '<img src="asset:1" alt="a"><img src="asset:1" alt="">'


@pytest.mark.parametrize(
    "source",
    ["<img src='data:image/svg+xml,%3Csvg/%3E'>", "<img src='data:text/html,x'>", "<img src='data:7'>"],
)
def test_other_data_is_no_image(source: str) -> None:
    assert data_images(source) == []
    assert read(source).html == "[image not loaded]"


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("<img src='https://x.test/a.png' alt='Our shop'>", "[image not loaded: Our shop — x.test]"),
        ("<img src='//x.test/a.png'>", "[image not loaded: x.test]"),
        ("<img srcset='https://x.test/a.png 2x'>", "[image not loaded: x.test]"),
        ("<input type=image src='https://x.test/a.png'>", "[image not loaded: x.test]"),
        ("<iframe src='https://x.test/a.png'>a</iframe>", "[frame not loaded: x.test]a"),
        ("<video src='https://x.test/a.png'></video>", "[video not loaded: x.test]"),
        ("<object data='https://x.test/a.png'></object>", "[object not loaded: x.test]"),
        ("<img src='https://x.test/a.png' width=1 height=1>", "[tracking image not loaded: x.test]"),
        ("<link rel=stylesheet href='https://x.test/a.png'>", ""),
        ("<meta http-equiv=refresh content='0; URL=https://x.test/a.png'>", ""),
        ("<style>@import 'https://x.test/a.png';</style><b></b>", "<b></b>"),
        ("<style>p{background:url(https://x.test/a.png)}</style><b></b>", "<b></b>"),
        ("<p style='background:URL( \"https://x.test/a.png\" )'></p>", "<p></p>"),
        ("<p style='background:u\\72l(https://x.test/a.png)'></p>", "<p></p>"),
        ("<table background='https://x.test/a.png'></table>", "<table></table>"),
        ("<body background='https://x.test/a.png'></body>", "<div></div>"),
    ],
)
def test_what_is_far_away_is_words_and_a_remote_address(source: str, html: str) -> None:
    reading = read(source)
    assert reading.html == html
    assert [address.removeprefix("https:") for address in reading.remote] == ["//x.test/a.png"]


@pytest.mark.parametrize(
    ("source", "trackers"),
    [
        ("<img src='https://x.test/a.gif' width=1 height=1>", 1),
        ("<img src='https://x.test/a.gif' style='width:1px;height:0'>", 1),
        ("<img src='https://x.test/a.gif' style='display:none'>", 1),
        ("<div hidden><img src='https://x.test/a.gif'></div>", 1),
        ("<img src='https://x.test/wf/open?upn=1'>", 1),
        ("<img src='https://pixel.x.test/a'>", 1),
        ("<img src='https://x.test/rule.gif' width=600 height=1>", 0),
        ("<img src='https://x.test/opening-hours.png'>", 0),
        ("<img src='https://x.test/a.gif' width=1%>", 0),
        ("<img src='cid:a' width=1 height=1>", 0),
    ],
)
def test_images_that_only_report_are_counted(source: str, trackers: int) -> None:
    assert read(source).trackers == trackers


def test_remote_addresses_are_distinct_in_order_and_bounded() -> None:
    source = "<img src='https://b.test/1'><img src='https://a.test/1'><img src='https://b.test/1'>"
    assert read(source).remote == ("https://b.test/1", "https://a.test/1")
    many = read("".join(f"<img src='https://a.test/{number}{'x' * 3_000}'>" for number in range(600)))
    assert len(many.remote) == MAX_REMOTE
    assert max(map(len, many.remote)) <= MAX_ADDRESS_CHARACTERS


_WORDS = """<p> </p> <b> <table> <tr> <td> </table> '> "> > <svg> <math><mi> <style> </style> <title> <xmp>
    <noscript> <textarea> <select> javascript:f() https://x.test cid:a asset:1 data:1 &lt;script&gt; <script>
    <!-- --> onerror=f() style='color:red;text-align: &quot; &amp;lt; ]]> <![CDATA[ `"""
_PIECES = [*_WORDS.split(), "\x0c", "<a href='", "<img src='", "<iframe src='", '<p lang="']


class Markup(HTMLParser):
    """The elements and attributes of HTML, as a reader that is not ours finds them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.attributes: set[tuple[str, str]] = set()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.attributes |= {(name, value or "") for name, value in attrs}


@given(st.lists(st.sampled_from(_PIECES), max_size=40).map("".join))
def test_what_is_kept_refers_to_nothing_remote_and_runs_nothing(source: str) -> None:
    html = read(source, image(cid="a")).html
    markup = Markup(html)
    assert markup.elements <= {*"a b div img p pre span table tbody td tr".split()}
    assert {name for name, _ in markup.attributes} <= {"href", "rel", "src", "alt", "lang", "style"}
    assert {value for name, value in markup.attributes if name == "src"} <= {"asset:0"}
    assert all(value.startswith("https://x.test") for name, value in markup.attributes if name == "href")
    assert (
        Markup(nh3.clean(html, tags=markup.elements, url_schemes={"https", "asset"})).elements
        <= markup.elements
    )
