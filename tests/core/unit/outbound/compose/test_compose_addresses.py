"""Addresses as people type them: each is the mailbox that was meant, or is refused with a sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailatlas_core.errors import AddressInvalid
from mailatlas_core.models import Address
from mailatlas_core.outbound.compose.addresses import (
    comparable,
    each_once,
    envelope,
    mailbox,
    normalized,
    on_the_wire,
    read_mailboxes,
)
from mailatlas_core.outbound.compose.checking import checked
from tests.core.unit.outbound.compose.letters import hostile, lines, refusal, written

LOCAL = "@".join(("a", "mail.local"))  # a network of somebody's own


def read(*texts: str) -> list[tuple[str, str]]:
    return [(address.name, address.email) for address in read_mailboxes(texts, "to")]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", []),
        (" , ;, ", []),
        ("ann@example.org", [("", "ann@example.org")]),
        ("  <ann@example.org> ", [("", "ann@example.org")]),
        ("Ann Bo <ann@example.org>", [("Ann Bo", "ann@example.org")]),
        ("Ann<ann@example.org>", [("Ann", "ann@example.org")]),
        ('"Bo, Ann" <ann@example.org>', [("Bo, Ann", "ann@example.org")]),
        ('"Ann \\"A\\" Bo" <ann@example.org>', [('Ann "A" Bo', "ann@example.org")]),
        ('Ann "the tide" Bo <ann@example.org>', [("Ann the tide Bo", "ann@example.org")]),
        ("Ann (Sales) <ann@example.org>", [("Ann (Sales)", "ann@example.org")]),
        ("ann@example.org <bo@example.com>", [("ann@example.org", "bo@example.com")]),
        ("Jörg 再会 <j@example.org>", [("Jörg 再会", "j@example.org")]),
        ("a@example.org, Bo <b@example.org>; c@example.org", [
            ("", "a@example.org"), ("Bo", "b@example.org"), ("", "c@example.org"),
        ]),
        ("ann+tides@EXAMPLE.org", [("", "ann+tides@example.org")]),
        ("ann@bücher.example", [("", "ann@bücher.example")]),
        ("ann@xn--bcher-kva.example", [("", "ann@bücher.example")]),
        ("jörg@example.org", [("", "jörg@example.org")]),
        (LOCAL, [("", LOCAL)]),
        ("a@host.test", [("", "a@host.test")]),
        ("a@host.invalid", [("", "a@host.invalid")]),
        ("o'neil@example.org", [("", "o'neil@example.org")]),
    ],
)  # fmt: skip
def test_a_text_gives_its_mailboxes(typed: str, expected: list[tuple[str, str]]) -> None:
    assert read(typed) == expected


@pytest.mark.parametrize(
    "typed",
    [
        "ann",
        "ann@",
        "@example.org",
        "ann@example",
        "ann@@example.org",
        "ann@example..org",
        ".ann@example.org",
        "ann @example.org",
        "Ann ann@example.org",
        "Bo, Ann <ann@example.org>",
        "Ann <ann@example.org> Bo",
        "Ann <ann@example.org> <bo@example.org>",
        "Ann <>",
        "Ann <ann@example.org",
        "Ann ann@example.org>",
        '"Ann <ann@example.org>',
        '"Ann"',
        '"ann bo"@example.org',
        '"ann"@example.org',
        "ann@[127.0.0.1]",
        "Friends: a@example.org, b@example.org;",
        "Friends: Ann <a@example.org>;",
        "undisclosed-recipients:;",
        "mailto:ann@example.org",
        "ann@example.org/bo",
        "a" * 255 + "@example.org",
        "ann@exa mple.org",
        "ann@-tide.example",
        "ann@" + "a" * 64 + ".example",
        "ann@\uff1cexample.org",
        "ann\u202e@example.org",
        "<a@example.org>,<b@example.org",
    ],
)
def test_what_is_no_mailbox_is_refused_with_its_text(typed: str) -> None:
    with pytest.raises(AddressInvalid) as refused:
        read(typed)
    assert refused.value.field == "to"
    assert refused.value.message.startswith("To holds `")
    assert refused.value.hint


@pytest.mark.parametrize(
    "typed",
    [
        "ann@example.org\nBcc: eve@example.com",
        "Ann\r\n <ann@example.org>",
        "Ann\0 <ann@example.org>",
        "Ann\x85 <ann@example.org>",
        "Ann\u2028 <ann@example.org>",
        "Ann\ud800 <ann@example.org>",
        "=?utf-8?q?Ann?= <ann@example.org>",
        '"=\\?utf-8\\?q\\?Ann?=" <ann@example.org>',
        "=?utf-8?q?ann=40example.com?=@example.org",
    ],
)
def test_no_address_brings_a_line_or_an_encoded_word_into_a_header(typed: str) -> None:
    refused = refusal(lambda: read(typed))
    assert refused is not None
    assert refused.field == "to"
    assert refused.message.startswith(("To holds the control character", "To holds an encoded word"))


@given(hostile)
def test_any_text_is_read_or_refused(typed: str) -> None:
    if refusal(lambda: read(typed)) is None:
        for _, email in read(typed):
            assert on_the_wire(email).isprintable()
            assert normalized(email) == email


@given(lines, st.sampled_from(["a@example.org", "a@bücher.example", "jörg@example.org"]))
def test_a_mailbox_that_is_written_out_is_read_as_itself(name: str, email: str) -> None:
    address = Address(" ".join(part for part in name.split(" ") if part), email)
    assert read_mailboxes([mailbox(address)], "to") == (address,)
    both = f"{mailbox(address)}, b@example.org"
    assert read_mailboxes([both], "to") == (address, Address("", "b@example.org"))


def test_a_mailbox_counts_once_where_it_stands_first() -> None:
    letter = checked(
        written(
            to=("Ann <a@example.org>", "b@example.org, A@example.org", "B <b@EXAMPLE.org>"),
            cc=("a@EXAMPLE.ORG", "c@example.org"),
            bcc=("c@Example.org", "d@example.org"),
        )
    )
    assert [address.email for address in letter.to] == ["a@example.org", "b@example.org", "A@example.org"]
    assert [address.email for address in letter.cc] == ["c@example.org"]
    assert [address.email for address in letter.bcc] == ["d@example.org"]
    assert each_once(letter.to, letter.to) == [letter.to, ()]


def test_the_envelope_names_every_recipient_as_it_travels() -> None:
    letter = checked(
        written(
            from_email="Ann <ann@bücher.example>",
            cc=("Bo <bo@bücher.example>", "jörg@bücher.example"),
            bcc=("eve@example.net",),
        )
    )
    told = envelope(letter)
    assert told.sender == "ann@xn--bcher-kva.example"
    assert told.recipients == (
        "bo@example.com", "bo@xn--bcher-kva.example", "jörg@bücher.example", "eve@example.net",
    )  # fmt: skip


def test_texts_that_mean_one_mailbox_compare_equal() -> None:
    forms = ["Ann@Example.org", " ann@example.org", "ANN@EXAMPLE.ORG"]
    assert {comparable(form) for form in forms} == {"ann@example.org"}
    assert comparable("a@straße.example") != comparable("a@strasse.example")
    assert comparable("a@XN--BCHER-KVA.example") == comparable("a@bücher.example")


@given(hostile)
def test_any_text_can_be_compared(text: str) -> None:
    assert comparable(comparable(text)) == comparable(text)
