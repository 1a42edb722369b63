"""Names of folders: in modified UTF-7 on their way (RFC 3501, section 5.1.3), as people read them here."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailatlas_core.receive.imap.connection import Response
from mailatlas_core.receive.imap.reading import encoded_name, folder_name

NAMES = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1)


def listed(name: bytes) -> str | None:
    """The folder that a server lists by that name."""
    return folder_name(Response(b"LIST", None, [b'(\\HasNoChildren) "/" ' + name]))


@given(NAMES | st.text('&-+,/\\"[]{}%* äß😀', min_size=1))
def test_a_folder_is_opened_by_the_name_it_is_listed_by(name: str) -> None:
    encoded = encoded_name(name)
    assert encoded is not None
    assert listed(encoded) == name
    assert folder_name(Response(b"LIST", None, [b"() NIL ", _unquoted(encoded), b""])) == name


@given(st.text())
def test_a_name_is_one_quoted_string_of_printable_ascii_or_none_at_all(name: str) -> None:
    encoded = encoded_name(name)
    assert encoded is None or re.fullmatch(rb'"(?:[ !#-\[\]-~]|\\["\\])*"', encoded)


@pytest.mark.parametrize("name", ["a\r\nA9 DELETE INBOX", "a\nb", "a\0b", "a\x1bb", "a\x85b", "\ud800"])
def test_a_name_that_no_command_can_have_is_none(name: str) -> None:
    assert encoded_name(name) is None


@given(st.binary())
def test_a_name_that_is_listed_is_harmless_and_leads_back_to_it(said: bytes) -> None:
    name = folder_name(Response(b"LIST", None, [b"() NIL ", said, b""]))
    if name is not None:
        assert not re.search(r"[\0-\x1f\x7f-\x9f]", name)
        assert _unquoted(encoded_name(name) or b"") == said


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (b"INBOX", "INBOX"),
        (b"a[b", "a[b"),
        (b"[Gmail]/Entw&APw-rfe", "[Gmail]/Entwürfe"),
        (b"007", "007"),
        (b"7", "7"),
        (b'"NIL"', "NIL"),
        (b"&Jjo-!", "☺!"),
        (b'"~peter/mail/&U,BTFw-/&ZeVnLIqe-"', "~peter/mail/台北/日本語"),  # the example of the RFC
    ],
)
def test_folders_are_listed_by_the_names_people_read(said: bytes, name: str) -> None:
    assert listed(said) == name


@pytest.mark.parametrize("said", [b'""', b'"&AAo-"', b'"\xc3\xa4"', b"&AOQ-&APY-", b"&2AA-", b"&AOQ"])
def test_a_folder_that_cannot_be_opened_by_its_name_is_not_listed(said: bytes) -> None:
    assert listed(said) is None


@pytest.mark.parametrize("flag", [b"\\Noselect", b"\\NONEXISTENT"])
def test_a_folder_that_cannot_be_opened_is_not_listed(flag: bytes) -> None:
    assert folder_name(Response(b"LIST", None, [b"(" + flag + b') "/" Archive'])) is None


def _unquoted(name: bytes) -> bytes:
    return re.sub(rb'\\(["\\])', rb"\1", name[1:-1])
