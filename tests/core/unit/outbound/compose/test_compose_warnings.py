"""The review points out what a person may have overlooked, and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from mailatlas_core.outbound.compose.answering import Writer, forward, reply
from mailatlas_core.outbound.compose.checking import checked
from mailatlas_core.outbound.compose.lookalikes import lookalike
from mailatlas_core.outbound.compose.mentions import speaks_of_attachment
from mailatlas_core.outbound.compose.warnings import MOST_COMPARED, Background, review_warnings
from tests.core.unit.outbound.compose.letters import document, enclosure, hostile, texts, written

KNOWN = Background(written_to=frozenset({"bo@example.com", "cy@example.net"}))


def kinds(background: Background = KNOWN, **changes: Any) -> list[str]:
    return [warning.kind for warning in review_warnings(checked(written(**changes)), [], background)]


def test_a_letter_like_any_other_has_no_warning() -> None:
    assert kinds() == []
    assert kinds(to=("BO@example.com", "Cy <cy@example.net>")) == []


def test_what_matters_most_comes_first() -> None:
    background = Background(KNOWN.written_to, agent="helper", is_changed=True)
    changes: dict[str, Any] = {
        "to": ("b0@example.com", "new@example.org"),
        "reply_to": ("ann@elsewhere.example",),
        "text": "See the attached file.",
        "subject": "",
    }
    assert kinds(background, **changes) == [
        "agent", "changed", "lookalike", "first_time", "reply_to", "no_attachment", "no_subject",
    ]  # fmt: skip
    found = review_warnings(checked(written(**changes)), [enclosure()], background)
    assert [(warning.sentence, warning.addresses) for warning in found] == [
        ("An agent, helper, has written this.", ()),
        ("It was changed since it was approved.", ()),
        (
            "b0@example.com looks like bo@example.com, to whom you have written before.",
            ("b0@example.com", "bo@example.com"),
        ),
        ("You write to new@example.org for the first time.", ("new@example.org",)),
        ("Answers go to ann@elsewhere.example, not to example.org.", ("ann@elsewhere.example",)),
        ("It has no subject.", ()),
    ]


def test_every_kind_of_recipient_is_looked_at_and_counted_in_one_sentence() -> None:
    letter = checked(written(to=("a@new.example",), cc=("b@new.example",), bcc=("c@new.example",)))
    (warning,) = review_warnings(letter, [], KNOWN)
    assert warning.sentence == "You write to 3 recipients for the first time."
    assert warning.addresses == ("a@new.example", "b@new.example", "c@new.example")


def test_answers_to_the_own_domain_are_no_surprise() -> None:
    assert kinds(reply_to=("desk@EXAMPLE.org",)) == []
    assert kinds(reply_to=("desk@mail.example.org",)) == ["reply_to"]


@pytest.mark.parametrize(
    "email",
    [
        "b@marina.example",
        "boo@marina.example",
        "bp@marina.example",
        "ob@marina.example",
        "b.o@marina.example",
        "bo@mairna.example",
        "bo@marin.example",
        "bo@marinaa.example",
        "bo@mar1na.example",
        "bo@rnarina.example",
        "bo@mаrina.example",
        "bо@mаrіnа.example",
        "bó@márína.example",
    ],
)
def test_an_address_that_can_be_taken_for_a_known_one_is_told(email: str) -> None:
    assert lookalike(email, {"bo@marina.example", "other@marina.example"}) == "bo@marina.example"


@pytest.mark.parametrize(
    "email", ["bo@marina.example", "bob@mairna.example", "di@marina.example", "", "x" * 101]
)
def test_an_address_that_is_known_or_quite_another_is_not(email: str) -> None:
    assert lookalike(email, {"bo@marina.example", "x" * 100}) is None


def test_of_very_many_new_recipients_the_first_are_compared() -> None:
    many = tuple(f"{number}@new.example" for number in range(MOST_COMPARED))
    assert kinds(to=(*many, "b0@example.com")) == ["first_time"]
    assert kinds(to=("b0@example.com", *many)) == ["lookalike", "first_time"]


@pytest.mark.parametrize(
    "text",
    [
        "Please find attached the tables.",
        "The attachments are for Bo.",
        "Die Tabellen sind beigefügt.",
        "Im ANHANG die Tabellen.",
        "Veuillez trouver ci-joint les tables.",
        "Les tables sont en pièce jointe.",
        "Adjunto las tablas.",
        "In allegato le tabelle.",
        "Segue em anexo a tabela.",
        "Zie de bijlage.",
        "Jag bifogar tabellerna.",
        "添付ファイルをご確認ください。",
        "请查看附件。",
        "> quoted\n\nSee the attached table.\n\n-- \nAnn",
    ],
)
def test_a_text_that_speaks_of_an_attachment_is_understood(text: str) -> None:
    assert speaks_of_attachment(text)
    assert kinds(text=text) == ["no_attachment"]
    assert review_warnings(checked(written(text=text)), [enclosure()], KNOWN) == ()


@pytest.mark.parametrize(
    "text",
    [
        "They turn.",
        "I am unattached.",
        "> see the attached table\n\nWhich one?",
        "On 5 Feb 2024, Bo wrote:\n> attached\n\nWhich one?",
        "Which one?\n\n-- \nAnn, attached to tides",
    ],
)
def test_what_others_have_written_speaks_of_no_attachment(text: str) -> None:
    assert not speaks_of_attachment(text)


def test_what_is_answered_or_passed_on_speaks_of_no_attachment() -> None:
    ann = Writer("ann@example.org")
    original = "See the attached table."
    assert not speaks_of_attachment(reply(document(), original, ann).text or "")
    passed_on = forward(document(), original, ann, Path("/workspace")).text or ""
    assert not speaks_of_attachment(passed_on)
    assert speaks_of_attachment("It is attached." + passed_on)


def test_html_alone_is_read_as_well() -> None:
    assert kinds(text=None, html="<p>See the <b>att</b>ached table.") == ["no_attachment"]
    assert kinds(text=None, html="<p title='attached'>See the table.") == []


@given(texts, hostile)
def test_any_text_and_any_address_can_be_looked_at(text: str, email: str) -> None:
    assert speaks_of_attachment(text) in (True, False)
    assert lookalike(email, frozenset()) is None
