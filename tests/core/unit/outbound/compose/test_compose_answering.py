"""An answer goes to whom it should, says what it answers, and carries nothing hostile along."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailatlas_core.mime.parse import parse
from mailatlas_core.models import Asset, Document
from mailatlas_core.outbound.compose.answering import (
    LAST_REFERENCES,
    Writer,
    conversation,
    forward,
    forward_attached,
    reply,
    signed,
)
from mailatlas_core.outbound.compose.checking import checked
from mailatlas_core.outbound.compose.subjects import answered, forwarded
from mailatlas_core.outbound.model import OutboundMessage
from tests.core.unit.outbound.compose.letters import document, hostile, rendered

ANN = Writer("ann@example.org", "Ann", "Ann\nTide tables", ("ann@example.org", "ann@work.example"))
ROOT = Path("/workspace")
SIGNATURE = "\n\n-- \nAnn\nTide tables"


def asset(ordinal: int, filename: str | None, **changes: object) -> Asset:
    usual = Asset(
        "", "", ordinal, "attachment", filename, "application/pdf", 1, f"assets/{ordinal}", None, ""
    )
    return replace(usual, **changes)  # type: ignore[arg-type]


def everyone(of: Document) -> tuple[tuple[str, ...], tuple[str, ...]]:
    answer = reply(of, "", ANN, everyone=True)
    return answer.to, answer.cc


def test_a_reply_looks_as_people_expect() -> None:
    answer = reply(document(), "They turn.\n> Do they?\n\nBo\n\n", ANN)
    assert answer == OutboundMessage(
        from_email="ann@example.org",
        from_name="Ann",
        to=("Bo <bo@example.com>",),
        subject="Re: Tides",
        text=(
            "On Wed, 13 Mar 2024 16:44:00 +0200, Bo wrote:\n> They turn.\n>> Do they?\n>\n> Bo\n\n"
            "\n\n-- \nAnn\nTide tables\n"
        ),
        in_reply_to="m1@example.com",
        references=("m1@example.com",),
        source_document_id="ab" * 32,
    )


def test_what_a_reply_quotes_is_read_as_a_quote_and_its_end_as_a_signature() -> None:
    read = parse(rendered(reply(document(), "They turn.\n\n" + "tide " * 60, ANN)))
    assert [(span.kind, span.first, span.end) for span in read.spans] == [
        ("quote", 0, 4), ("signature", 7, 10),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("headers", "to", "cc"),
    [
        ({}, ("Bo <bo@example.com>",), ("cy@example.net",)),
        ({"reply-to": "List <list@example.net>"}, ("List <list@example.net>",), ("cy@example.net",)),
        ({"reply-to": "nobody"}, ("Bo <bo@example.com>",), ("cy@example.net",)),
        ({"cc": "BO@Example.com, Di <di@example.net>, cy@EXAMPLE.net"}, ("Bo <bo@example.com>",),
         ("cy@example.net", "Di <di@example.net>")),
        ({"to": "undisclosed-recipients:;"}, ("Bo <bo@example.com>",), ()),
        ({"to": "Ann@Work.example", "cc": "ann@example.org"}, ("Bo <bo@example.com>",), ()),
        ({"to": "Friends: cy@example.net, di@example.net;"}, ("Bo <bo@example.com>",),
         ("cy@example.net", "di@example.net")),
    ],
)  # fmt: skip
def test_an_answer_to_all_leaves_ones_own_addresses_out(
    headers: dict[str, str], to: tuple[str, ...], cc: tuple[str, ...]
) -> None:
    assert everyone(document(headers=headers)) == (to, cc)
    assert reply(document(headers=headers), "", ANN).to == to
    assert reply(document(headers=headers), "", ANN).cc == ()


def test_ones_own_message_is_answered_to_those_it_was_written_to() -> None:
    own = {"sender_email": "Ann@work.example", "sender_name": "Ann"}
    written = document(**own, headers={"to": "Bo <bo@example.com>", "cc": "cy@example.net"})
    assert everyone(written) == (("Bo <bo@example.com>",), ("cy@example.net",))
    alone = document(**own, headers={"to": "ann@example.org"})
    assert everyone(alone) == (("ann@example.org",), ())
    assert everyone(document(**own, headers={"to": "ann@example.org", "cc": "cy@example.net"})) == (
        ("cy@example.net",), (),
    )  # fmt: skip
    assert everyone(document(**own, headers={"to": ""})) == (("Ann <Ann@work.example>",), ())


def test_a_document_without_a_sender_is_answered_to_nobody() -> None:
    assert reply(document(sender_name="MAILER-DAEMON", sender_email=""), "", ANN).to == ()


def test_very_long_names_and_subjects_are_cut() -> None:
    source = document(sender_name="潮" * 50_000, headers={"subject": "潮" * 50_000})
    answer = reply(source, "", ANN)
    assert checked(answer).to[0].name == "潮" * 99 + "…"
    assert answer.subject.startswith("Re: 潮潮")
    assert len((answer.text or "").partition("\n")[0]) < 300  # or no reader would know it as an attribution


def test_a_name_with_a_comma_stays_one_name() -> None:
    answer = reply(document(sender_name='Bo, "the tide"'), "", ANN)
    assert checked(answer).to[0].name == 'Bo, "the tide"'


@pytest.mark.parametrize(
    ("message_id", "headers", "expected"),
    [
        ("m@example.com", {}, ("m@example.com", ["m@example.com"])),
        ("m@example.com", {"references": "<a@b.example> <c@d.example>"},
         ("m@example.com", ["a@b.example", "c@d.example", "m@example.com"])),
        ("m@example.com", {"in-reply-to": "<a@b.example>"},
         ("m@example.com", ["a@b.example", "m@example.com"])),
        ("m@example.com", {"in-reply-to": "<a@b.example> <c@d.example>"},
         ("m@example.com", ["m@example.com"])),
        ("m@example.com", {"references": "<m@example.com> <a@b.example>\n<a@b.example>"},
         ("m@example.com", ["a@b.example", "m@example.com"])),
        (None, {"references": "<a@b.example>"}, (None, ["a@b.example"])),
        ("é@example.com", {"references": "<é@b.example> <=?utf-8?q?x?=>"}, (None, [])),
        ("x" * 999, {"references": f"<{'x' * 999}>"}, (None, [])),
    ],
)  # fmt: skip
def test_an_answer_names_its_conversation(
    message_id: str | None, headers: dict[str, str], expected: tuple[str | None, list[str]]
) -> None:
    in_reply_to, references = conversation(document(message_id=message_id, headers=headers))
    assert (in_reply_to, list(references)) == expected


def test_of_a_long_conversation_the_beginning_and_the_end_are_named() -> None:
    ids = [f"{number}@example.com" for number in range(500)]
    _, references = conversation(document(headers={"references": " ".join(f"<{id}>" for id in ids)}))
    assert references == (ids[0], *ids[-LAST_REFERENCES + 1 :], "m1@example.com")


@pytest.mark.parametrize(
    ("subject", "answer", "passed_on"),
    [
        ("Tides", "Re: Tides", "Fwd: Tides"),
        ("", "Re:", "Fwd:"),
        ("Re: Tides", "Re: Tides", "Fwd: Re: Tides"),
        ("RE: Tides", "RE: Tides", "Fwd: RE: Tides"),
        ("AW: Tides", "AW: Tides", "Fwd: AW: Tides"),
        ("SV: Tides", "SV: Tides", "Fwd: SV: Tides"),
        ("回复：潮", "回复：潮", "Fwd: 回复：潮"),
        ("Re[2]: Tides", "Re[2]: Tides", "Fwd: Re[2]: Tides"),
        ("[tide-tools] Re: Tides", "[tide-tools] Re: Tides", "Fwd: [tide-tools] Re: Tides"),
        ("Fwd: Tides", "Re: Fwd: Tides", "Fwd: Tides"),
        ("WG: Tides", "Re: WG: Tides", "WG: Tides"),
        ("Tides: high", "Re: Tides: high", "Fwd: Tides: high"),
        ("a\r\nBcc: eve@example.com", "Re: a Bcc: eve@example.com", "Fwd: a Bcc: eve@example.com"),
        ("=?utf-8?q?x?=", "Re: = ?utf-8?q?x?=", "Fwd: = ?utf-8?q?x?="),
    ],
)
def test_a_subject_says_once_that_it_answers_or_passes_on(subject: str, answer: str, passed_on: str) -> None:
    assert answered(subject) == answer
    assert forwarded(subject) == passed_on
    assert answered(answered(subject)) == answer
    assert forwarded(forwarded(subject)) == passed_on


def test_a_forwarded_text_is_read_as_one_and_keeps_its_files() -> None:
    files = (
        asset(0, "tides.pdf"),
        asset(1, "logo.png", kind="inline"),
        asset(2, "../../passwd", mime_type="a/b c"),
        asset(3, "inside.txt", parent=2),
        asset(4, "tides.pdf"),
    )
    passed_on = replace(forward(document(assets=files), "They turn.\n", ANN, ROOT), to=("di@example.net",))
    assert [(str(each.path), each.filename, each.mime_type) for each in passed_on.attachments] == [
        ("/workspace/assets/0", "tides.pdf", "application/pdf"),
        ("/workspace/assets/2", "_.._passwd", None),
        ("/workspace/assets/4", "tides (2).pdf", "application/pdf"),
    ]
    assert passed_on.subject == "Fwd: Tides"
    assert passed_on.source_document_id == "ab" * 32
    assert (passed_on.in_reply_to, passed_on.references) == (None, ())
    read = parse(rendered(passed_on))
    assert read.text.endswith("\n\nThey turn.\n\n---------- End of forwarded message ----------" + SIGNATURE)
    (step,) = read.forwarded_chain
    assert (step.sender, step.date, step.subject) == (
        "Bo <bo@example.com>", "2024-03-13T16:44:00+02:00", "Tides",
    )  # fmt: skip


def test_a_message_is_passed_on_as_it_came() -> None:
    passed_on = forward_attached(document(headers={"subject": "a/b: c"}), ANN, ROOT)
    (original,) = passed_on.attachments
    assert original.path == ROOT / "raw/ab/abab.eml"
    assert (original.filename, original.mime_type) == ("a_b_ c.eml", "message/rfc822")
    assert passed_on.text == signed("", ANN.signature)


def test_a_signature_is_the_end_of_a_text_where_there_is_one() -> None:
    assert signed("Hello.", "\nAnn\n") == "Hello.\n\n-- \nAnn\n"
    assert signed("Hello.", "") == "Hello."


ODD_PIECES = ["<a@b.example>", "<", ">", "a@b.example", ",", " ", "\n", "=?utf-8?q?x?=", '"']
odd = hostile | st.lists(st.sampled_from(ODD_PIECES)).map("".join)


@given(
    st.fixed_dictionaries(
        {}, optional=dict.fromkeys(("subject", "to", "cc", "reply-to", "references", "in-reply-to"), odd)
    ),
    st.fixed_dictionaries(
        {},
        optional={
            "sender_name": odd,
            "sender_email": odd,
            "message_id": odd,
            "assets": st.tuples(st.builds(asset, st.just(0), odd, mime_type=odd)),
        },
    ),
    hostile.map(lambda text: text.encode("utf-8", "replace").decode()),
)
def test_nothing_in_a_document_makes_an_answer_that_cannot_be_sent(
    headers: dict[str, str], fields: dict[str, str], text: str
) -> None:
    source = document(headers=headers, **fields)
    for answer in (
        reply(source, text, ANN, everyone=True),
        forward(source, text, ANN, ROOT),
        forward_attached(source, ANN, ROOT),
    ):
        letter = checked(replace(answer, to=(*answer.to, "di@example.net")))
        assert letter.text
