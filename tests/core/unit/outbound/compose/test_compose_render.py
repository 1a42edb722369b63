"""A letter's bytes: what every server takes, the same every time, and read as it was written."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailatlas_core.mime.parse import parse
from mailatlas_core.outbound.compose.checking import checked
from mailatlas_core.outbound.compose.render import new_message_id, render
from tests.core.unit.outbound.compose.letters import (
    ID,
    NOW,
    enclosure,
    read_by_standard_library,
    rendered,
    texts,
    written,
)
from tests.core.unit.outbound.compose.test_compose_flowed import tidied

INNER = "From: Bo <bo@example.com>\nSubject: tides\n\nThey turn.\n"


def parts_of(raw: bytes) -> list[EmailMessage]:
    message = read_by_standard_library(raw)
    assert not message.defects
    return list(message.walk())


def with_lf(part: EmailMessage) -> str:
    return str(part.get_content()).replace("\r\n", "\n")


def content_of(raw: bytes) -> bytes:
    """The bytes of the last part, as they stand."""
    boundary = raw.rpartition(b"\r\n--")[2].strip().removesuffix(b"--")
    body = raw.rpartition(b"\r\n--" + boundary + b"--")[0].rpartition(b"--" + boundary + b"\r\n")[2]
    return body.partition(b"\r\n\r\n")[2]


def test_a_plain_letter_looks_as_people_expect() -> None:
    message = written(
        from_email="Ann <ann@example.org>",
        to=("Bo <bo@example.com>", '"Cy, Old" <cy@bücher.example>'),
        cc=("Jörg <j@example.net>",),
        bcc=("eve@example.net",),
        reply_to=("ann@example.com",),
        in_reply_to="<m1@example.com>",
        references=("<m0@example.com>", "<m1@example.com>"),
        headers={"X-Tide": "high"},
        text="They turn.\n\n-- \nAnn\n",
    )
    assert rendered(message) == (
        b"From: Ann <ann@example.org>\r\n"
        b'To: Bo <bo@example.com>, "Cy, Old" <cy@xn--bcher-kva.example>\r\n'
        b"Cc: =?utf-8?q?J=C3=B6rg?= <j@example.net>\r\n"
        b"Reply-To: ann@example.com\r\n"
        b"Subject: Tides\r\n"
        b"Date: Sat, 14 Mar 2026 16:44:00 +0000\r\n"
        b"Message-ID: <1f@example.org>\r\n"
        b"In-Reply-To: <m1@example.com>\r\n"
        b"References: <m0@example.com> <m1@example.com>\r\n"
        b"X-Tide: high\r\n"
        b"MIME-Version: 1.0\r\n"
        b'Content-Type: text/plain; charset="utf-8"; format="flowed"\r\n'
        b"Content-Transfer-Encoding: 7bit\r\n"
        b"\r\n"
        b"They turn.\r\n\r\n-- \r\nAnn\r\n"
    )


def test_no_byte_tells_of_a_bcc() -> None:
    message = written(bcc=("Eve <eve@secret.example>", "mallory@secret.example"))
    assert rendered(message) == rendered(written())
    alone = rendered(replace(message, to=()))
    assert b"secret" not in alone
    assert b"\r\nTo: undisclosed-recipients:;\r\n" in alone
    assert parse(alone).to == ()


def test_the_same_letter_has_the_same_bytes_and_another_has_others() -> None:
    message = written(html="<p>They turn.")
    one = rendered(message, (enclosure(), b"one"))
    assert one == rendered(message, (enclosure(), b"one"))
    assert one != rendered(message, (enclosure(), b"two"))
    later = render(checked(message), [], date=NOW + timedelta(seconds=1), message_id=ID)
    assert later != render(checked(message), [], date=NOW, message_id=ID)


def assert_every_server_takes(raw: bytes) -> None:
    assert raw.count(b"\r") == raw.count(b"\n") == raw.count(b"\r\n")
    assert b"\0" not in raw
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert raw.endswith(b"\r\n")


@given(texts, texts)
def test_any_text_is_read_as_it_was_written(text: str, html: str) -> None:
    message = written(text="a" + text, html="<p>b" + html)
    raw = rendered(message)
    assert raw.isascii()
    assert_every_server_takes(raw)
    letter = checked(message)
    assert letter.text is not None
    expected = "\n".join(map(tidied, letter.text.split("\n"))).strip("\n")
    assert parse(raw).text == expected
    plain, rich = parts_of(raw)[1:]
    assert with_lf(rich).removesuffix("\n") == f"{letter.html}".removesuffix("\n")
    assert plain.get_content_type() == "text/plain"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("They turn.", "7bit"),
        ("Sie drehen sich über Nacht.", "quoted-printable"),
        ("潮は変わる。" * 20, "base64"),
        ("x" * 998, "7bit"),
        ("x" * 999, "quoted-printable"),
        ("nul\0nul", "quoted-printable"),
    ],
)
def test_a_text_travels_by_the_plainest_encoding_that_keeps_it(text: str, encoding: str) -> None:
    raw = rendered(written(text=text))
    assert f"Content-Transfer-Encoding: {encoding}\r\n".encode() in raw
    assert parse(raw).text == text
    assert_every_server_takes(raw)


def test_no_line_of_html_looks_like_the_start_of_an_mbox() -> None:
    for html in ("<p>\nFrom here", "<p>é\nFrom here"):
        raw = rendered(written(text=None, html=html))
        assert b"\nFrom " not in raw
        assert with_lf(parts_of(raw)[0]) == html + "\n"


def test_text_html_and_files_are_parts_in_their_order() -> None:
    raw = rendered(
        written(html="<p>They <b>turn</b>."),
        (enclosure("tides.pdf", "application/pdf"), b"%PDF-1.7"),
        (enclosure("潮.txt", "text/plain"), b"high\nlow\r\n\r"),
    )
    assert [part.get_content_type() for part in parts_of(raw)] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html",
        "application/pdf", "text/plain",
    ]  # fmt: skip
    found = parse(raw)
    assert found.defects == ()
    assert [(asset.filename, asset.mime_type, asset.content) for asset in found.assets] == [
        ("tides.pdf", "application/pdf", b"%PDF-1.7"),
        ("潮.txt", "text/plain", b"high\nlow\r\n\r"),
    ]
    assert found.text == "They turn."


@given(st.binary(max_size=400))
def test_a_file_arrives_byte_for_byte(content: bytes) -> None:
    raw = rendered(written(), (enclosure(), content))
    assert_every_server_takes(raw)
    assert parts_of(raw)[-1].get_payload(decode=True) == content


LINES = [b"a", b"\n", b"\r\n", b"\r", b"--", b"\xe9", b"\0", b" ", b"x" * 999, b"From: a\n"]


@given(st.lists(st.sampled_from(LINES)).map(b"".join))
def test_an_attached_message_arrives_byte_for_byte_but_for_its_line_ends(content: bytes) -> None:
    raw = rendered(written(), (enclosure("a.eml", "message/rfc822"), content))
    assert_every_server_takes(raw)
    kind = parse(raw).assets[0]
    if b"Content-Type: message/rfc822" in raw:
        assert content_of(raw) == content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    else:
        assert kind.content == content


@pytest.mark.parametrize(
    ("content", "kind", "encoding"),
    [
        (INNER, "message/rfc822", "7bit"),
        (INNER.replace("turn", "drehen über"), "message/rfc822", "8bit"),
        (INNER.replace("turn", "x" * 999), "application/octet-stream", "base64"),
        (INNER.replace("turn", "a\rb"), "application/octet-stream", "base64"),
        (INNER.replace("turn", "a\0b"), "application/octet-stream", "base64"),
    ],
)
def test_an_attached_message_is_one_where_its_lines_can_travel(
    content: str, kind: str, encoding: str
) -> None:
    raw = rendered(written(), (enclosure("tides.eml", "message/rfc822"), content.encode()))
    part = raw.rpartition(b"\r\n--=_")[0].rpartition(b"\r\n--=_")[2]
    assert f"Content-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\n".encode() in part
    assert (b"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n--=_" in raw) == (encoding == "8bit")
    asset = next(asset for asset in parse(raw).assets if asset.parent is None)
    assert asset.content.replace(b"\r\n", b"\n") == content.encode()
    assert asset.filename == "tides.eml"


@pytest.mark.parametrize(
    "mime_type",
    ["multipart/mixed; boundary=a", "multipart/mixed", "message/partial", "x", "a/b\r\nBcc: c", ""],
)
def test_a_file_of_a_type_that_has_parts_is_bytes_and_no_more(mime_type: str) -> None:
    raw = rendered(written(), (enclosure("a\r\nBcc: eve@example.com", mime_type), b"--a\n\nx\n--a--"))
    assert parts_of(raw)[-1].get_content_type() == "application/octet-stream"
    assert b"\nBcc" not in raw
    assert parse(raw).assets[0].content == b"--a\n\nx\n--a--"


def test_an_attached_message_cannot_end_the_message_around_it() -> None:
    once = rendered(written(), (enclosure(), b"x"))
    twice = rendered(written(), (enclosure("a.eml", "message/rfc822"), once))
    assert content_of(twice) == once
    outer, inner = parse(twice), parse(content_of(twice))
    assert outer.text == inner.text == "They turn."
    assert [asset.mime_type for asset in outer.assets if asset.parent is None] == ["message/rfc822"]


def test_a_local_part_in_unicode_travels_in_unicode_and_all_else_in_ascii() -> None:
    raw = rendered(written(to=("Jörg <jörg@bücher.example>", "Bo <bo@bücher.example>")))
    field = "To: =?utf-8?q?J=C3=B6rg?= <jörg@bücher.example>, Bo <bo@xn--bcher-kva.example>\r\n"
    assert field.encode() in raw
    assert [address.email for address in parse(raw).to] == ["jörg@bücher.example", "bo@xn--bcher-kva.example"]


def test_an_id_is_of_the_domain_of_from() -> None:
    assert new_message_id("ann@example.org", "2f") == "2f@example.org"
    assert new_message_id("ann@bücher.example", "2f") == "2f@xn--bcher-kva.example"
    assert new_message_id("jörg@straße.example", "2f") == "2f@xn--strae-oqa.example"
