"""Ids, by which mail refers to mail."""

from __future__ import annotations

import pytest

from mailatlas_core.mime.defects import Defects
from mailatlas_core.mime.identifiers import read_identifier, read_identifiers, read_references


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"<a@example.com>", "a@example.com"),
        (b" < a@example.com > ", "a@example.com"),
        (b"<a@\texample.com>", "a@example.com"),
        (b"a@example.com", "a@example.com"),
        (b"<a@example.com> (comment)", "a@example.com"),
        (b"<>", None),
        (b"< >", None),
        (b"", None),
        (b"<", None),
    ],
)
def test_a_message_id_is_what_is_in_the_brackets_and_an_empty_one_is_none(raw: bytes, expected: str) -> None:
    assert read_identifier([raw], Defects()) == expected


def test_an_empty_field_does_not_hide_a_second_one() -> None:
    assert read_identifier([b"<>", b"<a@example.com>"], Defects()) == "a@example.com"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (
            b"<a@example.com><b@example.com>\t<c@example.com>",
            ("a@example.com", "b@example.com", "c@example.com"),
        ),
        (b"a@example.com b@example.com", ("a@example.com", "b@example.com")),
        (b'"Your message of Monday" <a@example.com>', ("a@example.com",)),
        (b"Your message of Monday, ann@example.com", ()),
    ],
)
def test_ids_are_found_and_prose_is_no_id(raw: bytes, expected: tuple[str, ...]) -> None:
    assert read_identifiers([raw], Defects()) == expected


def test_of_very_many_references_the_first_and_the_last_99_are_kept() -> None:
    defects = Defects()
    ids = [f"{number}@example.com" for number in range(100_000)]
    found = read_references([" ".join(f"<{each}>" for each in ids).encode()], defects)
    assert found == (ids[0], *ids[-99:])
    assert len(defects.sentences()) == 1
