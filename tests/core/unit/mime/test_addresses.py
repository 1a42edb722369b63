"""Every mailbox of a field, with the name that its sender gave it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailatlas_core.mime.addresses import MAX_ADDRESSES, read_addresses
from mailatlas_core.mime.defects import Defects


def read(raw: bytes) -> list[tuple[str, str]]:
    return [(address.name, address.email) for address in read_addresses([raw], Defects())]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"", []),
        (b"<>", []),
        (b"a@example.com", [("", "a@example.com")]),
        (b"Ann <a@example.com>", [("Ann", "a@example.com")]),
        (
            b'"Doe, Jane" <a@example.com>, b@example.com',
            [("Doe, Jane", "a@example.com"), ("", "b@example.com")],
        ),
        (b'"Jane \\"JD\\" Doe" <a@example.com>', [('Jane "JD" Doe', "a@example.com")]),
        (b"a@example.com (Ann (of (the) house))", [("Ann (of (the) house)", "a@example.com")]),
        (b"Ann (her account) <a@example.com(host)>", [("Ann", "a@example.com")]),
        (b"Friends: a@example.com, Bo <b@example.com>;", [("", "a@example.com"), ("Bo", "b@example.com")]),
        (b"undisclosed-recipients:;", []),
        (b"a@example.com; b@example.com", [("", "a@example.com"), ("", "b@example.com")]),
        (b", ,a@example.com,,", [("", "a@example.com")]),
        (b"=?utf-8?Q?Doe,_J=C3=B6rg?= <a@example.com>", [("Doe, Jörg", "a@example.com")]),
        (b'"=?utf-8?Q?J=C3=B6rg?=" <a@example.com>', [("Jörg", "a@example.com")]),
        (b"=?utf-8?Q?J=C3=B6rg_(x)?= <a@example.com>", [("Jörg (x)", "a@example.com")]),
        (b"=?utf-8?q?a=40example=2Ecom?=", [("a@example.com", "")]),
        ("Jörg <jörg@example.com>".encode(), [("Jörg", "jörg@example.com")]),
        (b"Ann a@example.com", [("Ann", "a@example.com")]),
        (b"MAILER-DAEMON", [("", "MAILER-DAEMON")]),
        (b"Only A Name", [("Only A Name", "")]),
        (b"a@example.com <b@example.org>", [("a@example.com", "b@example.org")]),
        (b"<@relay.example,@x.example:a@example.com>", [("", "a@example.com")]),
        (b"Ann <<a@example.com>>", [("Ann", "a@example.com")]),
        (b"Ann <a@example.com", [("Ann", "a@example.com")]),
        (b'"Ann <a@example.com>, b@example.com', [("Ann", "a@example.com"), ("", "b@example.com")]),
        (b'"john doe"@example.com', [("", '"john doe"@example.com')]),
        (b"ann @ example . com", [("", "ann@example.com")]),
        (b"Ann\t  Bo <a@example.com>", [("Ann Bo", "a@example.com")]),
    ],
)
def test_a_field_gives_its_mailboxes(raw: bytes, expected: list[tuple[str, str]]) -> None:
    assert read(raw) == expected


def test_all_fields_of_a_name_count() -> None:
    assert len(read_addresses([b"a@example.com", b"b@example.com"], Defects())) == 2


def test_a_flood_of_addresses_is_cut_and_the_cut_is_said() -> None:
    defects = Defects()
    found = read_addresses([b"a@example.com," * (MAX_ADDRESSES + 5)], defects)
    assert len(found) == MAX_ADDRESSES
    assert defects.sentences() == ("A header has too many addresses: its end was left out.",)


def test_thousands_of_parentheses_do_not_end_the_reading() -> None:
    assert read(b"a@example.com " + b"(" * 5_000)[0][1] == "a@example.com"


@given(st.text('a@.<>()"\\,;: =?Qq\N{LATIN SMALL LETTER E WITH ACUTE}\0', max_size=60))
def test_any_value_is_read(value: str) -> None:
    read(value.encode())
