"""What cannot be sent as it was written is refused before anything is made of it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailatlas_core.errors import AddressInvalid, MessageRefused
from mailatlas_core.models import Address
from mailatlas_core.outbound.compose.checking import attachment_name, checked
from mailatlas_core.outbound.model import OutboundAttachment, OutboundMessage
from tests.core.unit.outbound.compose.letters import hostile, refusal, rendered, written

# Whatever ends a line for somebody, or has no place in one.
CONTROLS = [
    "\r\nBcc: eve@example.com",
    "\nBcc: eve@example.com",
    "\rBcc: eve@example.com",
    "\r\n\r\nA body of its own",
    "\r\n folded",
    "\0",
    "\t",
    "\x0b",
    "\x0c",
    "\x1b[2J",
    "\x1c",
    "\x7f",
    "\x80",
    "\x85",
    "\x9b31m",
    "\u2028",
    "\u2029",
    "\ud800",
    "\udc0a",
]
ENCODED_WORDS = [
    "=?utf-8?q?=0D=0ABcc:_eve=40example.com?=",
    "=?UTF-8?B?DQpCY2M6IGV2ZUBleGFtcGxlLmNvbQ==?=",
    "=?us-ascii*en?Q?x?=",
    "before =?x?b?eA==?= after",
    "=?utf-8?q?cut off",
]
# Every field that is one line, with something around the hostile text that would be right without it.
ONE_LINE: dict[str, Any] = {
    "from_email": lambda text: {"from_email": f"Ann{text} <ann@example.org>"},
    "from_name": lambda text: {"from_name": f"Ann{text}"},
    "to": lambda text: {"to": ("bo@example.com", f"Cy{text} <cy@example.org>")},
    "cc": lambda text: {"cc": (f"cy@example.org{text}",)},
    "bcc": lambda text: {"bcc": (f"{text}cy@example.org",)},
    "reply_to": lambda text: {"reply_to": (f'"Cy{text}" <cy@example.org>',)},
    "subject": lambda text: {"subject": f"Tides{text}"},
    "in_reply_to": lambda text: {"in_reply_to": f"<a{text}@example.org>"},
    "references": lambda text: {"references": ("<a@example.org>", f"<b@example.org>{text}")},
    "headers": lambda text: {"headers": {"X-Tide": f"high{text}"}},
    "attachments": lambda text: {"attachments": (OutboundAttachment("/nowhere", f"a{text}.txt"),)},
    "idempotency_key": lambda text: {"idempotency_key": f"key{text}"},
    "source_document_id": lambda text: {"source_document_id": f"ab{text}"},
}


@pytest.mark.parametrize("field", ONE_LINE)
@pytest.mark.parametrize("text", [*CONTROLS, *ENCODED_WORDS], ids=ascii)
def test_nothing_can_break_out_of_its_line(field: str, text: str) -> None:
    refused = refusal(lambda: checked(written(**ONE_LINE[field](text))))
    assert refused is not None
    assert refused.field == field


def test_what_a_path_is_called_is_checked_as_a_given_name_is() -> None:
    with pytest.raises(MessageRefused):
        checked(written(attachments=(OutboundAttachment("/nowhere/a\nb.txt"),)))
    assert attachment_name(OutboundAttachment("/nowhere/tides.txt")) == "tides.txt"
    assert attachment_name(OutboundAttachment("/nowhere/tides.txt", "ebb.txt")) == "ebb.txt"


@pytest.mark.parametrize("name", ["", " ", ".", "..", "../passwd", "a/b", "c:\\b", "x" * 999])
def test_an_attachment_is_called_as_a_file_is(name: str) -> None:
    with pytest.raises(MessageRefused) as refused:
        checked(written(attachments=(OutboundAttachment("/nowhere", name),)))
    assert refused.value.field == "attachments"


@pytest.mark.parametrize("mime_type", ["", "text", "a/b; c=d", "a/b\r\nX: y", "a/b/c", "é/x"])
def test_an_attachment_has_a_type_that_is_one(mime_type: str) -> None:
    with pytest.raises(MessageRefused):
        checked(written(attachments=(OutboundAttachment("a", "a", mime_type),)))


@pytest.mark.parametrize(
    "name",
    """From FROM from Sender Reply-To To Cc Bcc BCC bCc Subject Date Message-ID Message-Id In-Reply-To
    References Return-Path Resent-To Resent-Bcc Resent-From Resent-Anything MIME-Version Content-Type
    Content-Transfer-Encoding Content-Disposition Content-Language Received DKIM-Signature Delivered-To
    Apparently-To Errors-To Disposition-Notification-To Return-Receipt-To Mail-Followup-To ARC-Seal
    Authentication-Results Reply_To ReplyTo MessageID Message_ID Mime.Version B-c-c X-Bcc
    Content_Type""".split(),
)
def test_a_header_of_ones_own_says_nothing_that_the_message_says(name: str) -> None:
    with pytest.raises(MessageRefused, match="is reserved") as refused:
        checked(written(headers={name: "eve@example.com"}))
    assert refused.value.field == "headers"
    assert refused.value.hint


@pytest.mark.parametrize(
    "name",
    [
        "", " ", "X Tide", "X-Tide ", " X-Tide", "X-Tide:", "Bcc: eve@example.com\r\nX", "Ｂcc", "Bcс", "X-é",
        "X\0",
        "X" * 77, "X\t", "Bcc\u200b", "X\r\n",
    ],
)  # fmt: skip
def test_a_name_that_only_looks_like_one_is_no_name_of_a_header(name: str) -> None:
    with pytest.raises(MessageRefused, match="no name of a header"):
        checked(written(headers={name: "x"}))


@pytest.mark.parametrize(
    "name", ["X-Tide", "List-Unsubscribe", "Auto-Submitted", "Importance", "Organization", "X_Y", "Keywords"]
)
def test_other_headers_are_ones_own(name: str) -> None:
    assert checked(written(headers={name: "  a   b "})).headers == ((name, "a b"),)


def test_a_header_of_ones_own_says_something() -> None:
    with pytest.raises(MessageRefused, match="is empty"):
        checked(written(headers={"X-Tide": "  "}))


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("subject", {"subject": "x" * 999}),
        ("subject", {"subject": "語" * 333}),
        ("headers", {"headers": {"X-Tide": "x " * 600}}),
        ("from_name", {"from_name": "x" * 999}),
        ("to", {"to": ("x" * 999 + " <bo@example.com>",)}),
        ("in_reply_to", {"in_reply_to": "<" + "x" * 999 + "@example.org>"}),
        ("references", {"references": ("<" + "x" * 999 + "@example.org>",)}),
    ],
)
def test_what_does_not_fit_into_a_line_is_refused(field: str, change: dict[str, Any]) -> None:
    with pytest.raises(MessageRefused, match="longer than a line") as refused:
        checked(written(**change))
    assert refused.value.field == field


@pytest.mark.parametrize("text", [None, "", "  \r\n\t", "\u3000\n"])
def test_an_empty_body_is_refused_whatever_is_attached(text: str | None) -> None:
    message = written(text=text, html=text, attachments=(OutboundAttachment("/nowhere/a.txt"),))
    with pytest.raises(MessageRefused, match="no text") as refused:
        checked(message)
    assert refused.value.field == "text"


def test_a_message_needs_a_recipient_and_one_sender() -> None:
    with pytest.raises(MessageRefused, match="no recipient"):
        checked(written(to=("", " , ")))
    for wrong in ("", "a@example.org, b@example.org"):
        with pytest.raises(AddressInvalid) as refused:
            checked(written(from_email=wrong))
        assert refused.value.field == "from_email"


def test_half_a_character_of_a_text_is_refused() -> None:
    with pytest.raises(MessageRefused) as refused:
        checked(written(html="<p>\udc80"))
    assert refused.value.field == "html"


def test_a_bcc_alone_is_a_recipient_and_an_empty_subject_is_one() -> None:
    letter = checked(written(to=(), bcc=("eve@example.net",), subject=""))
    assert letter.bcc == (Address("", "eve@example.net"),)
    assert letter.subject == ""


def test_the_letter_says_what_was_written() -> None:
    letter = checked(
        written(
            from_email="Ann of Old <ann@example.org>",
            from_name="Ann",
            subject="  High   tide ",
            text="a\r\nb\rc ",
            in_reply_to="<a@example.org>",
            references=("<z@example.org> y@example.org", "<a@example.org><b@example.org>", "z@example.org"),
        )
    )
    assert letter.sender == Address("Ann", "ann@example.org")
    assert checked(written(from_email="Ann <ann@example.org>")).sender.name == "Ann"
    assert letter.subject == "High tide"
    assert letter.text == "a\nb\nc "
    assert letter.in_reply_to == "a@example.org"
    assert letter.references == ("z@example.org", "y@example.org", "a@example.org", "b@example.org")


@pytest.mark.parametrize(
    "id", ["a b<c>d", "<<a@example.org>>", "<a@b.example>,<c@d.example>", "é@example.org"]
)
def test_what_is_no_id_is_refused(id: str) -> None:
    with pytest.raises(MessageRefused, match="no Message-ID"):
        checked(written(references=(id,)))


@given(
    st.builds(
        OutboundMessage,
        from_email=hostile | st.just("ann@example.org"),
        to=st.tuples(hostile | st.just("bo@example.com")),
        subject=hostile,
        text=hostile,
        html=st.none() | hostile,
        from_name=st.none() | hostile,
        reply_to=st.tuples(hostile) | st.just(()),
        in_reply_to=st.none() | hostile,
        references=st.tuples(hostile) | st.just(()),
        headers=st.dictionaries(hostile | st.just("X-Tide"), hostile, max_size=2),
        attachments=st.just(()) | st.tuples(st.builds(OutboundAttachment, hostile, hostile, hostile)),
        idempotency_key=st.none() | hostile,
    )
)
def test_any_message_is_refused_with_a_sentence_or_can_be_rendered(message: OutboundMessage) -> None:
    if refusal(lambda: checked(message)) is None:
        assert rendered(message).startswith(b"From: ")
