"""Any bytes are a message."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailatlas_core.mime.model import ParsedMessage
from mailatlas_core.mime.parse import KEPT_FIELDS, MAX_KEPT_CHARACTERS, parse
from mailatlas_core.models import Address

SYNTAX = st.sampled_from(
    [
        *(b"\n", b"\r\n", b"\r", b": ", b";", b"=", b'"', b"<", b">", b"(", b"@", b",", b"--b", b" ", b"\0"),
        *(b"\xe9", b"=?", b"?=", b"?q?", b"utf-7", b"From", b"Date", b"Subject", b"References", b"Received"),
        *(b"Content-Type: multipart/mixed; boundary=b\n\n", b"Content-Type: text/html\n", b"; charset="),
        *(b"Content-Transfer-Encoding: ", b"base64", b"quoted-printable", b"hex", b"utf-16", b"filename*0*="),
        *(b"Content-Disposition: attachment", b"1 Jan 2024 10:00:00 +9999"),
    ]
)


def html_texts(message: ParsedMessage) -> list[str]:
    html = message.html
    if html is None:
        return []
    links = [text for link in html.links for text in (link.text, link.target)]
    return [html.html, html.text, *links, *html.remote, *(hidden.text for hidden in html.hidden)]


def texts(message: ParsedMessage) -> list[str]:
    people = (message.sender, *message.to, *message.cc, *message.reply_to)
    return [
        message.text,
        message.cleaned.text,
        *message.unsubscribe,
        *message.protection,
        *(
            text
            for step in message.forwarded_chain
            for text in (step.sender or "", step.date or "", step.subject or "")
        ),
        *(result.detail for result in message.authentication),
        *(text for invite in message.invites for text in (invite.summary, invite.where, *invite.attendees)),
        *html_texts(message),
        message.subject,
        message.message_id or "",
        *message.headers.values(),
        *message.references,
        *message.in_reply_to,
        *(text for person in people for text in (person.name, person.email)),
        *(text or "" for asset in message.assets for text in (asset.filename, asset.mime_type, asset.cid)),
    ]


@given(st.one_of(st.binary(), st.lists(SYNTAX, max_size=40).map(b"".join)))
def test_any_bytes_are_a_message_without_lone_surrogates(data: bytes) -> None:
    message = parse(data)
    "".join(texts(message)).encode("utf-8")
    assert message.received_at is None or message.received_at.astimezone(UTC).tzinfo is UTC


@given(st.binary(), st.datetimes())
def test_any_arrival_can_be_given(data: bytes, internal_date: datetime) -> None:
    assert parse(data, internal_date=internal_date).received_at is not None


def test_a_plain_message_has_all_its_meaning_and_no_defect() -> None:
    message = parse(
        b"From: Ann <ann@example.com>\r\nTo: Bo <bo@example.com>, cy@example.com\r\nCc: di@example.com\r\n"
        b"Reply-To: list@example.com\r\nSubject: Re: a\r\n folded subject\r\n"
        b"Date: Mon, 1 Jan 2024 10:00:00 +0200\r\nMessage-ID: <1@example.com>\r\n"
        b"In-Reply-To: <0@example.com>\r\nReferences: <00@example.com>\r\n <0@example.com>\r\n"
        b"\r\nHello\r\nyou\r\n"
    )
    assert message.sender == Address("Ann", "ann@example.com")
    assert message.to == (Address("Bo", "bo@example.com"), Address("", "cy@example.com"))
    assert message.cc == (Address("", "di@example.com"),)
    assert message.reply_to == (Address("", "list@example.com"),)
    assert message.subject == "Re: a folded subject"
    assert message.received_at is not None
    assert message.received_at.isoformat() == "2024-01-01T10:00:00+02:00"
    assert message.message_id == "1@example.com"
    assert message.in_reply_to == ("0@example.com",)
    assert message.references == ("00@example.com", "0@example.com")
    assert message.text == "Hello\nyou"
    assert (message.html, message.assets, message.defects) == (None, (), ())


def test_the_sender_is_from_and_without_it_the_sender_field() -> None:
    assert parse(b"From: a@example.com\nSender: b@example.com\n\n").sender.email == "a@example.com"
    assert parse(b"Sender: b@example.com\n\n").sender.email == "b@example.com"
    assert parse(b"Subject: a\n\n").sender == Address("", "")


def test_an_empty_message_id_is_none() -> None:
    assert parse(b"Message-ID: <>\n\n").message_id is None


@pytest.mark.parametrize("data", [b"", b"\n", b"\r\n\r\n", b" ", b"\r"])
def test_an_empty_message_says_so(data: bytes) -> None:
    message = parse(data)
    assert (message.text.strip(), message.subject, message.assets) == ("", "", ())
    assert "The message is empty." in message.defects


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_kind_are_line_ends(end: str) -> None:
    lines = [
        "Subject: a",
        "Content-Type: multipart/mixed; boundary=b",
        "",
        "--b",
        "",
        "one",
        "two",
        "--b--",
        "",
    ]
    message = parse(end.join(lines).encode())
    assert (message.subject, message.text) == ("a", "one\ntwo")


def test_a_message_that_is_one_pdf_is_that_file() -> None:
    pdf = b"%PDF-1.4\0\xff\r\n"
    message = parse(
        b"Content-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64\n\n"
        + base64.encodebytes(pdf)
    )
    assert message.text == ""
    assert [(asset.filename, asset.content) for asset in message.assets] == [("a.pdf", pdf)]


def test_nuls_are_kept_in_text_and_subject() -> None:
    message = parse(b"Subject: a\0b\n\nc\0d")
    assert (message.subject, message.text) == ("a\0b", "c\0d")


def test_a_message_without_any_header_is_text() -> None:
    assert parse(b"just words\n\nand more").text == "just words\n\nand more"


def test_text_in_the_middle_of_a_deep_nest_is_kept_in_a_file() -> None:
    opened = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (at, at) for at in range(400)
    )
    (asset,) = parse(opened + b"\ndeep").assets
    assert asset.content.endswith(b"deep")
    assert asset.mime_type == "multipart/mixed"


def test_only_the_headers_that_are_shown_are_kept_and_never_bcc() -> None:
    names = [*KEPT_FIELDS, "bcc", "received", "x-secret"]
    message = parse(b"".join(name.encode() + b": =?utf-8?q?=C3=A9?=\n" for name in names) + b"\n")
    assert set(message.headers) == set(KEPT_FIELDS)
    assert set(message.headers.values()) == {"é"}


def test_several_headers_of_one_name_are_kept_on_lines_of_their_own() -> None:
    assert (
        parse(b"Delivered-To: a@example.com\nDelivered-To: b\n c\n\n").headers["delivered-to"]
        == "a@example.com\nb c"
    )


def test_kept_headers_are_bounded_and_the_bound_is_said() -> None:
    message = parse(b"References: " + b"<a@example.com> " * 10_000 + b"\nSubject: a\n\n")
    assert sum(map(len, message.headers.values())) == MAX_KEPT_CHARACTERS
    assert message.headers["subject"] == "a"
    assert "The header is too long to be kept whole." in message.defects


def test_no_defect_quotes_the_message() -> None:
    message = parse(
        b"Subject: =?secret?q?a?=\nDate: secret\nContent-Type: multipart/secret; boundary=secret\n"
        b"Content-Transfer-Encoding: secret\n\nsecret \xff"
    )
    assert len(message.defects) >= 3
    assert "secret" not in " ".join(message.defects)
