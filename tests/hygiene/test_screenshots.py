"""A picture of the program fetches nothing when it is looked at."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.hygiene.tracked import text_of, tracked_files

FETCHES = re.compile(r"@font-face|@import|url\(\s*[\"']?(?!#)|href\s*=\s*[\"'](?!#)|<script", re.IGNORECASE)


def fetches(svg: str) -> list[str]:
    """What of an SVG would be fetched from elsewhere."""
    return FETCHES.findall(svg)


@pytest.mark.parametrize(
    "svg",
    [
        '@font-face { src: url("https://fonts.example/f.woff2") }',
        '<image href="https://a.example/p.png"/>',
        "<style>@import 'a.css'</style>",
        "<rect fill='url(https://a.example/#g)'/>",
    ],
)
def test_a_picture_that_fetches_is_found(svg: str) -> None:
    assert fetches(svg)


def test_a_reference_within_the_picture_is_left_alone() -> None:
    assert not fetches('<g clip-path="url(#clip-1)"><use href="#glyph"/></g>')


def test_no_picture_fetches_anything(repository: Path) -> None:
    pictures = [file for file in tracked_files(repository) if file.suffix == ".svg"]
    assert not [str(picture) for picture in pictures if fetches(text_of(picture))]
