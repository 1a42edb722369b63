"""Links whose text and target differ."""

from __future__ import annotations

import pytest

from mailatlas_core.mime.defects import Defects
from mailatlas_core.mime.html_links import lies
from mailatlas_core.mime.html_reading import read_html
from mailatlas_core.mime.html_references import MAX_ADDRESS_CHARACTERS
from mailatlas_core.mime.html_report import MAX_LINK_CHARACTERS, MAX_LINKS
from mailatlas_core.mime.model import Link


def site(*labels: str) -> str:
    """An address that is only spelled here: no reserved name lies below a registry such as .co.uk."""
    return "/".join(("https:", "", ".".join(labels), ""))


@pytest.mark.parametrize(
    ("text", "target"),
    [
        pytest.param("https://bank.example/login", "https://evil.test/login", id="another host"),
        pytest.param("bank.example", "https://evil.test/", id="a bare host"),
        pytest.param("www.bank.example", "https://evil.test/", id="www"),
        pytest.param("Go to https://bank.example now", "https://evil.test/", id="within words"),
        pytest.param("https://bank.example", "https://click.test/?to=https://bank.example", id="tracking"),
        pytest.param("https://bank.example", "https://bank.example.evil.test/", id="as a subdomain"),
        pytest.param("shop.co.uk", site("other", "co", "uk"), id="below a registry"),
        pytest.param("help@bank.example", "mailto:help@evil.test", id="an address of mail"),
        pytest.param("help@bank.example", "https://evil.test/", id="an address of mail to the web"),
        pytest.param("http://192.0.2.1/", "http://198.51.100.1/", id="numbers"),
        pytest.param("Log in", "https://bank.example@evil.test/", id="a host as the user"),
        pytest.param("Log in", "https://bank.example:x@evil.test/", id="a host as the user, with a password"),
        pytest.param("https://bank.example", "https://evil.test\\@bank.example/", id="backslash"),
        pytest.param("Log in", "https://bаnk.example/", id="a Cyrillic letter among Latin ones"),
        pytest.param("Log in", "https://xn--bnk-5cd.example/", id="the same, encoded"),
        pytest.param(
            "Log in", "https://\u0430\u0440\u0440\u04cf\u0435.example/", id="Latin in Cyrillic letters"
        ),
        pytest.param("run", "javascript:alert(1)", id="script"),
        pytest.param("run", "JAVA\nSCRIPT:alert(1)", id="script with a line end"),
        pytest.param("open", "data:text/html,x", id="data"),
    ],
)
def test_a_link_lies_that_names_another_place_or_is_made_to_be_misread(text: str, target: str) -> None:
    assert lies(text, target)


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("Our shop", "https://click.tracking.test/1"),
        ("https://shop.example", "https://www.shop.example/start"),
        ("shop.example", "https://click.shop.example/1"),
        ("https://shop.example.", "https://shop.example"),
        ("(www.shop.example)", "https://shop.example"),
        ("[www.shop.example]", "https://shop.example"),
        ("shop.co.uk", site("www", "shop", "co", "uk")),
        ("help@shop.example", "mailto:help@shop.example?subject=x"),
        ("Ada <help@shop.example>", "mailto:help@shop.example"),
        ("invoice.pdf", "https://files.test/1"),
        ("See section 2.1 e.g. here", "https://files.test/1"),
        ("http://192.0.2.1/", "http://192.0.2.1:8080/x"),
        ("münchen.example", "https://xn--mnchen-3ya.example/"),
        ("Köln", "https://köln.example/"),
        ("Москва", "https://москва.example/"),
        ("up", "#top"),
        ("", "https://a.example"),
        ("https://a.example", "https://"),
    ],
)
def test_a_link_does_not_lie_where_its_text_names_no_place_or_the_same(text: str, target: str) -> None:
    assert not lies(text, target)


def test_links_are_listed_in_order_with_what_a_reader_sees_of_them() -> None:
    source = """<a href="https://a.example/1">one <b>two</b></a> <a href="https://evil.test">a.example</a>
        <p hidden><a href="https://hidden.example">unseen</a></p>
        <a href="https://b.example"><img alt="Shop" src="https://b.example/logo.png"></a>"""
    assert read_html(source, [], Defects()).links == (
        Link("one two", "https://a.example/1", lies=False),
        Link("a.example", "https://evil.test", lies=True),
        Link("[Shop]", "https://b.example", lies=False),
    )


def test_the_list_of_links_is_bounded() -> None:
    one = f"<a href='https://a.example/{'x' * 3_000}'>{'word ' * 100}</a>"
    links = read_html(one * (MAX_LINKS + 1), [], Defects()).links[:MAX_LINKS]
    assert len(links) <= MAX_LINKS
    assert len(links[0].text) <= MAX_LINK_CHARACTERS
    assert len(links[0].target) == MAX_ADDRESS_CHARACTERS
