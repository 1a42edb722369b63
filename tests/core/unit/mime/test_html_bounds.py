"""No HTML costs more than in proportion to its size."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mailatlas_core.mime.defects import Defects
from mailatlas_core.mime.html_bounds import MAX_DEPTH, MAX_ELEMENTS, is_too_complex
from mailatlas_core.mime.html_reading import read_html
from tests.growth import grows_at_most

BAITS: dict[str, Callable[[int], str]] = {
    "nested": lambda n: "<div>" * n + "deep" + "</div>" * n,
    "unclosed": lambda n: "<p><b><i>deep" * n,
    "blocks": lambda n: "<p>" * n,
    "attributes": lambda n: "<div " + " ".join(f"a{number}=1" for number in range(2 * n)) + ">deep",
    "formatting repeated": lambda n: "".join(f"<font color={number}><p>" for number in range(n)),
    "formatting beyond cells": lambda n: "".join(
        f"<p><b id={number}><table><tr><td></b></table></p>" for number in range(n // 4)
    ),
    "between cells": lambda n: "<table>" + "<br>" * n,
    "references": lambda n: "<b>" + "&amp;" * 4 * n,
    "ends of scripts": lambda n: "</script" * n,
    "scripts": lambda n: "<script" * n,
    "comments": lambda n: "<!--" * n,
    "quotes in tags": lambda n: '<a b="' * n,
    "braces": lambda n: "<style>" + "a{" * n,
    "no braces": lambda n: "<style>" + "a b>" * n,
    "at-rules": lambda n: "<style>" + "@import " * n,
    "rules": lambda n: "<style>" + "".join(f".a{number}{{color:red}}" for number in range(n)) + "</style>",
    "declarations": lambda n: "<p style='" + "a:" * n + "'>",
    "escapes": lambda n: "<p style='" + "\\" * n + "'>",
    "addresses": lambda n: "<p style='background:" + "url(" * n + "'>",
    "data": lambda n: "data:image/png;" * n + "<p>",
    "quotes": lambda n: ("<blockquote>" * 300 + "a<br>" * 300 + "</blockquote>" * 300) * (n // 500),
    "tables": lambda n: ("<table><tr><td>" * 100 + "a<br>" * 300 + "</table>" * 100) * (n // 500),
    "hosts": lambda n: "<a href='https://a.test/'>" + "www." * n + "</a>",
    "labels": lambda n: "<a href='https://" + "é" * n + "/'>a.test</a>",
}


@pytest.mark.parametrize("bait", BAITS)
def test_ten_times_the_input_costs_at_most_fifteen_times_the_work(bait: str) -> None:
    small, large = BAITS[bait](5_000), BAITS[bait](50_000)
    assert grows_at_most(15, lambda: read_html(small, [], Defects()), lambda: read_html(large, [], Defects()))


def test_a_newsletter_is_not_too_complex() -> None:
    text = "<p><font face=Arial><b>Word</b> <a href='#'>x</a></font></p>"
    row = f"<tr><td style='color:#333' width=300>{text}</td></tr>"
    assert not is_too_complex("<table><tbody>" + row * 1_000 + "</tbody></table>")


def test_more_elements_than_memory_is_meant_for_are_too_complex() -> None:
    assert not is_too_complex("a<br>" * MAX_ELEMENTS)
    assert is_too_complex("a<br>" * (MAX_ELEMENTS + 1))


def test_formatting_left_open_in_every_cell_is_not_too_complex() -> None:
    assert not is_too_complex("<table>" + "<tr><td><font size=2>word</td></tr>" * 200 + "</table>")


@pytest.mark.parametrize("markup", ["<div>", "<font>", "<table><tr><td>", "<div><table><tr><td></div>"])
def test_depth_beyond_the_bound_is_found(markup: str) -> None:
    assert is_too_complex(markup * (MAX_DEPTH + 1))


@pytest.mark.parametrize("depth", [MAX_DEPTH, 50_000])
def test_text_at_any_depth_is_found(depth: int) -> None:
    assert read_html("<div>" * depth + "deep" + "</div>" * depth, [], Defects()).text == "deep"
    assert "deep" in read_html("<table><tr><td>" * depth + "deep", [], Defects()).text


def test_html_that_is_too_complex_is_escaped_text_and_said_to_be() -> None:
    defects = Defects()
    reading = read_html(
        "<div>" * 1_000 + "<p>1 &lt; 2<p>x<img src='https://a.test/1.png'><script>secret</script>",
        [],
        defects,
    )
    assert reading.html == "<pre>1 &lt; 2\nx</pre>"
    assert reading.text == "1 < 2\nx"
    assert reading.remote == ("https://a.test/1.png",)
    assert defects.sentences() == ("The HTML is too complex: its text is without layout.",)
