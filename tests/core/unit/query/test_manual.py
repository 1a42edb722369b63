"""The page on searching tells of everything that there is, and every example in it is understood."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mailatlas_core.query.dates import AGES, SPOKEN
from mailatlas_core.query.fields import FIELDS, NAMES
from mailatlas_core.query.parse import LONGEST_TEXT, MOST_NESTED, MOST_TERMS, parse_query
from mailatlas_core.store.search import MOST_RANKED

# What stands in back quotes as a part of a query, or is no query at all.
PARTS = {
    "/", "!", "k", "M", "G", "AND", "OR", "NOT", "mailatlas search", "mailatlas list --query",
    "mailatlas search --sort relevance", "--", 'mailatlas search -- "-is:archived"',
}  # fmt: skip


@pytest.fixture
def page(repository: Path) -> str:
    return " ".join((repository / "docs" / "search.md").read_text("utf-8").split())


def quoted_in(page: str) -> list[str]:
    return re.findall(r"`([^`]+)`", page)


def test_every_example_is_understood(page: str) -> None:
    examples = [text for text in quoted_in(page) if text not in PARTS and not text.endswith(":")]
    assert len(examples) > 60
    for example in examples:
        parse_query(example)


@pytest.mark.parametrize("name", NAMES)
def test_every_field_has_a_row_and_an_example(page: str, name: str) -> None:
    assert f"`{name}:`" in page
    assert any(text.startswith((f"{name}:", f"-{name}:")) for text in quoted_in(page) if text != f"{name}:")


@pytest.mark.parametrize("name", ["has", "is", "source"])
def test_every_value_of_a_field_is_named(page: str, name: str) -> None:
    assert not [
        value for value in FIELDS[name].values if f"`{value}`" not in page and f"`{name}:{value}`" not in page
    ]


@pytest.mark.parametrize("sign", ["OR", "AND", "NOT", "-harbor", "(harbor", "*", '"harbor report"'])
def test_every_operator_is_named(page: str, sign: str) -> None:
    assert any(sign in text for text in quoted_in(page))


@pytest.mark.parametrize("date", SPOKEN + AGES)
def test_every_date_that_is_offered_is_named(page: str, date: str) -> None:
    assert f"`on:{date}`" in page


def test_the_bounds_are_those_of_the_code(page: str) -> None:
    assert f"At most {MOST_TERMS} different words and {MOST_NESTED} parentheses" in page
    assert f"no word or phrase of more than {LONGEST_TEXT:,} characters" in page
    assert f"the newest {MOST_RANKED:,} that are found" in page
