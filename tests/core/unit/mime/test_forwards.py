"""Who a text says wrote what it passes on."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailatlas_core.mime.forwards import MAX_STEPS, find_forwards, subject_without_wrapper
from mailatlas_core.mime.model import Forwarded
from tests.core.unit.mime.forward_samples import BODY, SAMPLES, SENDER, TO

HERE = timezone(timedelta(hours=1))
GMAIL = "---------- Forwarded message ---------"

REPLY = f"""\
Thank you!

On Mon, Feb 5, 2024 at 10:20 AM {SENDER} wrote:
> {BODY}
"""
OUTLOOK_REPLY = f"""\
Thank you!

-----Original Message-----
From: {SENDER}
Sent: Monday, February 5, 2024 10:20 AM
To: {TO}
Subject: Water at number 9

{BODY}
"""
REPLY_TO_FORWARD = f"""\
I had seen it.

On Tue, Feb 6, 2024 at 9:00 AM Jules <jules@harborlabs.example> wrote:
> Please read.
>
> {GMAIL}
> From: {SENDER}
> Date: Mon, Feb 5, 2024 at 10:20 AM
> Subject: Water at number 9
>
> {BODY}
"""
ABOUT_FORWARDING = """\
How to forward a message: press F. Gmail writes a line such as

---------- Forwarded message ---------

above the text, and Apple Mail writes

Begin forwarded message:

From: here to the pier it is ten minutes on foot.
"""


def claim(subject: str, text: str) -> list[Forwarded]:
    return [step.forwarded for step in find_forwards(text, subject, HERE)]


@pytest.mark.parametrize("name", SAMPLES)
def test_a_forward_is_understood_in_the_form_of(name: str) -> None:
    subject, text = SAMPLES[name]
    (step,) = claim(subject, text)
    assert step.sender == SENDER
    assert step.subject == "Water at number 9"
    assert step.date is not None
    assert datetime.fromisoformat(step.date) == datetime(2024, 2, 5, 10, 20, tzinfo=HERE)


@pytest.mark.parametrize("name", SAMPLES)
def test_the_lines_of_a_header_are_all_of_it_and_no_others(name: str) -> None:
    subject, text = SAMPLES[name]
    (step,) = find_forwards(text, subject, HERE)
    lines = text.split("\n")
    rest = [line.lstrip("> ") for line in lines[: step.first] + lines[step.end :] if line.strip("> ")]
    assert rest == ["Please read.", BODY]


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Re: Water at number 9", REPLY),
        ("Fwd: Water at number 9", REPLY),
        ("RE: Water at number 9", OUTLOOK_REPLY),
        ("AW: Water at number 9", OUTLOOK_REPLY),
        ("Water at number 9", OUTLOOK_REPLY),
        ("Re: Water at number 9", REPLY_TO_FORWARD),
        ("Re: Fwd: Water at number 9", REPLY_TO_FORWARD),
        ("How to forward", ABOUT_FORWARDING),
        ("Fwd: How to forward", ABOUT_FORWARDING),
        ("Fwd: From the pier", "From: here to the pier it is ten minutes.\n--------\nSee you there.\n"),
        ("Fwd: nothing", ""),
    ],
)
def test_what_answers_or_talks_about_a_message_forwards_none(subject: str, text: str) -> None:
    assert claim(subject, text) == []


def test_a_chain_is_told_from_the_outermost_step_to_the_innermost() -> None:
    text = f"""\
Look how far this has travelled.

{GMAIL}
From: Grace <grace@lighthouse.example>
Date: Sun, Nov 2, 2025 at 8:30 PM
Subject: Fwd: The whale
To: Seun <seun@harborlabs.example>

My aunt remembers it!

-----Original Message-----
From: Ngozi <ngozi@family.example>
Sent: Friday, October 31, 2025 3:00 PM
To: Grace <grace@lighthouse.example>
Subject: The whale

It was green.
"""
    assert claim("Fwd: Fwd: The whale", text) == [
        Forwarded("Grace <grace@lighthouse.example>", "2025-11-02T20:30:00+01:00", "Fwd: The whale"),
        Forwarded("Ngozi <ngozi@family.example>", "2025-10-31T15:00:00+01:00", "The whale"),
    ]


def test_the_answer_inside_a_forward_ends_the_chain() -> None:
    text = f"""\
From: Grace <grace@lighthouse.example>
Sent: Sunday, November 2, 2025 8:30 PM
To: {TO}
Subject: RE: The whale

Agreed.

From: {SENDER}
Sent: Friday, October 31, 2025 3:00 PM
To: Grace <grace@lighthouse.example>
Subject: The whale

It was green.
"""
    assert [step.sender for step in claim("FW: The whale", text)] == ["Grace <grace@lighthouse.example>"]


def test_the_chain_of_apple_mail_goes_down_by_its_marks() -> None:
    text = f"""\
Begin forwarded message:

> From: Grace <grace@lighthouse.example>
> Subject: Fwd: The whale
> Date: 2 November 2025 at 20:30:00 CET
> To: {TO}
>{" "}
> Begin forwarded message:
>{" "}
>> From: {SENDER}
>> Subject: The whale
>> Date: 31 October 2025 at 15:00:00 CET
>> To: Grace <grace@lighthouse.example>
>>{" "}
>> It was green.
"""
    steps = find_forwards(text, "Fwd: The whale", HERE)
    assert [step.forwarded.sender for step in steps] == ["Grace <grace@lighthouse.example>", SENDER]
    assert [step.depth for step in steps] == [1, 2]


def test_a_list_of_recipients_that_goes_on_in_the_next_line_is_part_of_the_header() -> None:
    text = f"""\
{GMAIL}
From: {SENDER}
Date: Mon, Feb 5, 2024 at 10:20 AM
To: Jules <jules@harborlabs.example>,
Mateo <mateo@puerto.example>, Hana <hana@hokkyoku.example>,
Ada <ada@analytics.example>
Subject: Water at number 9
Cc: Quay <quay@puerto.example>,
 Office <office@puerto.example>

{BODY}
"""
    (step,) = find_forwards(text, "Fwd: x", HERE)
    assert (step.first, step.end) == (0, 9)


@pytest.mark.parametrize(
    ("written", "sender"),
    [
        ("Ilse Brandt [mailto:brandt@halcyon.example]", SENDER),
        ("Ilse Brandt <brandt@halcyon.example<mailto:brandt@halcyon.example>>", SENDER),
        ("Ilse Brandt <brandt@halcyon.example <mailto:brandt@halcyon.example>>", SENDER),
        ("*Ilse Brandt* <brandt@halcyon.example>", SENDER),
        ("brandt@halcyon.example", "brandt@halcyon.example"),
    ],
)
def test_a_sender_is_named_with_the_address_once(written: str, sender: str) -> None:
    text = f"{GMAIL}\nFrom: {written}\nDate: Mon, Feb 5, 2024 at 10:20 AM\nSubject: x\n\n{BODY}"
    assert claim("Fwd: x", text)[0].sender == sender


def test_a_date_that_is_not_understood_is_kept_as_written() -> None:
    text = f"{GMAIL}\nFrom: {SENDER}\nDate: at the new moon\nSubject: x\n\n{BODY}"
    assert claim("Fwd: x", text)[0].date == "at the new moon"


def test_a_deep_chain_is_cut() -> None:
    step = f"{GMAIL}\nFrom: {SENDER}\nDate: Mon, Feb 5, 2024 at 10:20 AM\nSubject: Fwd: x\n\n"
    assert len(claim("Fwd: x", step * 50)) == MAX_STEPS


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("Fwd: Water", "Water"),
        ("FW: Water", "Water"),
        ("Fw : Water", "Water"),
        ("WG: Water", "Water"),
        ("TR : Water", "Water"),
        ("RV: Water", "Water"),
        ("I: Water", "Water"),
        ("ENC: Water", "Water"),
        ("转发：Water", "Water"),
        ("転送: Water", "Water"),
        ("Fwd: FW: Fwd: Water", "Water"),
        ("Fwd[2]: Water", "Water"),
        ("[Fwd: Water]", "Water"),
        ("Water (fwd)", "Water"),
        ("Fwd: Re: Water", "Re: Water"),
        ("Re: Fwd: Water", "Re: Fwd: Water"),
        ("Water: a history", "Water: a history"),
        ("Fwd:", "Fwd:"),
        ("", ""),
    ],
)
def test_the_wrapper_of_a_forward_is_taken_off_its_subject(subject: str, expected: str) -> None:
    assert subject_without_wrapper(subject, really_forwards=True) == expected


@pytest.mark.parametrize("subject", ["Fwd: Water", "I: the first person", "WG: room to let", "Water (fwd)"])
def test_the_subject_of_a_message_that_does_not_forward_stays(subject: str) -> None:
    assert subject_without_wrapper(subject, really_forwards=False) == subject


PIECES = st.sampled_from(
    [
        *(line for _, text in SAMPLES.values() for line in text.split("\n")),
        "> ",
        ">> From: x",
        "\0",
        "From:",
        "De :",
        "-" * 40,
        "_" * 40,
        "*" * 30,
        "----- Forwarded",
    ]
)


@given(st.lists(PIECES | st.text(max_size=20), max_size=40), st.text(max_size=30))
def test_any_text_is_read_and_the_steps_are_apart_and_in_order(pieces: list[str], subject: str) -> None:
    text = "\n".join(pieces)
    bounds = [bound for step in find_forwards(text, subject) for bound in (step.first, step.end)]
    assert bounds == sorted(bounds)
    assert all(0 <= bound <= len(text.split("\n")) for bound in bounds)
    assert subject_without_wrapper(subject, really_forwards=True) or not subject
